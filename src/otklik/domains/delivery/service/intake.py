"""From the journal to events: every raw item is read once, in order, and what cannot be read is kept.

A block of one channel's items is read in one transaction. When an item breaks it, the block is read again item
by item, so that one bad mail holds up nobody; the bad one is marked failed and can be replayed by command.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar, cast
from uuid import UUID

import msgspec
import structlog

from otklik.channels import contract
from otklik.channels.contract import Inbound, RawItem
from otklik.channels.registry import Registry
from otklik.domains.consents import service as consents
from otklik.domains.delivery import events, queries
from otklik.domains.delivery.models import Channel, JournalItem
from otklik.domains.delivery.service import channels, echoes, files, introducing, portraits, prepared, receipts
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up
from otklik.platform.events import publish
from otklik.platform.jobs import Jobs

BLOCK: Final = 50
PARSE_IN_THREAD_BYTES: Final = 64 * 1024
ERROR_LENGTH_MAX: Final = 500
TOLD_ON: Mapping[type, Callable[..., events.FromJournal]] = {
    contract.InboundEdit: events.MessageEdited,
    contract.InboundDelete: events.MessageDeleted,
    contract.InboundReaction: events.MessageReacted,
    contract.InboundPress: events.ButtonPressed,
    contract.InboundReachability: events.ReachabilityTold,
}
"""What is passed on as it is, to whoever it concerns."""

log = structlog.get_logger()
_Value = TypeVar("_Value")


async def read_channel(parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId) -> bool:
    """Read one block of the channel's waiting items; True when more may be waiting."""
    try:
        return await _read_block(parts, channel_id=channel_id, workspace_id=workspace_id, limit=BLOCK)
    except Exception as error:
        if gave_up(error):
            raise
        log.warning("delivery.block.broke", channel_id=str(channel_id), error=type(error).__name__)
        return await _read_singly(parts, channel_id=channel_id, workspace_id=workspace_id)


async def read_item(ctx: Ctx, channel: Channel, item: JournalItem) -> None:
    """Parse one item and tell of everything in it (guarantee 2). Raises `ParseFailed` and whatever a listener does."""
    for inbound in await parse(ctx, channel, item, channels.config_of(ctx.parts, channel)):
        await _tell(ctx, channel, item, inbound)


async def parse(ctx: Ctx, channel: Channel, item: JournalItem, config: contract.Config) -> list[Inbound]:
    """Every event in the item. Raises `ParseFailed`."""
    raw = RawItem(event_id=item.event_id, body=item.body, headers=item.headers, received_at=item.received_at)
    provider = ctx.use(Registry).get(channel.kind)
    if len(raw.body) > PARSE_IN_THREAD_BYTES:
        found = await asyncio.to_thread(provider.parse, raw, config)
    else:
        found = provider.parse(raw, config)
    return [_storable(one) for one in found]


async def tell_message(ctx: Ctx, channel: Channel, item: JournalItem, message: contract.InboundMessage) -> None:
    """Have its files fetched, and tell whoever it concerns."""
    manifest = channels.manifest(ctx, channel.kind)
    kept = [await files.take(ctx, channel_id=channel.id, attachment=one) for one in message.attachments]
    if kept:
        await ctx.session.flush()
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    for row in kept:
        if row.state == "fetching":
            await ctx.use(Jobs).defer(ctx, jobs.fetch_media, arguments={"file_id": row.id})
    await publish(
        ctx,
        events.MessageReceived(
            channel_id=channel.id,
            journal_id=item.id,
            received_at=item.received_at,
            message=message,
            address_kind=manifest.address_kind,
            address_verified=manifest.address_verified,
            file_ids=tuple(row.id for row in kept),
        ),
    )


async def _read_block(parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId, limit: int) -> bool:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        if not await queries.hold_channel(ctx, channel_id):
            return False
        items = await queries.waiting_items(ctx, channel_id=channel_id, limit=limit)
        if not items:
            return False
        channel = await channels.any_state(ctx, channel_id)  # what came before it was deleted is read too
        await _read(ctx, channel, items)
        await queries.mark_read(ctx, [item.id for item in items])
        return len(items) == limit


