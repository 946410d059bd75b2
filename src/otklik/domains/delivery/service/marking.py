"""Letting a customer see at their provider that they were read: at best, and never in the way of anything."""

from uuid import UUID

import structlog

from otklik.channels import contract
from otklik.channels.contract import ChannelError
from otklik.channels.registry import Registry
from otklik.domains.delivery import queries
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

log = structlog.get_logger()


async def can_mark(ctx: Ctx, channel_id: UUID) -> bool:
    """Whether the channel is one where reading can be shown."""
    channel = await queries.channel(ctx, channel_id)
    return channel is not None and channel.enabled and channels.manifest(ctx, channel.kind).capabilities.read_out


async def mark(parts: Parts, *, workspace_id: WorkspaceId, channel_id: UUID, thread_id: str, external_id: str) -> None:
    """All of the thread up to this message was read. What the provider thinks of it is logged, no more."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await queries.channel(ctx, channel_id)
    provider = parts.get(Registry).get(channel.kind) if channel is not None and channel.enabled else None
    if channel is None or not isinstance(provider, contract.MarksRead):
        return
    try:
        config = channels.config_of(parts, channel)
        await provider.mark_read(ChannelPort.of(parts, channel), config, thread_id, external_id)
    except ChannelError as error:
        log.info("delivery.reading.not_marked", channel_id=str(channel_id), code=error.code)
