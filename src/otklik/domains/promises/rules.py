"""Decisions of promises: how long, in which words, when to worry, kept or broken. No I/O, no clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

import msgspec

from otklik.domains.promises.errors import PeriodInvalid, StepsUnordered

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

LADDER: Final = (
    *(number * MINUTE for number in (1, 2, 3, 4, 5, 10, 15, 20, 30, 45)),
    *(number * HOUR for number in (1, 2, 3, 4, 5, 6, 8, 12)),
    *(number * DAY for number in (1, 2, 3, 4, 5, 7)),
)
"""Durations a person would say; nobody promises 7 minutes and 12 seconds."""
MOMENT_STEP: Final = timedelta(minutes=5)
"""A promised time of day is a round one."""

LONGEST_PERIOD: Final = timedelta(days=400)
DEFAULT_PERIOD: Final = timedelta(days=28)
ENOUGH: Final = 5
"""Fewer promises than this are shown as "not enough data"."""
BADGE_BELIEVED: Final = timedelta(days=1)
"""A badge that nobody has loaded for longer was not seen by whoever writes now."""
PATIENCE: Final = timedelta(seconds=30)
"""How soon to look again while the answer is on its way to the provider."""


class Band(StrEnum):
    """How closely the measured answers fit the moment, the closest first."""

    HOUR = "hour"
    """This channel, this hour of the week."""
    HOURS_AROUND = "hours_around"
    """This channel, this hour of any day and the one before and after it."""
    CHANNEL = "channel"
    COMPANY = "company"
    FIXED = "fixed"
    """Not measured: somebody has set it."""
    HOURS_ONLY = "hours_only"
    """Too few answers anywhere; only the working hours are known."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of one band: how many, and within how many working seconds the wanted share of them came."""

    band: Band
    count: int
    seconds: float | None


class Act(StrEnum):
    """What is done while there is still time."""

    WARN_ASSIGNEE = "warn_assignee"
    WARN_TEAM = "warn_team"
    WARN_SUPERVISORS = "warn_supervisors"
    REASSIGN = "reassign"


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At so many percent of the promised time, if nobody has answered."""

    percent: int
    act: Act


class Outcome(StrEnum):
    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    VOID = "void"
    """Nobody waits any more, though nobody answered: it counts neither way."""


def closest(bands: Sequence[Measured], *, answers_min: int) -> Measured | None:
    """The first band with enough answers; None when even the company's are too few."""
    return next((one for one in bands if one.count >= answers_min and one.seconds is not None), None)


def promised_seconds(measured: float, *, margin_percent: int, floor_seconds: int, maximum_seconds: int) -> int | None:
    """What to promise: never shorter than what was measured; None when it is longer than may be promised."""
    wanted = max(measured * (100 + margin_percent) / 100, measured, floor_seconds)
    rounded = rounded_up(wanted)
    return rounded if rounded <= maximum_seconds else None


def rounded_up(seconds: float) -> int:
    """The shortest duration people say that is not shorter; whole days beyond a week."""
    return next((one for one in LADDER if one >= seconds), ceil(seconds / DAY) * DAY)


def rounded_moment(at: datetime) -> datetime:
    """The next round time of day, itself if it is one."""
    over = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond) % MOMENT_STEP
    return at if not over else at + (MOMENT_STEP - over)


def hour_of_week(local: datetime) -> int:
    """0 is Monday's first hour, 167 Sunday's last."""
    return local.weekday() * 24 + local.hour


def settle(
    *, due_at: datetime, answered_at: datetime | None, now: datetime, closed: bool, waits: bool
) -> tuple[Outcome, str]:
    """What a promise is at `now`, and why when it is broken.

    Only a person's answer keeps it. Who closed the conversation without one has not kept it; where nobody waits
    though nothing was closed (threads were joined, a message was taken back), there is nothing to keep.
    """
    if answered_at is not None:
        return (Outcome.KEPT, "") if answered_at <= due_at else (Outcome.BROKEN, "late")
    if now < due_at:
        return Outcome.RUNNING, ""
    if closed:
        return Outcome.BROKEN, "closed"
    return (Outcome.BROKEN, "late") if waits else (Outcome.VOID, "")


def check_steps(steps: Sequence[Step]) -> None:
    """Raises `StepsUnordered`."""
    percents = [one.percent for one in steps]
    if percents != sorted(set(percents)):
        raise StepsUnordered


def patience(*, due_at: datetime, now: datetime) -> datetime:
    """When to look again while an answer is on its way: ever more seldom."""
    return now + max(PATIENCE, now - due_at)


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


def period(start: datetime | None, end: datetime | None, *, now: datetime) -> Period:
    """The period asked for; the last four weeks by default. Raises `PeriodInvalid`."""
    chosen_end = end or now
    chosen_start = start or chosen_end - DEFAULT_PERIOD
    if chosen_start.tzinfo is None or chosen_end.tzinfo is None:
        raise PeriodInvalid(params={"reason": "no_time_zone"})
    if chosen_start >= chosen_end:
        raise PeriodInvalid(params={"reason": "empty"})
    if chosen_end - chosen_start > LONGEST_PERIOD:
        raise PeriodInvalid(params={"reason": "too_long", "days_max": LONGEST_PERIOD.days})
    return Period(start=chosen_start, end=chosen_end)


def kept_share(counts: Mapping[Outcome, int]) -> float | None:
    """Kept of those that could be kept; None when there were none."""
    settled = counts.get(Outcome.KEPT, 0) + counts.get(Outcome.BROKEN, 0)
    return counts.get(Outcome.KEPT, 0) / settled if settled else None
