"""Telling what the company wrote elsewhere, after it was held back: whether it is ours is known by now."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.contract import ChannelError, InboundMessage, Remedy, Stranger
from otklik.channels.registry import Registry
from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel, JournalItem
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels, echoes, intake
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

NOBODY: Final = "nobody_knows_to_whom"


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    channel: Channel
    item: JournalItem
    message: InboundMessage


async def retell(parts: Parts, *, workspace_id: WorkspaceId, journal_id: UUID, external_id: str, attempt: int) -> None:
    """Tell the message, unless it is ours or not known yet. Raises `ChannelError` when nobody says to whom it went."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        held = await _held(ctx, journal_id, external_id)
        if held is None or await echoes.held_back(ctx, held.channel, held.item, held.message, attempt=attempt):
            return
    message = held.message
    if not message.sender.id:
        message = msgspec.structs.replace(message, sender=await _asked(parts, held))
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await intake.tell_message(ctx, held.channel, held.item, message)


async def give_up(parts: Parts, *, workspace_id: WorkspaceId, journal_id: UUID) -> None:
    """It stays in the journal as failed, to be replayed by command."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        item = await queries.journal_item(ctx, journal_id)
        if item is not None:
            item.state, item.error = "failed", NOBODY


async def _held(ctx: Ctx, journal_id: UUID, external_id: str) -> _Held | None:
    item = await queries.journal_item(ctx, journal_id)
    if item is None:
        return None
    channel = await channels.any_state(ctx, item.channel_id)
    told = await intake.parse(ctx, channel, item, channels.config_of(ctx.parts, channel))
    said = [one for one in told if isinstance(one, InboundMessage) and one.outgoing and one.external_id == external_id]
    return _Held(channel=channel, item=item, message=said[0]) if said else None


async def _asked(parts: Parts, held: _Held) -> contract.Sender:
    """Whom the thread is with."""
    provider = parts.get(Registry).get(held.channel.kind)
    found: list[contract.Sender] = []
    if isinstance(provider, contract.Introduces):
        stranger = Stranger(id="", thread_id=held.message.thread_id)
        port, config = ChannelPort.of(parts, held.channel), channels.config_of(parts, held.channel)
        found = list(await provider.introduce(port, config, [stranger]))
    if not found:
        raise ChannelError(NOBODY, remedy=Remedy.RETRY)
    return found[0]
