"""Figures of many answers at once: how often each wait of whole seconds came, and from that exact percentiles.

Counting before sorting makes a million answers a few thousand rows: only those are put in order. All of it is read from
one index (`ix_responses_figures`), so that the width of a row costs nothing.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text

from otklik.domains.speed import rules
from otklik.domains.speed.rules import By, Clock, Period
from otklik.platform.context import Ctx

EXACT_MAX: Final = 100_000
"""More answers than these are told to within a sixty-fourth of the wait: counting each second would take seconds."""


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


class Row(NamedTuple):
    """One group's figures. `lower` and `upper` enclose the percentile's rank."""

    key: str | None
    kind: str
    answers: int
    within: int
    median_lower: int
    median_upper: int
    p90_lower: int
    p90_upper: int


class Band(NamedTuple):
    number: int
    """0: up to and with the first limit of `rules.BANDS`."""
    answers: int
    first_answers: int


_HOUR: Final = "((extract(epoch FROM responses.waiting_since AT TIME ZONE :zone)::bigint / 3600 + 72) % 168)"
"""Hours of the local clock since 1970, which began on a Thursday, counted from Monday: one conversion a row."""
_KEYS: Final[Mapping[By | None, str]] = {
    None: "NULL::text",
    By.CHANNEL: "channel_id",
    By.OPERATOR: "operator_id",
    By.TEAM: "team_id",
    By.HOUR: _HOUR,
    By.DAY: "(answered_at AT TIME ZONE :zone)::date",
    By.WEEK: "date_trunc('week', answered_at AT TIME ZONE :zone)::date",
    By.MONTH: "date_trunc('month', answered_at AT TIME ZONE :zone)::date",
}
_SECONDS: Final[Mapping[Clock, str]] = {Clock.WALL: "wait_seconds", Clock.WORKING: "working_wait_seconds"}
_ALL: Final = "('any', false, NULL), ('first', true, NULL)"
_BY_HOURS: Final = (
    "('any_in', false, true), ('any_out', false, false), ('first_in', true, true), ('first_out', true, false)"
)


_COARSE: Final = (
    "(CASE WHEN {0} < 128 THEN {0} WHEN {0} < 512 THEN {0} / 4 * 4 + 2 WHEN {0} < 2048 THEN {0} / 16 * 16 + 8"
    " WHEN {0} < 8192 THEN {0} / 64 * 64 + 32 WHEN {0} < 32768 THEN {0} / 256 * 256 + 128"
    " WHEN {0} < 131072 THEN {0} / 1024 * 1024 + 512 ELSE {0} / 8192 * 8192 + 4096 END)"
)
"""To the second up to two minutes, then the middle of a step no wider than a thirty-second of the wait."""


async def are_many(ctx: Ctx, period: Period, narrow: Narrow) -> bool:
    """Whether they are more than are told to the second; counted no further than that."""
    statement = (
        f"SELECT count(*) FROM (SELECT 1 FROM responses WHERE {condition(narrow)} LIMIT {EXACT_MAX + 1}) AS found"  # noqa: S608 - as below
    )
    found = await ctx.session.scalar(text(statement), used(values(ctx, period, narrow), statement))
    return int(found or 0) > EXACT_MAX


async def figures(
    ctx: Ctx, period: Period, narrow: Narrow, *, by: By | None, target_seconds: int, exact: bool = True
) -> list[Row]:
    """Each group's count, share within the target, median and ninth decile; with `by` None also in and out of hours."""
    kinds = _ALL if by else f"{_ALL}, {_BY_HOURS}"
    waited = _SECONDS[narrow.clock]
    seconds = waited if exact else _COARSE.format(waited)
    statement = f"""
WITH kinds(kind, only_first, only_in) AS (SELECT k, f::bool, i::bool FROM (VALUES {kinds}) AS told(k, f, i)),
counted AS (
    SELECT {_KEYS[by]} AS key, first, in_hours, {seconds} AS seconds, count(*) AS n,
           count(*) FILTER (WHERE {waited} <= :target) AS within
    FROM responses WHERE {condition(narrow)} GROUP BY 1, 2, 3, 4
), waits AS (
    SELECT key, kind, seconds, sum(n) AS n, sum(within) AS within
    FROM counted JOIN kinds ON (NOT only_first OR first) AND (only_in IS NULL OR only_in = in_hours)
    GROUP BY 1, 2, 3
), ranked AS (
    SELECT key, kind, seconds, within, sum(n) OVER (PARTITION BY key, kind ORDER BY seconds) AS upto,
           sum(n) OVER (PARTITION BY key, kind) AS total
    FROM waits
)
SELECT key::text, kind, max(total)::bigint, sum(within)::bigint,
       min(seconds) FILTER (WHERE upto > floor((total - 1) * 0.5)),
       min(seconds) FILTER (WHERE upto > ceil((total - 1) * 0.5)),
       min(seconds) FILTER (WHERE upto > floor((total - 1) * 0.9)),
       min(seconds) FILTER (WHERE upto > ceil((total - 1) * 0.9))
FROM ranked GROUP BY key, kind ORDER BY key, kind
"""  # noqa: S608 - every piece is one of this file's own constants
    asked = used(values(ctx, period, narrow, target=target_seconds), statement)
    return [Row(*row) for row in await ctx.session.execute(text(statement), asked)]


async def distribution(ctx: Ctx, period: Period, narrow: Narrow) -> list[Band]:
    """How many answers took how long, in the bands of `rules.BANDS`."""
    bounds = ", ".join(str(one + 1) for one in rules.BANDS)
    statement = f"""
SELECT width_bucket({_SECONDS[narrow.clock]}, ARRAY[{bounds}]::bigint[]), count(*), count(*) FILTER (WHERE first)
FROM responses WHERE {condition(narrow)} GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - every piece is one of this file's own constants
    asked = used(values(ctx, period, narrow), statement)
    return [Band(*row) for row in await ctx.session.execute(text(statement), asked)]


def condition(narrow: Narrow) -> str:
    """The WHERE of everything that is told of answers, so that a figure and its makings cannot differ."""
    seconds = _SECONDS[narrow.clock]
    parts = [
        "responses.workspace_id = :workspace AND responses.answered_at >= :start AND responses.answered_at < :end",
        "responses.channel_id = :channel" if narrow.channel_id else "",
        "responses.operator_id = :operator" if narrow.operator_id else "",
        "responses.team_id = :team" if narrow.team_id else "",
        "responses.first = :first" if narrow.first is not None else "",
        "responses.in_hours = :in_hours" if narrow.in_hours is not None else "",
        f"{_HOUR} = :hour" if narrow.hour is not None else "",
        f"responses.{seconds} >= :seconds_min" if narrow.seconds_min is not None else "",
        f"responses.{seconds} <= :seconds_max" if narrow.seconds_max is not None else "",
    ]
    return " AND ".join(part for part in parts if part)


def values(ctx: Ctx, period: Period, narrow: Narrow, *, target: int = 0) -> dict[str, object]:
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
        "target": target,
    }


def used(given: Mapping[str, object], statement: str) -> dict[str, object]:
    """Those of the values that the statement asks for."""
    return {name: value for name, value in given.items() if f":{name}" in statement}
