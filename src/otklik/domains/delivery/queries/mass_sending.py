"""Questions of the mass sender: what is due, handing over, settling, recovering; each changes a block."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.delivery.models_mass import MassBatch, MassCount, MassDay, MassLink, MassMailSettings, MassMessage
from otklik.domains.delivery.queries import NODE_LOCKS
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

SWEEP_BLOCK = 5_000
RECOVER_BLOCK = 1_000


class DueBatch(NamedTuple):
    batch_id: UUID
    channel_id: UUID
    workspace_id: WorkspaceId
    kind: str


class DueRow(NamedTuple):
    """A row that may go now, held; its address as it is now."""

    id: UUID
    contact_id: UUID
    identity_id: UUID | None
    round: int
    variant: int
    language: str
    attempts: int
    code: str
    address: str | None
    reachable: bool | None
    unreachable_code: str | None
    name: str | None


class Handed(NamedTuple):
    """What becomes of a due row before anything goes."""

    id: UUID
    state: str
    code: str
    due_at: datetime | None
    """A new time; None: as it was."""
    ground: str
    consent_record_id: UUID | None


class Settled(NamedTuple):
    id: UUID
    state: str
    code: str
    due_at: datetime | None
    tried: bool
    """False: the attempt does not count."""


class Moved(NamedTuple):
    id: UUID
    contact_id: UUID
    variant: int
    before: str
    before_code: str
    state: str
    code: str


_DUE_BATCHES = text("""
SELECT b.id, b.channel_id, b.workspace_id, c.kind FROM mass_batches AS b JOIN channels AS c ON c.id = b.channel_id
WHERE b.state = 'running' AND (CAST(:channel_id AS uuid) IS NULL OR b.channel_id = :channel_id)
  AND EXISTS (
    SELECT 1 FROM mass_messages AS m WHERE m.batch_id = b.id AND m.state = 'planned' AND m.due_at <= :now
  )
ORDER BY b.id LIMIT 1000
""")


async def due_batches(session: AsyncSession, *, now: datetime, channel_id: UUID | None = None) -> list[DueBatch]:
    """Running batches, of all companies, that have something to send now."""
    rows = await session.execute(_DUE_BATCHES, {"now": now, "channel_id": channel_id})
    return [DueBatch(*row) for row in rows]


_NEXT_DUE = text("""
SELECT min(earliest.due_at) FROM mass_batches AS b CROSS JOIN LATERAL (
    SELECT m.due_at FROM mass_messages AS m WHERE m.batch_id = b.id AND m.state = 'planned' ORDER BY m.due_at LIMIT 1
) AS earliest WHERE b.state = 'running'
""")


async def next_due(session: AsyncSession) -> datetime | None:
    return await session.scalar(_NEXT_DUE)


_DUE_ROWS = text("""
WITH due AS MATERIALIZED (
    SELECT m.id, m.contact_id, m.identity_id, m.round, m.variant, m.language, m.attempts, m.code
    FROM mass_messages AS m
    WHERE m.batch_id = :batch_id AND m.state = 'planned' AND m.due_at <= :now
    ORDER BY m.due_at, m.id LIMIT :limit FOR UPDATE SKIP LOCKED
)
SELECT due.*, i.address, i.reachable, i.unreachable_code, card.name
FROM due
LEFT JOIN identities AS i ON i.id = due.identity_id AND i.workspace_id = :workspace_id
LEFT JOIN contacts AS card ON card.id = due.contact_id AND card.workspace_id = :workspace_id
""")


async def due_rows(ctx: Ctx, batch_id: UUID, *, limit: int) -> list[DueRow]:
    """Hold a block of due rows that nobody else holds, with their addresses."""
    given = {"batch_id": batch_id, "now": ctx.now(), "limit": limit, "workspace_id": ctx.workspace_id}
    return [DueRow(*row) for row in await ctx.session.execute(_DUE_ROWS, given)]


_HAND = text("""
UPDATE mass_messages AS m
SET state = u.state, code = u.code, due_at = COALESCE(u.due_at, m.due_at), ground = u.ground,
    consent_record_id = u.consent_record_id,
    claimed_by = CASE WHEN u.state = 'handed' THEN CAST(:node AS bigint) END,
    handed_at = CASE WHEN u.state IN ('handed', 'claimed') THEN CAST(:now AS timestamptz) ELSE m.handed_at END,
    attempts = m.attempts + CASE WHEN u.state = 'handed' THEN 1 ELSE 0 END
