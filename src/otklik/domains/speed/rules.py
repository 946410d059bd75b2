"""Decisions of speed: what period is asked for, what is enough. No I/O, no clock."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.speed.errors import PeriodInvalid

DEFAULT: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=400)
ENOUGH: Final = 5
"""Fewer answers than this are shown as "not enough data" beside the figure."""
TARGET_SECONDS: Final = 60
TARGET_SECONDS_MAX: Final = 30 * 86_400
BANDS: Final = (15, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400)
"""Where the distribution's bars end, seconds; the last bar has no end."""
HOURS_OF_WEEK: Final = 168
A_MOMENT: Final = timedelta(microseconds=1)
"""The last moment of a period is so much before its end."""


class Clock(StrEnum):
    """By what a wait is counted."""

    WALL = "wall"
    WORKING = "working"


class By(StrEnum):
    """What figures are broken down by."""

    CHANNEL = "channel"
    OPERATOR = "operator"
    TEAM = "team"
    HOUR = "hour"
    """Of the week, 0 to 167 from Monday's midnight, on the company's clock, when the customer wrote."""
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def before(self) -> "Period":
        """As long a period, just before this one."""
        return Period(start=self.start - (self.end - self.start), end=self.start)


def period(start: str | None, end: str | None, *, now: datetime, zone: str) -> Period:
    """The period asked for; the last seven days by default. Raises `PeriodInvalid`.

    A moment carries its offset. A bare date is a day of the company's calendar: `from` begins at its midnight, `to`
    ends at the next one, be that 23, 24 or 25 hours later.
    """
    chosen_end = _moment(end, zone, end_of_day=True) or now
    chosen_start = _moment(start, zone, end_of_day=False) or chosen_end - DEFAULT
    if chosen_start >= chosen_end:
        raise PeriodInvalid(params={"reason": "empty"})
    if chosen_end - chosen_start > LONGEST:
        raise PeriodInvalid(params={"reason": "too_long", "days_max": LONGEST.days})
    return Period(start=chosen_start, end=chosen_end)


class Day(NamedTuple):
    """A day of the company's calendar, from its midnight up to the next."""

    day: date
    starts_at: datetime
    ends_at: datetime


def days(first: date, last: date, *, zone: str) -> Iterator[Day]:
    """Each day from the first to the last, both too; of 23, 24 or 25 hours."""
    clock = ZoneInfo(zone)
    day, starts_at = first, datetime.combine(first, time(), tzinfo=clock).astimezone(UTC)
    while day <= last:
        following = day + timedelta(days=1)
        ends_at = datetime.combine(following, time(), tzinfo=clock).astimezone(UTC)
        yield Day(day, starts_at, ends_at)
        day, starts_at = following, ends_at


def stretches(found: Sequence[Day], *, most: int) -> list[Day]:
    """Of days in their order those of the `most` longest stretches without a hole, still in order."""
    together: list[list[Day]] = []
    for day in found:
        if together and together[-1][-1].ends_at == day.starts_at:
            together[-1].append(day)
        else:
            together.append([day])
    kept = sorted(sorted(together, key=len, reverse=True)[:most])
    return [day for stretch in kept for day in stretch]


def gaps(asked: Period, found: Sequence[Day]) -> list[Period]:
    """What of the period lies in none of these days, that are in order and wholly in it."""
    moments = [asked.start, *(moment for day in found for moment in day[1:]), asked.end]
    return [Period(start=start, end=end) for start, end in zip(moments[::2], moments[1::2], strict=True) if start < end]


def _moment(given: str | None, zone: str, *, end_of_day: bool) -> datetime | None:
    if not given:
        return None
    try:
        if len(given) == len("2026-11-25"):
            day = date.fromisoformat(given) + timedelta(days=end_of_day)
            return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
        # a `+` of the offset that was not escaped comes as a space
        moment = datetime.fromisoformat(given.replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise PeriodInvalid(params={"reason": "unreadable"}) from error
    if moment.tzinfo is None:
        raise PeriodInvalid(params={"reason": "no_time_zone"})
    return moment
