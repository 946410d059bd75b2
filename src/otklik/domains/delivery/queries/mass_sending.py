"""Questions of the mass sender: what is due, handing over, settling, recovering; each changes a block."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.delivery.models import Channel, LedgerRow
from otklik.domains.delivery.models_mass import MassBatch, MassCount, MassDay, MassLink, MassMailSettings, MassMessage
from otklik.domains.delivery.queries.mass_blocks import ENTRY_MAX, Moved
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

SWEEP_ENTRIES = 5_000 // ENTRY_MAX


class DueBatch(NamedTuple):
    batch_id: UUID
    channel_id: UUID
    workspace_id: WorkspaceId
    kind: str


class Opened(NamedTuple):
    """All that a block of a batch begins with."""

    batch: MassBatch
    channel: Channel
    mail: MassMailSettings | None


_OPENED = (
    select(MassBatch, Channel, MassMailSettings)
    .join(Channel, Channel.id == MassBatch.channel_id)
    .outerjoin(MassMailSettings, MassMailSettings.channel_id == Channel.id)
    .where(MassBatch.workspace_id == bindparam("workspace_id"), MassBatch.id == bindparam("batch_id"))
    .execution_options(populate_existing=True)
)
_HELD = _OPENED.with_for_update(read=True, of=MassBatch)
_HELD_ALONE = _OPENED.with_for_update(key_share=True, of=MassBatch)


async def opened(ctx: Ctx, batch_id: UUID, *, alone: bool) -> Opened | None:
    """The batch is held against whoever would stop or pause it; `alone`: against others who send from it too."""
    given = {"workspace_id": ctx.workspace_id, "batch_id": batch_id}
    row = (await ctx.session.execute(_HELD_ALONE if alone else _HELD, given)).one_or_none()
    return Opened(row[0], row[1], row[2]) if row is not None else None


_DUE_BATCHES = text("""
SELECT b.id, b.channel_id, b.workspace_id, c.kind FROM mass_batches AS b JOIN channels AS c ON c.id = b.channel_id
WHERE b.state = 'running' AND (CAST(:channel_id AS uuid) IS NULL OR b.channel_id = :channel_id)
  AND EXISTS (SELECT 1 FROM mass_waiting AS q WHERE q.batch_id = b.id AND q.due_at <= :now)
ORDER BY b.id LIMIT 1000
""")


async def due_batches(session: AsyncSession, *, now: datetime, channel_id: UUID | None = None) -> list[DueBatch]:
    """Running batches, of all companies, that have something to send now."""
    rows = await session.execute(_DUE_BATCHES, {"now": now, "channel_id": channel_id})
    return [DueBatch(*row) for row in rows]


_STOPPED = text("""
SELECT b.id, b.workspace_id FROM mass_batches AS b
WHERE b.state = 'stopped' AND EXISTS (SELECT 1 FROM mass_waiting AS q WHERE q.batch_id = b.id) LIMIT 100
""")


async def stopped_batches(session: AsyncSession) -> list[tuple[UUID, WorkspaceId]]:
    """Stopped ones whose rows still say that they are planned."""
    return [(row[0], row[1]) for row in await session.execute(_STOPPED)]


_SWEEP = text("""
WITH left_over AS (
    DELETE FROM mass_waiting WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM mass_waiting WHERE batch_id = :batch_id
        ORDER BY due_at, first_id LIMIT :limit FOR UPDATE SKIP LOCKED
    )) RETURNING ids
)
UPDATE mass_messages AS m SET state = 'skipped', code = 'stopped'
FROM (
    SELECT id, code FROM mass_messages WHERE id = ANY(ARRAY(SELECT unnest(ids) FROM left_over)) AND state = 'planned'
    ORDER BY id FOR UPDATE OF mass_messages
) AS held WHERE m.id = held.id
RETURNING m.id, m.contact_id, m.variant, 'planned', held.code, m.state, m.code
""")


async def sweep(ctx: Ctx, batch_id: UUID) -> list[Moved]:
    """A block of a stopped batch's rows, skipped."""
    rows = await ctx.session.execute(_SWEEP, {"batch_id": batch_id, "limit": SWEEP_ENTRIES})
    return [Moved(*row) for row in rows]


_LEAVE_OUT = text("""
UPDATE mass_messages AS m SET state = 'skipped', code = :code
FROM (
    SELECT id, code FROM mass_messages
    WHERE contact_id = ANY(:people) AND batch_id = ANY(:batches) AND workspace_id = :workspace AND state = 'planned'
    ORDER BY id FOR UPDATE SKIP LOCKED
) AS held WHERE m.id = held.id
RETURNING m.batch_id, m.id, m.contact_id, m.variant, 'planned', held.code, m.state, m.code
""")


async def leave_out(
    ctx: Ctx, batch_ids: Sequence[UUID], contact_ids: Sequence[UUID], *, code: str
) -> dict[UUID, list[Moved]]:
    """Rows of these people that wait in these batches, skipped, by batch; one that is being sent now goes."""
    given = {"people": uuids(contact_ids), "batches": uuids(batch_ids), "workspace": ctx.workspace_id, "code": code}
    found: dict[UUID, list[Moved]] = {}
    for row in await ctx.session.execute(_LEAVE_OUT, given):
        found.setdefault(row[0], []).append(Moved(*row[1:]))
    return found


# ---- links, days, settings ----------------------------------------------------------------------------


