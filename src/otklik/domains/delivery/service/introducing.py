"""Names of people whom events name by number only: asked for once their messages are there, a block at a time."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import structlog

from otklik.channels import contract
from otklik.channels.contract import ChannelError, InboundMessage, Remedy, Stranger
from otklik.channels.registry import Registry
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels, portraits
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import Jobs

log = structlog.get_logger()


async def ask_later(ctx: Ctx, channel: Channel, messages: Sequence[InboundMessage]) -> None:
    """Have those asked after who came without a name and have none yet."""
    nameless = {one.sender.id: one.thread_id for one in messages if one.sender.id and not one.sender.name}
    if not nameless or not isinstance(ctx.use(Registry).get(channel.kind), contract.Introduces):
        return
    await ctx.session.flush()
    address_kind = channels.manifest(ctx, channel.kind).address_kind
    unnamed = await contacts.unnamed(ctx, address_kind=address_kind, addresses=nameless)
    strangers = [Stranger(id=one, thread_id=nameless[one]) for one in nameless if one in unnamed]
    if not strangers:
        return
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    arguments = {"channel_id": channel.id, "strangers": msgspec.json.encode(strangers).decode()}
    await ctx.use(Jobs).defer(ctx, jobs.introduce, arguments=arguments)


async def introduce(
    parts: Parts, *, workspace_id: WorkspaceId, channel_id: UUID, strangers: Sequence[Stranger]
) -> None:
    """Ask the provider who they are. Raises `ChannelError` where it is worth another try."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await queries.channel(ctx, channel_id)
        strangers = await _still_strange(ctx, channel, strangers) if channel else ()
    provider = parts.get(Registry).get(channel.kind) if channel else None
    if channel is None or not strangers or not isinstance(provider, contract.Introduces):
        return
    try:
        port, config = ChannelPort.of(parts, channel), channels.config_of(parts, channel)
        found = await provider.introduce(port, config, strangers)
    except ChannelError as error:
        log.info("delivery.people.not_told", channel_id=str(channel_id), code=error.code)
        if error.remedy is Remedy.RETRY:
            raise
        return
    async with parts.get(Database).transaction(workspace_id) as ctx:
        address_kind = channels.manifest(ctx, channel.kind).address_kind
        for one in found:
            await contacts.introduce(
                ctx, address_kind=address_kind, address=one.id, name=one.name, username=one.username
            )
        await contacts.untold(ctx, address_kind=address_kind, addresses=[one.id for one in strangers])
        await portraits.ask_later(ctx, channel, found)


async def _still_strange(ctx: Ctx, channel: Channel, strangers: Sequence[Stranger]) -> list[Stranger]:
    """Whom nobody named while the question waited."""
    address_kind = channels.manifest(ctx, channel.kind).address_kind
    unnamed = await contacts.unnamed(ctx, address_kind=address_kind, addresses=[one.id for one in strangers])
    return [one for one in strangers if one.id in unnamed]
