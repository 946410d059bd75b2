"""What every block of letters costs the database: taking, handing over, settling, recovering; few statements a block.

Rows are taken by entries of a queue, a hundred at a time, and marked in the same statement, so of the rows themselves
two versions are written, and no index.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.channels.contract import Price
from otklik.domains.delivery.models_mass import MassFlight
from otklik.domains.delivery.queries import NODE_LOCKS
from otklik.platform.arrays import UuidArray, uuids
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.ids import new_id

FLIGHTS_MAX: Final = 20
"""Blocks of dead nodes looked at together."""
ENTRY_MAX: Final = 100
"""Rows that wait in one entry: as many as stand in a page beside others without being put elsewhere (TOAST)."""


class DueRow(NamedTuple):
    """A row that was taken; its address as it is now."""

    id: UUID
    contact_id: UUID
    identity_id: UUID | None
    round: int
    variant: int
    language: str
    attempts: int
    """With this one, where the letter goes from here."""
    code: str
    """Before it was taken."""
    until: datetime | None
    """Worth nothing from then on."""
    address: str | None
    reachable: bool | None
    unreachable_code: str | None
    name: str | None


class Handed(NamedTuple):
    """What becomes of a taken row that does not go from here now."""

    id: UUID
    state: str
    code: str
    due_at: datetime | None
    """A new time; None: as it was."""
    ground: str
    consent_record_id: UUID | None
    held_micros: int | None = None
    """Held back from the budget of its batch's owner."""


class Flight(NamedTuple):
    """A block on its way."""

    id: UUID
    at: datetime
    ground: str


class Settled(NamedTuple):
    id: UUID
    state: str
    code: str
    due_at: datetime | None
    tried: bool
    """False: the attempt does not count."""
    flight: Flight
    consent_record_id: UUID | None


class Moved(NamedTuple):
    id: UUID
    contact_id: UUID
    variant: int
    before: str
    before_code: str
    state: str
    code: str


class Doubted(NamedTuple):
    """A dead node's block: its rows that are still handed over, with the records of their consents."""

    batch_id: UUID
    workspace_id: WorkspaceId
    flight: Flight
    rows: Sequence[tuple[UUID, UUID | None]]


def into_waiting(rows: str) -> str:
    """The statement that lets those of `rows` wait which are planned; of (workspace_id, batch_id, due_at, code, id).

    Rows of the same second wait together, from its beginning on: no rule says a fraction of a second.
    """
    return f"""
    INSERT INTO mass_waiting (workspace_id, batch_id, due_at, first_id, code, ids)
    SELECT workspace_id, batch_id, second, ids[1], code, ids FROM (
        SELECT workspace_id, batch_id, second, code, array_agg(id ORDER BY id) AS ids
        FROM (
            SELECT *, (row_number() OVER (PARTITION BY batch_id, second, code ORDER BY id) - 1) / {ENTRY_MAX} AS part
            FROM (SELECT *, date_trunc('second', due_at) AS second FROM {rows} WHERE state = 'planned') AS one
        ) AS one GROUP BY workspace_id, batch_id, second, code, part
    ) AS entry"""  # noqa: S608 - our own constants


