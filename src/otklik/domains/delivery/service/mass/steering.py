"""A batch's life: opened, started, held, gone on with, ended."""

from uuid import UUID

from otklik.domains.delivery import errors
from otklik.domains.delivery import queries as ledger_queries
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service.mass.planning import PLANNED, STOPPED
from otklik.domains.delivery.service.mass.ports import Batch, NewBatch
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id


async def open_batch(ctx: Ctx, new: NewBatch) -> UUID:
    """A batch that waits, or the one already opened under the same key. Raises `ChannelNotFound`."""
    await channels.get(ctx, new.channel_id)
    row = {
        "id": new_id(),
        "workspace_id": ctx.workspace_id,
        "channel_id": new.channel_id,
        "purpose": new.purpose,
        "owner": new.owner,
        "owner_id": new.owner_id,
        "step": new.step,
        "key": new.key,
        "per_second": new.per_second,
        "limited": new.limited,
        "utm": dict(new.utm),
        "created_at": ctx.now(),
    }
    await queries.add_batch(ctx, row)
    found = await queries.batch_by_key(ctx, new.key)
    assert found is not None
    return found.id


async def batch(ctx: Ctx, batch_id: UUID) -> Batch:
    """Raises `BatchNotFound`."""
    found = await queries.batch(ctx, batch_id)
    if found is None:
        raise errors.BatchNotFound
    return seen(found)


async def start(ctx: Ctx, batch_id: UUID) -> None:
    """From now on its due rows go. Raises `BatchNotFound`, `BatchStopped`."""
    await _go(ctx, batch_id)


async def resume(ctx: Ctx, batch_id: UUID) -> None:
    """Raises `BatchNotFound`, `BatchStopped`."""
    await _go(ctx, batch_id)


async def pause(ctx: Ctx, batch_id: UUID) -> None:
    """When this is committed nothing more is handed over; what already was settles. Raises as `start`."""
    row = await _open(ctx, batch_id)
    if row.state == "running":
        row.state = "paused"
    await ctx.session.flush()


async def stop(ctx: Ctx, batch_id: UUID) -> None:
    """For good: what is planned becomes skipped, in blocks, by the sender's loop. Raises `BatchNotFound`."""
    row = await _held(ctx, batch_id)
    if row.state != STOPPED:
        row.state, row.stopped_at = STOPPED, ctx.now()
    await ctx.session.flush()
    await ledger_queries.notify(ctx.session, channel=PLANNED)


async def change_rate(ctx: Ctx, batch_id: UUID, *, per_second: float | None) -> None:
    """None: as fast as it goes. Raises `BatchNotFound`."""
    row = await _held(ctx, batch_id)
    row.per_second, row.budget_at = per_second, None
    await ctx.session.flush()
    await ledger_queries.notify(ctx.session, channel=PLANNED)


async def limit(ctx: Ctx, batch_id: UUID) -> None:
    """Its owner has a budget from now on. Raises `BatchNotFound`."""
    row = await _held(ctx, batch_id)
    row.limited = True
    await ctx.session.flush()


async def redesign(ctx: Ctx, batch_id: UUID) -> None:
    """What is said changed: letters are compiled anew for the rows that have not gone. Raises `BatchNotFound`."""
    row = await _held(ctx, batch_id)
    row.version += 1
    await ctx.session.flush()


def seen(row: MassBatch) -> Batch:
    """The batch as its author sees it."""
    return Batch(
        id=row.id,
        number=row.number,
        channel_id=row.channel_id,
        purpose=row.purpose,
        owner=row.owner,
        owner_id=row.owner_id,
        step=row.step,
        state=row.state,
        version=row.version,
        limited=row.limited,
        per_second=row.per_second,
        utm=row.utm,
        created_at=row.created_at,
        started_at=row.started_at,
    )


async def _go(ctx: Ctx, batch_id: UUID) -> None:
    row = await _open(ctx, batch_id)
    row.state, row.started_at = "running", row.started_at or ctx.now()
    await ctx.session.flush()
    await ledger_queries.notify(ctx.session, channel=PLANNED)


async def _open(ctx: Ctx, batch_id: UUID) -> MassBatch:
    row = await _held(ctx, batch_id)
    if row.state == STOPPED:
        raise errors.BatchStopped
    return row


async def _held(ctx: Ctx, batch_id: UUID) -> MassBatch:
    row = await queries.batch(ctx, batch_id, lock=True)
    if row is None:
        raise errors.BatchNotFound
    return row
