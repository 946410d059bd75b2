"""Moving people on: blocks claimed, news read, steps written, a handful of statements for a thousand people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.activity.events import RecordedFact
from otklik.domains.journeys.rules.state import VISITS_MAX
from otklik.platform.arrays import numbers, texts, uuids
from otklik.platform.context import Ctx
from otklik.platform.money import SCALES

_WAITING = text("""
SELECT j.workspace_id, j.id FROM journeys j
WHERE (j.state = 'running' AND (
        EXISTS (SELECT 1 FROM journey_runs r WHERE r.journey_id = j.id AND r.due_at <= :now)
        OR EXISTS (SELECT 1 FROM journey_news n WHERE n.journey_id = j.id)))
    OR (j.state = 'stopped'
        AND EXISTS (SELECT 1 FROM journey_runs r WHERE r.journey_id = j.id AND r.ended_at IS NULL))
ORDER BY j.id LIMIT :limit
""")
_NEXT_DUE = text("""
SELECT min(due.at) FROM journeys j CROSS JOIN LATERAL (
    SELECT r.due_at AS at FROM journey_runs r WHERE r.journey_id = j.id AND r.due_at IS NOT NULL
    ORDER BY r.due_at LIMIT 1
) due WHERE j.state = 'running'
""")
_RUN = "r.id, r.contact_id, r.version, r.entry, r.due_at, r.began_at, r.given, CAST(r.state AS text)"
_DUE = text(f"""
SELECT {_RUN} FROM journey_runs r
WHERE r.journey_id = :journey AND r.due_at <= :now
ORDER BY r.due_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
""")  # noqa: S608 - constants of this module
_TOLD = text(f"""
SELECT {_RUN} FROM journey_runs r
WHERE r.id IN (SELECT n.run_id FROM journey_news n WHERE n.journey_id = :journey ORDER BY n.at LIMIT :limit)
    AND r.ended_at IS NULL
FOR NO KEY UPDATE SKIP LOCKED
""")  # noqa: S608 - constants of this module
_GOING = text(f"""
SELECT {_RUN} FROM journey_runs r WHERE r.journey_id = :journey AND r.ended_at IS NULL
ORDER BY r.contact_id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
""")  # noqa: S608 - constants of this module
_SAVE = text("""
UPDATE journey_runs r
SET node = g.node, due_at = g.due_at, goal_at = g.goal_at, ended_at = g.ended_at, ended = g.ended, state = g.state
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    AS g (id uuid, node text, due_at timestamptz, goal_at timestamptz, ended_at timestamptz, ended text, state jsonb)
WHERE r.id = g.id
""")
_COUNT = text("""
INSERT INTO journey_counts AS kept (workspace_id, journey_id, version, node, what, why, count)
SELECT :workspace, :journey, :version, node, what, why, count
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS g (node text, what text, why text, count bigint)
ORDER BY node, what, why
ON CONFLICT (journey_id, version, node, what, why) DO UPDATE SET count = kept.count + excluded.count
""")
_FORGET = text("DELETE FROM journey_waits WHERE run_id = ANY(CAST(:runs AS uuid[]))")
_NEWS = text("""
SELECT n.id, n.run_id, n.event, n.properties, n.at FROM journey_news n
WHERE n.run_id = ANY(CAST(:runs AS uuid[])) ORDER BY n.at, n.id
""")
_DROP_NEWS = text("DELETE FROM journey_news WHERE id = ANY(CAST(:ids AS uuid[]))")
_WAKE = text("""
INSERT INTO journey_news (id, workspace_id, journey_id, run_id, event, properties, at)
SELECT gen_random_uuid(), :workspace, r.journey_id, r.id, g.name,
    CASE WHEN f.amount_minor IS NULL THEN f.properties
         ELSE f.properties || jsonb_build_object(
            'amount', f.amount_minor / coalesce(CAST(CAST(:scales AS jsonb) ->> f.currency AS numeric), 100.0),
            'currency', f.currency
         ) END, f.at