async def link_numbers(ctx: Ctx, batch_id: UUID, urls: Sequence[str]) -> dict[str, int]:
    """The number of each link of a batch; new ones are given the next, by one at a time."""
    query = scoped(ctx, MassLink).where(MassLink.batch_id == batch_id)
    known = {row.url: row.number for row in await ctx.session.scalars(query)}
    new = [url for url in dict.fromkeys(urls) if url not in known]
    if not new:
        return known
    # not the batch's row: those who compile hold it shared already, and two of them would wait for each other
    await ctx.session.execute(
        text("SELECT pg_advisory_xact_lock(:key)"), {"key": int.from_bytes(batch_id.bytes[8:], signed=True)}
    )
    known = {row.url: row.number for row in await ctx.session.scalars(query)}
    first = max(known.values(), default=-1) + 1
    added = {url: first + at for at, url in enumerate(url for url in new if url not in known)}
    rows = [
        {"workspace_id": ctx.workspace_id, "batch_id": batch_id, "number": number, "url": url}
        for url, number in added.items()
    ]
    if rows:
        await ctx.session.execute(insert(MassLink).values(rows))
    return {**known, **added}


async def spend(ctx: Ctx, batch_id: UUID, *, budget_at: datetime) -> None:
    await ctx.session.execute(
        update(MassBatch)
        .where(MassBatch.workspace_id == ctx.workspace_id, MassBatch.id == batch_id)
        .values(budget_at=budget_at)
    )


async def mail_settings(ctx: Ctx, channel_id: UUID, *, lock: bool = False) -> MassMailSettings | None:
    query = scoped(ctx, MassMailSettings).where(MassMailSettings.channel_id == channel_id)
    query = query.execution_options(populate_existing=True)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def save_mail(ctx: Ctx, channel_id: UUID, values: Mapping[str, object]) -> None:
    """Write what is given of a mailbox's settings, the first time or anew."""
    new = insert(MassMailSettings).values(workspace_id=ctx.workspace_id, channel_id=channel_id, **values)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_=dict(values)))


async def sent_on(ctx: Ctx, channel_id: UUID, day: date) -> int:
    query = scoped(ctx, MassDay).where(MassDay.channel_id == channel_id, MassDay.day == day)
    return await ctx.session.scalar(query.with_only_columns(MassDay.count)) or 0


async def count_day(ctx: Ctx, channel_id: UUID, day: date, count: int) -> None:
    new = insert(MassDay).values(workspace_id=ctx.workspace_id, channel_id=channel_id, day=day, count=count)
    await ctx.session.execute(
        new.on_conflict_do_update(
            index_elements=["channel_id", "day"], set_={"count": MassDay.count + new.excluded.count}
        )
    )


# ---- rows that stand in the ledger --------------------------------------------------------------------


async def batch_state(ctx: Ctx, row_id: UUID) -> str | None:
    """Of the batch whose row it is; None when it is no row of any."""
    query = scoped(ctx, MassMessage).join(MassBatch, MassBatch.id == MassMessage.batch_id)
    return await ctx.session.scalar(query.where(MassMessage.id == row_id).with_only_columns(MassBatch.state))


async def in_the_ledger(ctx: Ctx, batch_ids: Sequence[UUID], contact_ids: Sequence[UUID]) -> Sequence[LedgerRow]:
    """Ledger rows that wait for these people in the name of these batches, held; one that is being sent now goes."""
    query = scoped(ctx, LedgerRow).join(MassMessage, MassMessage.id == LedgerRow.subject_id)
    mine = (
        MassMessage.contact_id.in_(contact_ids),
        MassMessage.batch_id.in_(batch_ids),
        MassMessage.state == "claimed",
    )
    waiting = query.where(MassMessage.workspace_id == ctx.workspace_id, *mine, LedgerRow.state == "planned")
    held = waiting.order_by(LedgerRow.id).with_for_update(of=LedgerRow, skip_locked=True)
    return (await ctx.session.scalars(held, execution_options={"populate_existing": True})).all()


async def open_rows(ctx: Ctx, batch_id: UUID) -> int:
    """How many of a batch's rows are in the ledger and have not gone yet, from its counters."""
    query = scoped(ctx, MassCount).where(
        MassCount.batch_id == batch_id, MassCount.kind == "state", MassCount.name == "claimed"
    )
    return int(await ctx.session.scalar(query.with_only_columns(func.coalesce(func.sum(MassCount.count), 0))) or 0)


class Told(Protocol):
    """What was heard of a row: `StateChanged`, or what a push service said."""

    @property
    def state(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def read_by_machine(self) -> bool | None: ...


class Followed(NamedTuple):
    """What changed of a row, and what was held back for it and is not any more."""

    moved: Moved
    batch_id: UUID
    freed_micros: int | None


async def follow(ctx: Ctx, row_id: UUID, told: Told, *, ranks: Mapping[str, int]) -> Followed | None:
    """Move one row up as its ledger row moved; None when it is no row, or is further."""
    row = await ctx.session.scalar(
        scoped(ctx, MassMessage)
        .where(MassMessage.id == row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or ranks[row.state] >= ranks[told.state]:
        return None
    before = (row.state, row.code)
    row.state, row.code, row.claimed_by = told.state, told.code, None
    freed = row.held_micros if told.state != "unknown" else None
    if freed is not None:
        row.held_micros = None
    if told.state in {"accepted", "delivered", "read"} and row.accepted_at is None:
        row.accepted_at = told.at
    if told.state == "read":
        row.read_at, row.read_by_machine = told.at, told.read_by_machine
    await ctx.session.flush()
    return Followed(Moved(row.id, row.contact_id, row.variant, *before, row.state, row.code), row.batch_id, freed)


async def price(ctx: Ctx, row_id: UUID, *, micros: int, currency: str, segments: int | None) -> None:
    await ctx.session.execute(
        update(MassMessage)
        .where(MassMessage.workspace_id == ctx.workspace_id, MassMessage.id == row_id)
        .values(cost_micros=micros, cost_currency=currency, segments=segments)
    )
