"""Pictures of people that providers show: fetched once their messages are there, one of each person."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from otklik.channels.contract import Sender
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import ContactNotFound
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.domains.workspaces import pictures
from otklik.platform import keeping
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed
from otklik.platform.jobs import Jobs

WEB: Final = ("https://", "http://")
URL_LENGTH_MAX: Final = 2_000
TIMEOUT_SECONDS: Final = 8.0
OK: Final = 200


async def ask_later(ctx: Ctx, channel: Channel, senders: Iterable[Sender]) -> None:
    """Have the pictures fetched of those whose card has none."""
    shown = {one.id: one.avatar_ref for one in senders if one.id and _leads_somewhere(one.avatar_ref)}
    if not shown:
        return
    await ctx.session.flush()
    address_kind = channels.manifest(ctx, channel.kind).address_kind
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    for address, contact_id in (await contacts.faceless(ctx, address_kind=address_kind, addresses=shown)).items():
        arguments = {"contact_id": contact_id, "url": shown[address]}
        await ctx.use(Jobs).defer(ctx, jobs.fetch_portrait, arguments=arguments, once=f"portrait:{contact_id}")


async def fetch(parts: Parts, *, workspace_id: WorkspaceId, contact_id: UUID, url: str) -> None:
    """A picture that is none, too large or not to be had leaves the card as it is; the next message asks again."""
    data = await _picture(parts, url)
    if not data:
        return
    async with parts.get(Database).transaction(workspace_id) as ctx:
        key = await keeping.keep(ctx, data)
        try:
            await contacts.set_avatar(ctx, contact_id=contact_id, key=key)
        except ContactNotFound:
            return


async def _picture(parts: Parts, url: str) -> bytes:
    try:
        reply = await parts.get(HttpClient).request(
            "GET", url, timeout_seconds=TIMEOUT_SECONDS, reply_bytes_max=pictures.BYTES_MAX
        )
    except (HttpFailed, AddressRefused):
        return b""
    return reply.body if reply.status == OK and pictures.media_type(reply.body) else b""


def _leads_somewhere(url: str) -> bool:
    return url.startswith(WEB) and len(url) <= URL_LENGTH_MAX