_TAKE: Final = """
WITH due AS MATERIALIZED (
    SELECT entry.place, entry.code, one.id
    FROM (
        SELECT ctid AS place, code, ids FROM mass_waiting WHERE batch_id = %(batch_id)s AND due_at <= %(now)s
        ORDER BY due_at, first_id FOR UPDATE SKIP LOCKED
    ) AS entry CROSS JOIN LATERAL unnest(entry.ids) AS one (id)
    LIMIT %(limit)s
), met AS MATERIALIZED (
    SELECT place, count(*) AS taken FROM due GROUP BY place
), gone AS (
    DELETE FROM mass_waiting WHERE ctid = ANY(ARRAY(SELECT place FROM met))
    RETURNING ctid AS place, workspace_id, batch_id, due_at, code, ids
), rest AS (
    INSERT INTO mass_waiting (workspace_id, batch_id, due_at, first_id, code, ids)
    SELECT workspace_id, batch_id, due_at, ids[taken + 1], code, ids[taken + 1:]
    FROM gone JOIN met USING (place) WHERE taken < cardinality(ids)
), held AS (
    UPDATE mass_messages AS m
    SET state = CASE WHEN %(node)s::bigint IS NULL THEN 'claimed' ELSE 'handed' END, code = '',
        claimed_by = %(node)s::bigint, attempts = m.attempts + CASE WHEN %(node)s::bigint IS NULL THEN 0 ELSE 1 END
    FROM due WHERE m.id = ANY(ARRAY(SELECT id FROM due)) AND m.id = due.id AND m.state = 'planned'
    RETURNING m.id, m.contact_id, m.identity_id, m.round, m.variant, m.language, m.attempts, due.code, m.until
)
SELECT held.*, i.address, i.reachable, i.unreachable_code, card.name
FROM held
LEFT JOIN identities AS i ON i.id = held.identity_id AND i.workspace_id = %(workspace_id)s
LEFT JOIN contacts AS card ON card.id = held.contact_id AND card.workspace_id = %(workspace_id)s
"""
"""Entries are held as their rows are met, so nobody keeps more of them from others than it takes. Rows are asked for as
an array, by which they are looked up: joined, they might be thought so many that the table is read whole.
"""


async def take(ctx: Ctx, batch_id: UUID, *, limit: int, node: int | None) -> list[DueRow]:
    """A block of due rows, marked as handed over by `node`, or as claimed where the ledger sends them.

    Nothing may go before this is committed; of rows that do not go `put` says what becomes of them.
    """
    given = {"batch_id": batch_id, "now": ctx.now(), "limit": limit, "node": node, "workspace_id": ctx.workspace_id}
    found = await (await ctx.driver()).execute(_TAKE, given, binary=True)
    return [DueRow._make(row) for row in await found.fetchall()]  # pyright: ignore[reportArgumentType]  # as selected


_PUT: Final = text(f"""
WITH told AS MATERIALIZED (
    SELECT * FROM unnest(
        :ids, CAST(:states AS text[]), CAST(:codes AS text[]), CAST(:due_ats AS timestamptz[]),
        CAST(:grounds AS text[]), :records, CAST(:helds AS bigint[])
    ) AS u (id, state, code, due_at, ground, consent_record_id, held)
), written AS (
    UPDATE mass_messages AS m
    SET state = u.state, code = u.code, due_at = COALESCE(u.due_at, m.due_at), ground = u.ground,
        consent_record_id = u.consent_record_id, claimed_by = NULL, held_micros = u.held,
        handed_at = CASE WHEN u.state = 'claimed' THEN CAST(:now AS timestamptz) ELSE m.handed_at END,
        attempts = m.attempts - :counted
    FROM told AS u WHERE m.id = u.id
    RETURNING m.workspace_id, m.batch_id, m.due_at, m.id, m.code, m.state
)
{into_waiting("written")}
""")  # noqa: S608 - our own constants


async def put(ctx: Ctx, rows: Sequence[Handed], *, node: int | None) -> None:
    """Write what becomes of taken rows that do not go: those that are planned again wait in the queue."""
    if not rows:
        return
    ids, states, codes, due_ats, grounds, records, helds = (list(column) for column in zip(*rows, strict=True))
    given = {
        "ids": uuids(ids),
        "states": states,
        "codes": codes,
        "due_ats": due_ats,
        "grounds": grounds,
        "records": uuids(records),
        "helds": helds,
        "now": ctx.now(),
        "counted": 0 if node is None else 1,
    }
    await ctx.session.execute(_PUT, given)


_LAUNCH: Final = text("""
INSERT INTO mass_flights (id, workspace_id, batch_id, node, at, ground, ids, records)
VALUES (:id, :workspace_id, :batch_id, :node, :at, :ground, :ids, :records)
""")


