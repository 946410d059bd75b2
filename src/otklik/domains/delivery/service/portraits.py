"""Pictures of people that providers show: fetched once their messages are there, a block of people at a time."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import msgspec
import structlog

from otklik.channels import contract
from otklik.channels.contract import ChannelError, Remedy, Sender
from otklik.channels.registry import Registry
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels
from otklik.domains.workspaces import pictures
from otklik.platform import keeping
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed
from otklik.platform.jobs import Jobs

WEB: Final = ("https://", "http://")
REF_LENGTH_MAX: Final = 2_000
TIMEOUT_SECONDS: Final = 8.0
OK: Final = 200

log = structlog.get_logger()


class Portrait(msgspec.Struct, frozen=True, kw_only=True):
    """A card's picture that is to be had. `ref`: an address on the web, or what its provider understands."""

    contact_id: UUID
    ref: str


class Gallery(msgspec.Struct, frozen=True, kw_only=True):
    """A channel that is asked for pictures of people."""

    provider: contract.FetchesPictures
    port: contract.Port
    config: contract.Config


async def ask_later(ctx: Ctx, channel: Channel, senders: Iterable[Sender]) -> None:
    """Have the pictures fetched of those whose card has none, unless that was tried lately."""
    asks = isinstance(ctx.use(Registry).get(channel.kind), contract.FetchesPictures)
    shown = {one.id: one.avatar_ref for one in senders if one.id and _leads_somewhere(one.avatar_ref, asks=asks)}
    if not shown:
        return
    await ctx.session.flush()
    address_kind = channels.manifest(ctx, channel.kind).address_kind
    due = await contacts.send_for(ctx, address_kind=address_kind, shown=shown)
    if not due:
        return
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    wanted = [Portrait(contact_id=contact_id, ref=shown[address]) for address, contact_id in due.items()]
    arguments = {"channel_id": channel.id, "portraits": msgspec.json.encode(wanted).decode()}
    await ctx.use(Jobs).defer(ctx, jobs.fetch_portraits, arguments=arguments)


async def fetch(parts: Parts, *, workspace_id: WorkspaceId, channel_id: UUID, portraits: Sequence[Portrait]) -> None:
    """A picture that is none, too large or not to be had leaves the card as it is, and hides nobody else's.

    Raises `ChannelError`, at the end or when the provider wants to be left alone, where it is worth another try.
    """
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await queries.channel(ctx, channel_id)
        bare = await contacts.faceless(ctx, {one.contact_id for one in portraits})
    gallery = _gallery(parts, channel) if channel else None
    passing: ChannelError | None = None
    for one in portraits if channel else ():
        if one.contact_id not in bare:
            continue
        try:
            await _hang(parts, workspace_id, one, data=await _picture(parts, gallery, one.ref))
        except ChannelError as error:
            log.info("delivery.portrait.not_fetched", channel_id=str(channel_id), code=error.code)
            passing = error if error.remedy is Remedy.RETRY else passing
            if error.remedy is Remedy.RECONNECT or error.retry_after_seconds is not None:
                break
    if passing is not None:
        raise passing


async def _hang(parts: Parts, workspace_id: WorkspaceId, portrait: Portrait, *, data: bytes) -> None:
    if len(data) > pictures.BYTES_MAX or not pictures.media_type(data):
        return
    async with parts.get(Database).transaction(workspace_id) as ctx:
        if await contacts.faceless(ctx, {portrait.contact_id}):
            await contacts.set_avatar(ctx, contact_id=portrait.contact_id, key=await keeping.keep(ctx, data))


async def _picture(parts: Parts, gallery: Gallery | None, ref: str) -> bytes:
    """Empty when it is not to be had. Raises `ChannelError` where a provider says why."""
    if gallery is not None:
        return await gallery.provider.fetch_picture(gallery.port, gallery.config, ref)
    try:
        reply = await parts.get(HttpClient).request(
            "GET", ref, timeout_seconds=TIMEOUT_SECONDS, reply_bytes_max=pictures.BYTES_MAX
        )
    except (HttpFailed, AddressRefused):
        return b""
    return reply.body if reply.status == OK else b""


def _gallery(parts: Parts, channel: Channel) -> Gallery | None:
    provider = parts.get(Registry).get(channel.kind)
    if not isinstance(provider, contract.FetchesPictures):
        return None
    port, config = ChannelPort.of(parts, channel), channels.config_of(parts, channel)
    return Gallery(provider=provider, port=port, config=config)


def _leads_somewhere(ref: str, *, asks: bool) -> bool:
    return 0 < len(ref) <= REF_LENGTH_MAX and (asks or ref.startswith(WEB))
