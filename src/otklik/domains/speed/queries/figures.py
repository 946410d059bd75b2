"""The waits that figures are made of, many in a row: sorting and counting them is `ranking`'s.

All of it is read from one index (`ix_responses_figures`), so that the width of a row costs nothing.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text

from otklik.domains.speed.ranking import WAIT_SECONDS_MAX, Waits
from otklik.domains.speed.rules import By, Clock, Period
from otklik.platform.context import Ctx


class Narrow(NamedTuple):
    """What figures are narrowed to; None does not narrow."""

    channel_id: UUID | None = None
    operator_id: UUID | None = None
    team_id: UUID | None = None
    first: bool | None = None
    in_hours: bool | None = None
    hour: int | None = None
    """Of the week, as `By.HOUR`."""
    seconds_min: int | None = None
    """The wait in whole seconds by `clock`, from this."""
    seconds_max: int | None = None
    """Up to and with this."""
    clock: Clock = Clock.WALL
    zone: str = "UTC"


HOUR: Final = "((extract(epoch FROM responses.waiting_since AT TIME ZONE :zone)::bigint / 3600 + 72) % 168)"
"""Hours of the local clock since 1970, which began on a Thursday, counted from Monday: one conversion a row."""
_KEYS: Final[Mapping[By | None, str]] = {
    None: "NULL::text",
    By.CHANNEL: "channel_id",
    By.OPERATOR: "operator_id",
    By.TEAM: "team_id",
    By.HOUR: HOUR,
    By.DAY: "(answered_at AT TIME ZONE :zone)::date",
    By.WEEK: "date_trunc('week', answered_at AT TIME ZONE :zone)::date",
    By.MONTH: "date_trunc('month', answered_at AT TIME ZONE :zone)::date",
}
SECONDS: Final[Mapping[Clock, str]] = {Clock.WALL: "wait_seconds", Clock.WORKING: "working_wait_seconds"}


async def waits(ctx: Ctx, period: Period, narrow: Narrow, *, by: By | None) -> list[Waits]:
    """Every wait of the period by group, first and later ones, in and out of hours: a row for many waits."""
    statement = f"""
SELECT coalesce({_KEYS[by]}::text, ''), first, in_hours,
       string_agg(int4send(least({SECONDS[narrow.clock]}, {WAIT_SECONDS_MAX})::int), ''::bytea)
FROM responses WHERE {condition(narrow)} GROUP BY 1, 2, 3
"""  # noqa: S608 - every piece is one of this file's own constants
    asked = used(values(ctx, period, narrow), statement)
    return [Waits(*row) for row in await ctx.session.execute(text(statement), asked)]


def condition(narrow: Narrow) -> str:
    """The WHERE of everything that is told of answers, so that a figure and its makings cannot differ."""
    seconds = SECONDS[narrow.clock]
    parts = [
        "responses.workspace_id = :workspace AND responses.answered_at >= :start AND responses.answered_at < :end",
        "responses.channel_id = :channel" if narrow.channel_id else "",
        "responses.operator_id = :operator" if narrow.operator_id else "",
        "responses.team_id = :team" if narrow.team_id else "",
        "responses.first = :first" if narrow.first is not None else "",
        "responses.in_hours = :in_hours" if narrow.in_hours is not None else "",
        f"{HOUR} = :hour" if narrow.hour is not None else "",
        f"responses.{seconds} >= :seconds_min" if narrow.seconds_min is not None else "",
        f"responses.{seconds} <= :seconds_max" if narrow.seconds_max is not None else "",
    ]
    return " AND ".join(part for part in parts if part)


def values(ctx: Ctx, period: Period, narrow: Narrow) -> dict[str, object]:
    return {
        "workspace": ctx.workspace_id,
        "start": period.start,
        "end": period.end,
        "channel": narrow.channel_id,
        "operator": narrow.operator_id,
        "team": narrow.team_id,
        "first": narrow.first,
        "in_hours": narrow.in_hours,
        "hour": narrow.hour,
        "seconds_min": narrow.seconds_min,
        "seconds_max": narrow.seconds_max,
        "zone": narrow.zone,
    }


def used(given: Mapping[str, object], statement: str) -> dict[str, object]:
    """Those of the values that the statement asks for."""
    return {name: value for name, value in given.items() if f":{name}" in statement}
