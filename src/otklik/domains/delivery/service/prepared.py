"""Prepared messages of a channel: read from the provider, kept, changed as the provider tells, chosen to be sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.contract import InboundPrepared, PreparedMessage
from otklik.channels.registry import Registry
from otklik.domains.delivery import errors, rules, schemas
from otklik.domains.delivery.models import Channel, PreparedRow
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.queries import prepared as queries
from otklik.domains.delivery.schemas import PreparedOut, PreparedUse
from otklik.domains.delivery.service import channels
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs

__all__ = [
    "PreparedOut",
    "PreparedUse",
    "ask_anew",
    "fill",
    "get",
    "keep",
    "of_channel",
    "of_id",
    "refresh",
    "tell",
    "worded",
]

PREPARED_MAX: Final = 2_000
"""Of one channel; further ones are not kept."""


async def of_channel(ctx: Ctx, channel_id: UUID) -> list[PreparedOut]:
    """All that the provider keeps, whatever it thinks of each, by name. Raises `ChannelNotFound`."""
    await channels.get(ctx, channel_id)
    return [schemas.prepared_out(row) for row in await queries.of_channel(ctx, channel_id, limit=PREPARED_MAX)]


async def get(ctx: Ctx, prepared_id: UUID) -> PreparedOut:
    """Raises `PreparedNotFound`."""
    return schemas.prepared_out(await _row(ctx, prepared_id))


async def of_id(ctx: Ctx, prepared_id: UUID, *, channel_id: UUID) -> PreparedMessage | None:
    """The message, where it is still one of this channel's."""
    row = await queries.one(ctx, prepared_id)
    return _message(row) if row is not None and row.channel_id == channel_id else None


async def worded(ctx: Ctx, use: PreparedUse) -> str:
    """What the person will read. Raises `PreparedNotFound`."""
    return rules.worded(_message(await _row(ctx, use.prepared_id)), use.values)


async def fill(ctx: Ctx, prepared_id: UUID, fills: Mapping[str, str]) -> PreparedOut:
    """Keep what usually stands in the blanks; names the message does not have are left out. Raises as `get`."""
    row = await _row(ctx, prepared_id)
    known = {blank.name for blank in _message(row).blanks}
    row.fills = {name: text.strip() for name, text in fills.items() if name in known and text.strip()}
    _tell_desks(ctx, row.channel_id)
    return schemas.prepared_out(row)


async def ask_anew(ctx: Ctx, channel_id: UUID) -> None:
    """Have the list read from the provider soon. Raises `PreparedNotListed`."""
    channel = await channels.get(ctx, channel_id)
    if not isinstance(ctx.use(Registry).get(channel.kind), contract.ListsPrepared):
        raise errors.PreparedNotListed
    await _defer_refresh(ctx, channel_id)


async def refresh(parts: Parts, *, workspace_id: WorkspaceId, channel_id: UUID) -> None:
    """Read the list from the provider and keep it. Raises `ChannelError`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await channels.get(ctx, channel_id)
        provider = ctx.use(Registry).get(channel.kind)
        port, config = ChannelPort.of(parts, channel), channels.config_of(parts, channel)
    if not channel.enabled or not isinstance(provider, contract.ListsPrepared):
        return
    found = await provider.list_prepared(port, config)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await keep(ctx, channel, found)


async def keep(ctx: Ctx, channel: Channel, found: Sequence[PreparedMessage]) -> None:
    """What was read takes the place of what was kept; how blanks are usually filled stays."""
    kept = {
        (row.name, row.language): row
        for row in await queries.of_channel(ctx, channel.id, limit=PREPARED_MAX, lock=True)
    }
    read = {(one.name, one.language): one for one in found[:PREPARED_MAX]}
    changed = [one for key, one in read.items() if key not in kept or _message(kept[key]) != one]
    for one in changed:
        row = kept.get((one.name, one.language))
        if row is None:
            ctx.session.add(_new(ctx, channel, one))
        else:
            _change(ctx, row, one)
    gone = [row.id for key, row in kept.items() if key not in read]
    if gone:
        await queries.drop(ctx, gone)
    if changed or gone:
        _tell_desks(ctx, channel.id)


async def tell(ctx: Ctx, *, channel_id: UUID, told: InboundPrepared) -> None:
    """The provider thinks otherwise: known at once; what it did not say whole is read anew."""
    row = await queries.named(ctx, channel_id=channel_id, name=told.name, language=told.language)
    if row is None or (told.standing is None and told.quality is None):
        await _defer_refresh(ctx, channel_id)
        return
    known = _message(row)
    changed = msgspec.structs.replace(
        known,
        standing=told.standing or known.standing,
        reason=told.reason if told.standing else known.reason,
        quality=told.quality or known.quality,
    )
    _change(ctx, row, changed)
    _tell_desks(ctx, channel_id)


async def _row(ctx: Ctx, prepared_id: UUID) -> PreparedRow:
    row = await queries.one(ctx, prepared_id)
    if row is None:
        raise errors.PreparedNotFound
    return row


def _message(row: PreparedRow) -> PreparedMessage:
    return msgspec.convert(row.document, PreparedMessage)


def _new(ctx: Ctx, channel: Channel, message: PreparedMessage) -> PreparedRow:
    return PreparedRow(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        channel_id=channel.id,
        name=message.name,
        language=message.language,
        document=_document(message),
        fills={},
        changed_at=ctx.now(),
    )


def _change(ctx: Ctx, row: PreparedRow, message: PreparedMessage) -> None:
    row.document, row.changed_at = _document(message), ctx.now()


def _document(message: PreparedMessage) -> dict[str, Any]:  # Any: a JSON document
    return dict(msgspec.to_builtins(message))


async def _defer_refresh(ctx: Ctx, channel_id: UUID) -> None:
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    await ctx.use(Jobs).defer(ctx, jobs.refresh_prepared, arguments={"channel_id": channel_id})


def _tell_desks(ctx: Ctx, channel_id: UUID) -> None:
    ctx.push(f"desk/{ctx.workspace_id}", "prepared.changed", {"channel_id": str(channel_id)})
