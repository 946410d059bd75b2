"""Days of answers rolled up: which there are, the waits in them, and how they are made.

A day's waits are kept five times, told apart by nothing, by channel, operator, team and hour: any question about one of
these needs no answer of that day. What changes in `responses` marks its moment (a trigger of the migration), in the
same transaction; a marked day is read from its answers until it is rolled up again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.speed.models import Response, RolledDay
from otklik.domains.speed.queries.figures import HOUR, SECONDS, Narrow
from otklik.domains.speed.ranking import WAIT_SECONDS_MAX, Waits
from otklik.domains.speed.rules import By, Day, Period
from otklik.domains.workspaces.models import Workspace
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

_HOLD: Final = text("SELECT pg_advisory_xact_lock(hashtext('speed.roll'), hashtext(:workspace))")
_UNCHANGED: Final = """NOT EXISTS (
    SELECT FROM changed_responses c
    WHERE c.workspace_id = :workspace AND c.answered_at >= starts_at AND c.answered_at < ends_at
)"""
_ROLLED: Final = f"""
SELECT day, starts_at, ends_at FROM rolled_days
WHERE workspace_id = :workspace AND zone = :zone AND starts_at >= :start AND ends_at <= :end AND {_UNCHANGED}
ORDER BY day
"""  # noqa: S608 - every piece is one of this file's own constants
_SPAN: Final = "FROM unnest(CAST(:days AS date[]), CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]))"
_FORGET: Final = (
    f"""
DELETE FROM changed_responses c USING (SELECT * {_SPAN} AS given(day, starts_at, ends_at)) AS given
WHERE c.workspace_id = :workspace AND c.answered_at >= given.starts_at AND c.answered_at < given.ends_at
""",  # noqa: S608 - as above
    "DELETE FROM rolled_waits WHERE workspace_id = :workspace AND day = ANY(CAST(:days AS date[]))",
    "DELETE FROM rolled_days WHERE workspace_id = :workspace AND day = ANY(CAST(:days AS date[]))",
)
_ROLL: Final = (
    f"""
INSERT INTO rolled_waits (workspace_id, part, day, key, first, in_hours, wait_seconds, working_wait_seconds)
SELECT :workspace, kept.part, told.day, kept.key, told.first, told.in_hours,
       string_agg(int4send(least(told.wait_seconds, {WAIT_SECONDS_MAX})::int), ''::bytea),
       string_agg(int4send(least(told.working_wait_seconds, {WAIT_SECONDS_MAX})::int), ''::bytea)
FROM (
    SELECT given.day, first, in_hours, channel_id::text AS channel, operator_id::text AS operator,
           coalesce(team_id::text, '') AS team, {HOUR}::text AS hour, wait_seconds, working_wait_seconds
    {_SPAN} AS given(day, starts_at, ends_at)
    JOIN responses ON responses.workspace_id = :workspace
        AND responses.answered_at >= given.starts_at AND responses.answered_at < given.ends_at
) AS told
CROSS JOIN LATERAL (VALUES ('all', ''), ('channel', told.channel), ('operator', told.operator), ('team', told.team),
                           ('hour', told.hour)) AS kept(part, key)
GROUP BY 2, 3, 4, 5, 6
""",  # noqa: S608 - as above
    f"""
INSERT INTO rolled_days (workspace_id, day, starts_at, ends_at, zone)
SELECT :workspace, given.day, given.starts_at, given.ends_at, :zone {_SPAN} AS given(day, starts_at, ends_at)
""",
)
_OWN_KEY: Final = "key"
_KEYS: Final = {
    None: "''",
    By.DAY: "day::text",
    By.WEEK: "date_trunc('week', day::timestamp)::date::text",
    By.MONTH: "date_trunc('month', day::timestamp)::date::text",
}


class Place(NamedTuple):
    """Where the rolled days hold what is asked for."""

    part: str
    key: str | None
    """None: every key of the part."""


def place(narrow: Narrow, *, by: By | None) -> Place | None:
    """None: it is told apart or narrowed by two things at once, which only the answers themselves know."""
    given = {By.CHANNEL: narrow.channel_id, By.OPERATOR: narrow.operator_id, By.TEAM: narrow.team_id}
    narrowed = {part: str(chosen) for part, chosen in given.items() if chosen is not None}
    parts = {*narrowed, *([by] if by is not None and by not in _KEYS else [])}
    if len(parts) > 1:
        return None
    part = next(iter(parts), None)
    return Place("all", None) if part is None else Place(part.value, narrowed.get(part))


async def rolled(ctx: Ctx, period: Period, *, zone: str) -> list[Day]:
    """The days wholly in the period that are rolled up, in the company's zone of now, and unchanged since."""
    asked = {"workspace": ctx.workspace_id, "zone": zone, "start": period.start, "end": period.end}
    return [Day(*row) for row in await ctx.session.execute(text(_ROLLED), asked)]


async def waits(ctx: Ctx, days: Sequence[Day], found: Place, narrow: Narrow, *, by: By | None) -> list[Waits]:
    """Every wait of these days by group; as `figures.waits`."""
    only = "AND key = :key" if found.key is not None else ""
    statement = f"""
SELECT {_KEYS.get(by, _OWN_KEY)}, first, in_hours, string_agg({SECONDS[narrow.clock]}, ''::bytea)
FROM rolled_waits
WHERE workspace_id = :workspace AND part = :part AND day = ANY(CAST(:days AS date[])) {only}
GROUP BY 1, 2, 3
"""  # noqa: S608 - every piece is one of this file's own constants
    asked: dict[str, object] = {"workspace": ctx.workspace_id, "part": found.part, "days": [one.day for one in days]}
    if found.key is not None:
        asked["key"] = found.key
    return [Waits(*row) for row in await ctx.session.execute(text(statement), asked)]


async def companies(session: AsyncSession) -> list[WorkspaceId]:
    return [WorkspaceId(one) for one in await session.scalars(select(Workspace.id).order_by(Workspace.id))]


async def hold(ctx: Ctx) -> None:
    """One at a time rolls a company's days up, until its transaction ends."""
    await ctx.session.execute(_HOLD, {"workspace": str(ctx.workspace_id)})


async def earliest(ctx: Ctx) -> datetime | None:
    """Since when there are answers, or days rolled up when there were."""
    answered = await ctx.session.scalar(scoped(ctx, Response).with_only_columns(func.min(Response.answered_at)))
    rolled_ = await ctx.session.scalar(scoped(ctx, RolledDay).with_only_columns(func.min(RolledDay.starts_at)))
    return min((one for one in (answered, rolled_) if one is not None), default=None)


async def roll(ctx: Ctx, days: Sequence[Day], *, zone: str) -> None:
    """Roll these days up, anew where they were.

    Marks go first: what is committed after that statement leaves a mark of its own, so no answer can be missed.
    """
    given = {
        "workspace": ctx.workspace_id,
        "zone": zone,
        "days": [one.day for one in days],
        "starts": [one.starts_at for one in days],
        "ends": [one.ends_at for one in days],
    }
    for statement in (*_FORGET, *_ROLL):
        asked = {name: value for name, value in given.items() if f":{name}" in statement}
        await ctx.session.execute(text(statement), asked)


async def forget(ctx: Ctx) -> None:
    """As if nothing had ever been rolled up."""
    for table in ("rolled_waits", "rolled_days"):
        await ctx.session.execute(
            text(f"DELETE FROM {table} WHERE workspace_id = :workspace"),  # noqa: S608 - as above
            {"workspace": ctx.workspace_id},
        )
