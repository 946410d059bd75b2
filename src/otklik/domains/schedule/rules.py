"""Working time, counted on the wall clock of a time zone and proof against its jumps.

Open is every moment whose wall clock lies within an interval. Where the clock is put back, an interval holds from the
first to the last of its repeated minutes; where it is put forward, the skipped minutes are not there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.schedule import calendars
from otklik.platform import walls

DAY_MINUTES: Final = 24 * 60
OPENING_HORIZON_DAYS: Final = 400
"""A company closed for longer than this promises nothing."""
CLOSING_HORIZON_DAYS: Final = 31
"""Open for longer than this in one go is open round the clock."""
COUNTING_HORIZON_DAYS: Final = 4_000
"""Working time is added up over ten years at most."""

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)


class Interval(msgspec.Struct, frozen=True, order=True):
    """Minutes from the day's midnight. `closes` beyond 1440 lies in the next day."""

    opens: int
    closes: int


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """A week of intervals in a time zone.

    An exception replaces what opens on its date, holiday or not; a holiday that is kept opens nothing. A night that
    began the day before still ends as planned.
    """

    zone: str
    week: Sequence[Sequence[Interval]]
    """Seven days, Monday first."""
    exceptions: Mapping[date, Sequence[Interval]] = msgspec.field(default_factory=dict[date, Sequence[Interval]])
    holidays: calendars.Kept | None = None


class Period(msgspec.Struct, frozen=True, order=True):
    """A stretch of open time, UTC; `end` is the first closed moment."""

    start: datetime
    end: datetime


class When(StrEnum):
    """How a person would name the day something opens, seen from another moment."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEKDAY = "weekday"
    DATE = "date"


def interval(opens: str, closes: str) -> Interval:
    """`09:00` to `18:00`; to an earlier or equal time means into the next day; `24:00` is the day's end."""
    start, end = _minutes(opens), _minutes(closes)
    return Interval(start, end if end > start else end + DAY_MINUTES)


def intervals_on(hours: Hours, day: date) -> Sequence[Interval]:
    """What opens on the date: its exception, else nothing on a holiday, else its weekday, shorter before a holiday."""
    own = hours.exceptions.get(day)
    if own is not None:
        return own
    usual, kept = hours.week[day.weekday()], hours.holidays
    if kept is None:
        return usual
    if calendars.is_holiday(kept, day):
        return ()
    return shortened(usual) if calendars.is_short(kept, day) else usual


def shortened(intervals: Sequence[Interval], *, minutes: int = calendars.SHORTER_MINUTES) -> Sequence[Interval]:
    """The same day closed so much earlier; a last interval shorter than that falls away. Round the clock stays."""
    ordered = sorted(intervals)
    if not ordered or ordered[-1].closes - ordered[-1].opens >= DAY_MINUTES:
        return intervals
    last = ordered[-1]
    rest = Interval(last.opens, last.closes - minutes)
    return [*ordered[:-1], rest] if rest.opens < rest.closes else ordered[:-1]


def overlapping(intervals: Sequence[Interval]) -> bool:
    """Whether two intervals of one day share time; touching is allowed."""
    ordered = sorted(intervals)
    return any(later.opens < earlier.closes for earlier, later in pairwise(ordered))


def is_open(hours: Hours, at: datetime) -> bool:
    return any(period.start <= at < period.end for period in _pieces(hours, at, days=0))


def closes_at(hours: Hours, at: datetime) -> datetime | None:
    """When the present open time ends; None when closed, or open for over a month."""
    if not is_open(hours, at):
        return None
    horizon = at + CLOSING_HORIZON_DAYS * _DAY
    current = next(period for period in periods(hours, at, days=CLOSING_HORIZON_DAYS + 1) if period.end > at)
    return current.end if current.end < horizon else None


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment after `at` when closed turns into open; None when there is none in 400 days."""
    return next(
        (period.start for period in periods(hours, at, days=OPENING_HORIZON_DAYS) if period.start > at),
        None,
    )


def working_seconds(hours: Hours, start: datetime, end: datetime) -> float:
    """Open seconds from `start` to `end`; 0 when `end` is not after `start`."""
    days = min((end - start).days + 2, COUNTING_HORIZON_DAYS)
    total = timedelta()
    for period in periods(hours, start, days=max(days, 0)):
        total += max(timedelta(), min(period.end, end) - max(period.start, start))
    return total.total_seconds()


def add_working_seconds(hours: Hours, start: datetime, seconds: float) -> datetime | None:
    """The first moment by which so many open seconds have passed; None when ten years do not hold them."""
    if seconds <= 0:
        return start
    left = timedelta(seconds=seconds)
    for period in periods(hours, start, days=COUNTING_HORIZON_DAYS):
        begin = max(period.start, start)
        if period.end - begin >= left:
            return begin + left
        left -= max(timedelta(), period.end - begin)
    return None


def when(opens_at: datetime, *, seen_from: datetime, zone: str) -> When:
    """Which words name the day of `opens_at` for somebody who reads it at `seen_from`."""
    clock = ZoneInfo(zone)
    days = (opens_at.astimezone(clock).date() - seen_from.astimezone(clock).date()).days
    if days <= 1:
        return When.TODAY if days <= 0 else When.TOMORROW
    return When.WEEKDAY if days < 7 else When.DATE


def periods(hours: Hours, since: datetime, *, days: int) -> Iterator[Period]:
    """Open time in order, touching intervals as one, from the day before `since` over so many days after it."""
    current: Period | None = None
    for piece in _pieces(hours, since, days=days):
        if current is None:
            current = piece
        elif piece.start <= current.end:
            current = Period(current.start, max(current.end, piece.end))
        else:
            yield current
            current = piece
    if current is not None:
        yield current


def _pieces(hours: Hours, since: datetime, *, days: int) -> Iterator[Period]:
    """Each day's intervals by themselves, in order of their starts."""
    zone = ZoneInfo(hours.zone)
    today = since.astimezone(zone).date()
    for number in range(-1, days + 1):
        day = today + number * _DAY
        for one in sorted(intervals_on(hours, day)):
            start, end = _first(day, one.opens, zone), _end(day, one.closes, zone)
            if start < end:
                yield Period(start, end)


def _first(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first moment the wall clock shows that minute of the day; if it never does, the moment it jumps over it."""
    wall = datetime.combine(day, time()) + minute * _MINUTE
    return walls.first_moment(wall, zone)


def _end(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment after the last one that is before that minute of the day."""
    last = datetime.combine(day, time()) + (minute - 1) * _MINUTE
    moment = walls.shown(last, zone, fold=1)
    return moment + _MINUTE if moment else walls.jump_over(last, zone)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)
