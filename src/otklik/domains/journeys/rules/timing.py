"""Moments on a person's own wall clock, right when clocks are put forward and back."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS_AHEAD: Final = 8
"""Any weekday comes within a week; one more for a day on which the moment has passed."""
FEBRUARY: Final = 2
LEAP_DAY: Final = 29


def moment(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """When the wall shows `clock` on `day`, in UTC: the first time of two, and where that time is left out, as much
    later as the clock was put forward (PEP 495).
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def next_moment(now: datetime, zone: ZoneInfo, *, clock: time, weekdays: Collection[int] = ()) -> datetime:
    """The first such moment that is not past; `weekdays` empty: any."""
    today = now.astimezone(zone).date()
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        found = moment(zone, day, clock)
        if found >= now and (not weekdays or day.weekday() in weekdays):
            return found
    raise AssertionError(weekdays)  # pragma: no cover - a week has every weekday


def clock_of(text: str) -> time:
    """`HH:MM`, as documents hold it."""
    return time.fromisoformat(text)


def occasion(born: date, year: int) -> date:
    """The day of that year; who was born on 29 February celebrates on the 28th in the other years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, FEBRUARY, LEAP_DAY - 1)