async def launch(
    ctx: Ctx, batch_id: UUID, rows: Sequence[tuple[UUID, UUID | None]], *, ground: str, node: int
) -> Flight:
    """Taken rows that go now on one ground, with the records of their consents."""
    flight = Flight(new_id(), ctx.now(), ground)
    given = {
        "id": flight.id,
        "workspace_id": ctx.workspace_id,
        "batch_id": batch_id,
        "node": node,
        "at": flight.at,
        "ground": ground,
        "ids": uuids(row_id for row_id, _ in rows),
        "records": _records(rows),
    }
    await ctx.session.execute(_LAUNCH, given)
    return flight


_ACCEPT: Final = text("""
WITH moved AS (
    UPDATE mass_messages AS m
    SET state = 'accepted', claimed_by = NULL, accepted_at = :now, handed_at = :at, ground = :ground,
        consent_record_id = u.record, cost_micros = :micros, cost_currency = :currency
    FROM unnest(:ids, :records) AS u (id, record) WHERE m.id = u.id AND m.state = 'handed'
    RETURNING m.variant
)
SELECT variant, count(*) FROM moved GROUP BY variant
""")


async def accept(
    ctx: Ctx, flight: Flight, rows: Sequence[tuple[UUID, UUID | None]], *, price: Price | None
) -> dict[int, int]:
    """Letters the server took, with the records of their consents, and the price of each: how many of each variant were
    still handed over.
    """
    rows = sorted(rows)
    given = {
        "now": ctx.now(),
        "at": flight.at,
        "ground": flight.ground,
        "ids": uuids(row_id for row_id, _ in rows),
        "records": _records(rows),
        **_cost(price),
    }
    return {row[0]: row[1] for row in await ctx.session.execute(_ACCEPT, given)}


def _cost(price: Price | None) -> dict[str, int | str | None]:
    return {"micros": price.micros if price else None, "currency": price.currency if price else None}


def _records(rows: Iterable[tuple[UUID, UUID | None]]) -> UuidArray:
    records = [record for _, record in rows]
    return uuids(records if any(records) else ())


_SETTLE: Final = text(f"""
WITH told AS MATERIALIZED (
    SELECT u.*, held.state AS before, held.code AS before_code
    FROM unnest(
        :ids, CAST(:states AS text[]), CAST(:codes AS text[]), CAST(:due_ats AS timestamptz[]),
        CAST(:tried AS boolean[]), CAST(:ats AS timestamptz[]), CAST(:grounds AS text[]), :records
    ) AS u (id, state, code, due_at, tried, at, ground, record)
    JOIN mass_messages AS held ON held.id = u.id AND held.state IN ('claimed', 'handed', 'unknown')
    ORDER BY u.id FOR UPDATE OF held
), moved AS (
    UPDATE mass_messages AS m
    SET state = told.state, code = told.code, due_at = COALESCE(told.due_at, m.due_at), claimed_by = NULL,
        accepted_at = CASE WHEN told.state = 'accepted' THEN CAST(:now AS timestamptz) ELSE m.accepted_at END,
        attempts = m.attempts - CASE WHEN told.tried THEN 0 ELSE 1 END,
        handed_at = told.at, ground = told.ground, consent_record_id = told.record,
        cost_micros = CASE WHEN told.state = 'accepted' THEN CAST(:micros AS bigint) ELSE m.cost_micros END,
        cost_currency = CASE WHEN told.state = 'accepted' THEN CAST(:currency AS text) ELSE m.cost_currency END
    FROM told WHERE m.id = told.id
    RETURNING m.id, m.contact_id, m.variant, told.before, told.before_code, m.state, m.code,
        m.workspace_id, m.batch_id, m.due_at
), queued AS (
    {into_waiting("moved")}
)
SELECT id, contact_id, variant, before, before_code, state, code FROM moved
""")  # noqa: S608 - our own constants