FROM unnest(
    CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:codes AS text[]), CAST(:due_ats AS timestamptz[]),
    CAST(:grounds AS text[]), CAST(:records AS uuid[])
) AS u (id, state, code, due_at, ground, consent_record_id)
WHERE m.id = u.id
""")


async def hand(ctx: Ctx, rows: Sequence[Handed], *, node: int | None) -> None:
    """Write what becomes of held rows; nothing may go before this is committed."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    given = dict(zip(("ids", "states", "codes", "due_ats", "grounds", "records"), columns, strict=True))
    await ctx.session.execute(_HAND, {**given, "node": node, "now": ctx.now()})


_SETTLE = text("""
WITH told AS (
    SELECT u.*, held.state AS before, held.code AS before_code
    FROM unnest(
        CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:codes AS text[]), CAST(:due_ats AS timestamptz[]),
        CAST(:tried AS boolean[])
    ) AS u (id, state, code, due_at, tried)
    JOIN mass_messages AS held ON held.id = u.id AND held.state IN ('claimed', 'handed', 'unknown')
    ORDER BY u.id FOR UPDATE OF held
)
UPDATE mass_messages AS m
SET state = told.state, code = told.code, due_at = COALESCE(told.due_at, m.due_at), claimed_by = NULL,
    accepted_at = CASE WHEN told.state = 'accepted' THEN CAST(:now AS timestamptz) ELSE m.accepted_at END,
    attempts = m.attempts - CASE WHEN told.tried THEN 0 ELSE 1 END
FROM told WHERE m.id = told.id
RETURNING m.id, m.contact_id, m.variant, told.before, told.before_code, m.state, m.code
""")


async def settle(ctx: Ctx, rows: Sequence[Settled]) -> list[Moved]:
    """Write what became of rows that were handed over; those that are settled already stay as they are."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    given = dict(zip(("ids", "states", "codes", "due_ats", "tried"), columns, strict=True))
    return [Moved(*row) for row in await ctx.session.execute(_SETTLE, {**given, "now": ctx.now()})]


_ABANDONED = text("""
SELECT id, batch_id, workspace_id FROM mass_messages
WHERE claimed_by IS NOT NULL AND claimed_by NOT IN (
    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :space
)
ORDER BY batch_id, id LIMIT :limit FOR UPDATE SKIP LOCKED
""")


async def abandoned(session: AsyncSession) -> list[tuple[UUID, UUID, WorkspaceId]]:
    """Rows handed over by nodes that hold their lock no more: (row, batch, company)."""
    rows = await session.execute(_ABANDONED, {"space": NODE_LOCKS, "limit": RECOVER_BLOCK})
    return [(row[0], row[1], row[2]) for row in rows]


_STOPPED = text("""
SELECT b.id, b.workspace_id FROM mass_batches AS b
WHERE b.state = 'stopped' AND EXISTS (
    SELECT 1 FROM mass_messages AS m WHERE m.batch_id = b.id AND m.state = 'planned'
) LIMIT 100
""")


async def stopped_batches(session: AsyncSession) -> list[tuple[UUID, WorkspaceId]]:
    """Stopped ones whose rows still say that they are planned."""
    return [(row[0], row[1]) for row in await session.execute(_STOPPED)]


_SWEEP = text("""
UPDATE mass_messages AS m SET state = 'skipped', code = 'stopped'
FROM (
    SELECT id, code FROM mass_messages WHERE batch_id = :batch_id AND state = 'planned'
    ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
) AS held WHERE m.id = held.id
RETURNING m.id, m.contact_id, m.variant, 'planned', held.code, m.state, m.code
""")


async def sweep(ctx: Ctx, batch_id: UUID) -> list[Moved]:
    """A block of a stopped batch's rows, skipped."""
    rows = await ctx.session.execute(_SWEEP, {"batch_id": batch_id, "limit": SWEEP_BLOCK})
    return [Moved(*row) for row in rows]


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


async def follow(ctx: Ctx, row_id: UUID, told: Told, *, ranks: Mapping[str, int]) -> tuple[Moved, UUID] | None:
    """Move one row up as its ledger row moved: what changed, and its batch; None when it is no row, or is further."""
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
    if told.state in {"accepted", "delivered", "read"} and row.accepted_at is None:
        row.accepted_at = told.at
    if told.state == "read":
        row.read_at, row.read_by_machine = told.at, told.read_by_machine
    await ctx.session.flush()
    return Moved(row.id, row.contact_id, row.variant, *before, row.state, row.code), row.batch_id


async def price(ctx: Ctx, row_id: UUID, *, micros: int, currency: str, segments: int | None) -> None:
    await ctx.session.execute(
        update(MassMessage)
        .where(MassMessage.workspace_id == ctx.workspace_id, MassMessage.id == row_id)
        .values(cost_micros=micros, cost_currency=currency, segments=segments)
    )