async def _read(ctx: Ctx, channel: Channel, items: Sequence[JournalItem]) -> None:
    """One item as well as fifty, but what each message will ask is asked for all of them first."""
    config = channels.config_of(ctx.parts, channel)
    parsed = [(item, await parse(ctx, channel, item, config)) for item in items]
    messages = [one for _, found in parsed for one in found if isinstance(one, contract.InboundMessage)]
    address_kind = channels.manifest(ctx, channel.kind).address_kind
    if wrote := [one.sender.address or one.sender.id for one in messages if not one.outgoing]:
        await consents.heard_from(ctx, address_kind=address_kind, addresses=wrote)
    if len(messages) > 1:
        coming = events.MessagesComing(channel_id=channel.id, address_kind=address_kind, messages=tuple(messages))
        await publish(ctx, coming)
    for item, found in parsed:
        for inbound in found:
            await _tell(ctx, channel, item, inbound)
    came = [one for one in messages if not one.outgoing]
    await introducing.ask_later(ctx, channel, came)
    await portraits.ask_later(ctx, channel, [one.sender for one in came])


async def _read_singly(parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId) -> bool:
    more = True
    for _ in range(BLOCK):
        try:
            more = await _read_block(parts, channel_id=channel_id, workspace_id=workspace_id, limit=1)
        except Exception as error:
            if gave_up(error):
                raise
            await _mark_failed(parts, channel_id=channel_id, workspace_id=workspace_id, error=error)
        if not more:
            break
    return more


async def _mark_failed(parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId, error: Exception) -> None:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        items: Sequence[JournalItem] = await queries.waiting_items(ctx, channel_id=channel_id, limit=1)
        for item in items:
            item.state = "failed"
            item.attempts += 1
            item.error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH_MAX]
            log.error("delivery.item.failed", journal_id=str(item.id), error=type(error).__name__, exc_info=error)


def _storable(value: _Value) -> _Value:
    """With U+FFFD for each NUL in its texts: PostgreSQL holds none, and a name must not make a message unreadable."""
    if isinstance(value, str):
        return cast("_Value", value.replace("\0", "\ufffd"))
    if isinstance(value, tuple):
        return cast("_Value", tuple(_storable(one) for one in value))
    if isinstance(value, msgspec.Struct):
        changed = {name: _storable(getattr(value, name)) for name in value.__struct_fields__}
        return cast("_Value", msgspec.structs.replace(value, **changed))
    return value


async def _tell(ctx: Ctx, channel: Channel, item: JournalItem, inbound: Inbound) -> None:
    """Turn one parsed event into the domain's own, and act on those that are delivery's business.

    Messages of one block go to the database together; whatever speaks of an earlier message must find it there.
    """
    if not isinstance(inbound, contract.InboundMessage):
        await ctx.session.flush()
    match inbound:
        case contract.InboundMessage():  # InboundAutoReply is one too
            if not inbound.outgoing or not await echoes.held_back(ctx, channel, item, inbound):
                await tell_message(ctx, channel, item, inbound)
        case contract.InboundReceipt():
            await receipts.apply(ctx, channel_id=channel.id, receipt=inbound, received_at=item.received_at)
        case contract.InboundBounce():
            await receipts.apply_bounce(ctx, channel_id=channel.id, item=item, bounce=inbound)
        case contract.InboundPrepared():
            await prepared.tell(ctx, channel_id=channel.id, told=inbound)
        case contract.InboundTyping() | contract.InboundUnknown():
            log.debug("delivery.item.ignored", kind=type(inbound).__name__, channel_id=str(channel.id))
        case _:
            event = TOLD_ON[type(inbound)](
                channel_id=channel.id, journal_id=item.id, received_at=item.received_at, told=inbound
            )
            await publish(ctx, event)