FROM unnest(:facts, :people, :names) AS g (fact_id, contact_id, name)
CROSS JOIN LATERAL (
    SELECT run_id FROM journey_waits
    WHERE workspace_id = :workspace AND event = g.name AND contact_id = g.contact_id OFFSET 0
) AS w
CROSS JOIN LATERAL (SELECT * FROM facts WHERE id = g.fact_id OFFSET 0) AS f
CROSS JOIN LATERAL (
    SELECT id, journey_id, began_at FROM journey_runs
    WHERE id = w.run_id AND began_at <= f.at AND ended_at IS NULL OFFSET 0
) AS r
CROSS JOIN LATERAL (SELECT trigger, subject FROM journeys WHERE id = r.journey_id OFFSET 0) AS j
WHERE r.began_at < f.at OR j.trigger <> 'event' OR j.subject <> g.name
RETURNING 1
""")
"""As with messages below, each person is looked up by themselves; `OFFSET 0` keeps the planner from joining. What
brought somebody in is not what they wait for: the same event at that very moment does not count."""
_SCALES: Final = msgspec.json.encode(SCALES).decode()
_NEWS_OF_MESSAGES = text("""
INSERT INTO journey_news (id, workspace_id, journey_id, run_id, event, at)
SELECT gen_random_uuid(), :workspace, b.journey_id, r.id, '', :now
FROM journey_batches b
JOIN unnest(:people) AS g (contact_id) ON true
CROSS JOIN LATERAL (
    SELECT id FROM journey_runs
    WHERE journey_id = b.journey_id AND contact_id = g.contact_id AND version = b.version AND node = b.node
        AND ended_at IS NULL OFFSET 0
) AS r
WHERE b.batch_id = :batch AND b.watched
RETURNING 1
""")
_MESSAGES = text("""
SELECT g.contact_id, b.node, b.way, m.state, m.code, m.accepted_at, m.read_at, m.clicked_at
FROM journey_batches b
JOIN unnest(:people, :firsts, :lasts) AS g (contact_id, first, last) ON true
CROSS JOIN LATERAL (
    SELECT m.state, m.code, m.accepted_at, CASE WHEN m.read_by_machine IS NOT TRUE THEN m.read_at END AS read_at,
           m.clicked_at
    FROM mass_messages m
    WHERE m.contact_id = g.contact_id AND m.batch_id = b.batch_id AND m.round BETWEEN g.first AND g.last
    ORDER BY m.round DESC LIMIT 1
) AS m
WHERE b.journey_id = :journey AND b.version = :version AND b.node = ANY(:nodes)
""")
"""Each looked up by itself: joined, a table that was not analysed lately was read whole for each block."""
_ATTRIBUTES = text("""
SELECT root_id, attributes FROM contacts
WHERE workspace_id = :workspace AND root_id = ANY(CAST(:people AS uuid[])) ORDER BY merged_into_id IS NULL
""")
_PLANNED = text("""
SELECT g.contact_id, m.state, m.code, m.due_at FROM unnest(:people, :rounds) AS g (contact_id, round)
CROSS JOIN LATERAL (
    SELECT m.state, m.code, m.due_at FROM mass_messages m
    WHERE m.contact_id = g.contact_id AND m.batch_id = :batch AND m.round = g.round LIMIT 1
) AS m
""")
_GIVEN = text("""
SELECT g.contact_id, g.round, r.given FROM unnest(:people, :entries, :rounds) AS g (contact_id, entry, round)
CROSS JOIN LATERAL (
    SELECT given FROM journey_runs WHERE journey_id = :journey AND contact_id = g.contact_id AND entry = g.entry LIMIT 1
) AS r
""")


UNTOUCHED: Final = "{}"
"""The state of whoever has come in and was not moved yet."""


class Run(NamedTuple):
    """A person on the road, locked by this transaction."""

    id: UUID
    contact_id: UUID
    version: int
    entry: int
    due_at: datetime | None
    began_at: datetime
    given: Mapping[str, Any]  # Any: JSON of the event they came in by
    state: str
    """`rules.state.State` as JSON."""

    @property
    def under_way(self) -> bool:
        """Whether they were moved before."""
        return self.state != UNTOUCHED

    def round(self, visit: int) -> int:
        """The round of a batch in which their message of this visit goes."""
        return (self.entry - 1) * VISITS_MAX + visit


class News(NamedTuple):
    """Something that happened to somebody on the road."""

    id: UUID
    run_id: UUID
    event: str
    properties: Mapping[str, Any]  # Any: JSON of the event
    at: datetime


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What a step made of a run; `state` is written as it is, JSON already."""

    id: UUID
    node: str
    due_at: datetime | None
    goal_at: datetime | None
    ended_at: datetime | None
    ended: str
    state: msgspec.Raw