async def settle(ctx: Ctx, rows: Sequence[Settled], *, price: Price | None = None) -> list[Moved]:
    """Write what became of rows that were handed over; those that are settled already stay as they are.

    `price`: of a letter that was taken.
    """
    if not rows:
        return []
    given = {
        "ids": uuids(one.id for one in rows),
        "states": [one.state for one in rows],
        "codes": [one.code for one in rows],
        "due_ats": [one.due_at for one in rows],
        "tried": [one.tried for one in rows],
        "ats": [one.flight.at for one in rows],
        "grounds": [one.flight.ground for one in rows],
        "records": uuids(one.consent_record_id for one in rows),
        "now": ctx.now(),
        **_cost(price),
    }
    return [Moved(*row) for row in await ctx.session.execute(_SETTLE, given)]


async def land(ctx: Ctx, flight_ids: Iterable[UUID]) -> None:
    """Every row of these blocks is settled."""
    mine = delete(MassFlight).where(MassFlight.workspace_id == ctx.workspace_id)
    await ctx.session.execute(mine.where(MassFlight.id.in_(list(flight_ids))))


_ABANDONED: Final = text("""
SELECT f.batch_id, f.workspace_id, f.id, f.at, f.ground, held.ids, held.records
FROM (
    SELECT * FROM mass_flights WHERE node NOT IN (
        SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :space
    ) ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
) AS f
LEFT JOIN LATERAL (
    SELECT array_agg(m.id) AS ids, array_agg(u.record) AS records
    FROM unnest(f.ids, f.records) AS u (id, record)
    JOIN mass_messages AS m ON m.id = u.id AND m.state = 'handed' AND m.claimed_by = f.node
) AS held ON true
""")


async def abandoned(session: AsyncSession) -> list[Doubted]:
    """Blocks of nodes that hold their lock no more."""
    rows = await session.execute(_ABANDONED, {"space": NODE_LOCKS, "limit": FLIGHTS_MAX})
    return [
        Doubted(row[0], row[1], Flight(row[2], row[3], row[4]), list(zip(row[5] or (), row[6] or (), strict=True)))
        for row in rows
    ]


_ADOPT_QUEUED: Final = text(f"""
WITH queued AS (
    DELETE FROM mass_queue RETURNING workspace_id, batch_id, due_at, code, message_id AS id, 'planned' AS state
)
{into_waiting("queued")}
""")  # noqa: S608 - our own constants
_ADOPT_PLANNED: Final = text(f"""
WITH lost AS (
    SELECT m.workspace_id, m.batch_id, m.due_at, m.code, m.id, m.state FROM mass_messages AS m
    WHERE m.state = 'planned' AND m.batch_id = ANY(ARRAY(
        SELECT c.batch_id FROM mass_counts AS c WHERE c.kind = 'state' AND c.name = 'planned' AND c.count > 0
          AND NOT EXISTS (SELECT 1 FROM mass_waiting AS q WHERE q.batch_id = c.batch_id)
    ))
)
{into_waiting("lost")} ON CONFLICT DO NOTHING
""")  # noqa: S608 - our own constants
_ADOPT_HANDED: Final = text("""
INSERT INTO mass_flights (id, workspace_id, batch_id, node, at, ground, ids, records)
SELECT gen_random_uuid(), m.workspace_id, m.batch_id, m.claimed_by, max(m.handed_at), m.ground,
       array_agg(m.id ORDER BY m.id), array_agg(m.consent_record_id ORDER BY m.id)
FROM mass_messages AS m
WHERE m.claimed_by IS NOT NULL AND m.batch_id = ANY(ARRAY(
    SELECT c.batch_id FROM mass_counts AS c WHERE c.kind = 'state' AND c.name = 'handed' AND c.count > 0
      AND NOT EXISTS (SELECT 1 FROM mass_flights AS f WHERE f.batch_id = c.batch_id)
)) GROUP BY m.workspace_id, m.batch_id, m.claimed_by, m.ground
""")


async def adopt(session: AsyncSession) -> None:
    """Rows that wait or are handed over and stand where nobody looks: of a node of an older version."""
    await session.execute(_ADOPT_QUEUED)
    await session.execute(_ADOPT_PLANNED)
    await session.execute(_ADOPT_HANDED)