class Sent(NamedTuple):
    """What became of a message; `read_at` by a human."""

    contact_id: UUID
    node: str
    way: int
    state: str
    code: str
    accepted_at: datetime | None
    read_at: datetime | None
    clicked_at: datetime | None


async def waiting(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """(workspace, journey) of those in which somebody is to be moved."""
    return [(row[0], row[1]) for row in await session.execute(_WAITING, {"now": now, "limit": limit})]


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next person is due anywhere."""
    return await session.scalar(_NEXT_DUE)


async def claim(ctx: Ctx, journey_id: UUID, *, limit: int) -> list[Run]:
    """Those who are due, and those of whom there is news; nobody waits for anybody."""
    asked = {"journey": journey_id, "now": ctx.now(), "limit": limit}
    due = [Run(*row) for row in await ctx.session.execute(_DUE, asked)]
    if len(due) >= limit:
        return due
    told = [Run(*row) for row in await ctx.session.execute(_TOLD, {"journey": journey_id, "limit": limit - len(due)})]
    return [*due, *(one for one in told if one.id not in {run.id for run in due})]


async def claim_going(ctx: Ctx, journey_id: UUID, *, limit: int) -> list[Run]:
    return [Run(*row) for row in await ctx.session.execute(_GOING, {"journey": journey_id, "limit": limit})]


async def news(ctx: Ctx, run_ids: Collection[UUID]) -> list[News]:
    """In the order in which it happened."""
    return [News(*row) for row in await ctx.session.execute(_NEWS, {"runs": _array(run_ids)})]


async def drop_news(ctx: Ctx, news_ids: Collection[UUID]) -> None:
    await ctx.session.execute(_DROP_NEWS, {"ids": _array(news_ids)})


async def drop_stale_news(ctx: Ctx, journey_id: UUID) -> None:
    """Of people who have left: told while they were going out."""
    await ctx.session.execute(
        text(
            "DELETE FROM journey_news n USING journey_runs r"
            " WHERE n.journey_id = :journey AND r.id = n.run_id AND r.ended_at IS NOT NULL"
        ),
        {"journey": journey_id},
    )


async def save(ctx: Ctx, moved: Sequence[Moved]) -> None:
    """One text for the whole block: the driver writes arrays of texts with quotes ten times slower."""
    await ctx.session.execute(_SAVE, {"rows": msgspec.json.encode(moved).decode()})
    left = [one.id for one in moved if one.ended]
    if left:
        await ctx.session.execute(_FORGET, {"runs": _array(left)})


async def count(ctx: Ctx, journey_id: UUID, version: int, deltas: Mapping[tuple[str, str, str], int]) -> None:
    """By node, what and why."""
    rows = [{"node": key[0], "what": key[1], "why": key[2], "count": number} for key, number in deltas.items()]
    parameters = {
        "workspace": ctx.workspace_id,
        "journey": journey_id,
        "version": version,
        "rows": msgspec.json.encode(rows).decode(),
    }
    await ctx.session.execute(_COUNT, parameters)


async def wake(ctx: Ctx, facts: Sequence[RecordedFact]) -> bool:
    """Tell those who wait for one of these facts; whether there was anybody."""
    parameters = {
        "workspace": ctx.workspace_id,
        "facts": uuids(one.fact_id for one in facts),
        "people": uuids(one.contact_id for one in facts),
        "names": texts(one.name for one in facts),
        "scales": _SCALES,
    }
    return bool((await ctx.session.execute(_WAKE, parameters)).all())


async def tell_of_messages(ctx: Ctx, batch_id: UUID, contact_ids: Sequence[UUID]) -> bool:
    """Something became of their messages: those who stand at the step that sent them look again."""
    parameters = {
        "workspace": ctx.workspace_id,
        "batch": batch_id,
        "people": uuids(dict.fromkeys(contact_ids)),
        "now": ctx.now(),
    }
    return bool((await ctx.session.execute(_NEWS_OF_MESSAGES, parameters)).all())


async def messages(
    ctx: Ctx, journey_id: UUID, version: int, runs: Sequence[Run], *, nodes: Collection[str]
) -> list[Sent]:
    """The last message of each of these nodes' ways to each, of this going-through."""
    parameters = {
        "journey": journey_id,
        "version": version,
        "nodes": sorted(nodes),
        "people": uuids(one.contact_id for one in runs),
        "firsts": numbers(one.round(1) for one in runs),
        "lasts": numbers(one.round(VISITS_MAX) for one in runs),
    }
    return [Sent(*row) for row in await ctx.session.execute(_MESSAGES, parameters)]


async def planned(
    ctx: Ctx, batch_id: UUID, wishes: Sequence[tuple[UUID, int]]
) -> Mapping[UUID, tuple[str, str, datetime]]:
    """By person: state, code and due moment of the row (person, round) of a batch."""
    people, rounds = (list(column) for column in zip(*wishes, strict=True))
    parameters = {"batch": batch_id, "people": uuids(people), "rounds": numbers(rounds)}
    return {row[0]: (row[1], row[2], row[3]) for row in await ctx.session.execute(_PLANNED, parameters)}


async def attributes(ctx: Ctx, contact_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:  # Any: JSON
    """Of the persons: what any of their cards says, the root's word being the last."""
    found: dict[UUID, dict[str, Any]] = {}
    asked = {"workspace": ctx.workspace_id, "people": _array(contact_ids)}
    for row in await ctx.session.execute(_ATTRIBUTES, asked):
        found.setdefault(row[0], {}).update(row[1])
    return found


async def claim_of_person(ctx: Ctx, contact_id: UUID) -> list[tuple[UUID, Run]]:
    """(journey, run) of all their roads; waits for whoever is moving them."""
    rows = await ctx.session.execute(
        text(
            f"SELECT r.journey_id, {_RUN} FROM journey_runs r"  # noqa: S608 - constants of this module
            " WHERE r.contact_id = :contact AND r.ended_at IS NULL ORDER BY r.id FOR NO KEY UPDATE"
        ),
        {"contact": contact_id},
    )
    return [(row[0], Run(*row[1:])) for row in rows]


async def journeys_of(ctx: Ctx, contact_id: UUID) -> set[UUID]:
    """All that the person ever came into."""
    query = text(
        "SELECT DISTINCT journey_id FROM journey_runs WHERE contact_id = :contact AND workspace_id = :workspace"
    )
    return set(await ctx.session.scalars(query, {"contact": contact_id, "workspace": ctx.workspace_id}))


async def hand_over(ctx: Ctx, run_id: UUID, contact_id: UUID) -> None:
    """The going-through, and what it waits for, are this person's now."""
    given = {"run": run_id, "contact": contact_id}
    for table, key in (("journey_waits", "run_id"), ("journey_runs", "id")):
        await ctx.session.execute(text(f"UPDATE {table} SET contact_id = :contact WHERE {key} = :run"), given)  # noqa: S608 - names of this line


async def notify(ctx: Ctx, channel: str) -> None:
    """Wake the loops that move people; delivered at commit."""
    await ctx.session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


async def given(
    ctx: Ctx, journey_id: UUID, rows: Sequence[tuple[UUID, int]]
) -> Mapping[tuple[UUID, int], Mapping[str, Any]]:  # Any: JSON of events
    """By person and round: the properties of what they came in by."""
    parameters = {
        "journey": journey_id,
        "people": uuids(who for who, _ in rows),
        "entries": numbers((number - 1) // VISITS_MAX + 1 for _, number in rows),
        "rounds": numbers(number for _, number in rows),
    }
    return {(row[0], row[1]): row[2] for row in await ctx.session.execute(_GIVEN, parameters)}


def _array(ids: Collection[UUID]) -> str:
    """A thousand ids as one text: the driver quotes each element of a list, and each of an IN is a parameter."""
    return "{" + ",".join(map(str, ids)) + "}"
