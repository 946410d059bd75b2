"""Which moments a window means in the company's time zone, and on which days a date of a year comes round."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.domains.segments.rules import tree

Bounds = tuple[datetime | None, datetime | None]
"""From the first moment on, to just before the second; None: open."""

LEAP_YEAR: Final = 2000
_DAY: Final = timedelta(days=1)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there; where clocks skip midnight, the moment at which they do.

    At the ends of the calendar the first or the last moment there is.
    """
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return _FIRST if day.year == date.min.year else _LAST


def today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def bounds(window: tree.Window, *, now: datetime, zone: ZoneInfo) -> Bounds:
    """The moments of a window as it stands now."""
    if isinstance(window, tree.Last):
        if window.unit == "hours":
            return now - timedelta(hours=window.amount), None
        return midnight(today(now, zone) - timedelta(days=window.amount), zone), None
    if isinstance(window, tree.Older):
        return None, midnight(today(now, zone) - timedelta(days=window.days), zone)
    if isinstance(window, tree.Between):
        since = midnight(window.since, zone) if window.since else None
        until = window.until if window.until != date.max else None
        return since, midnight(until + _DAY, zone) if until else None
    return None, None


def rolling(window: tree.Window) -> tree.Last | None:
    """The days or hours behind which things fall as time goes on; None: the window stands still."""
    if isinstance(window, tree.Older):
        return tree.Last(amount=window.days)
    return window if isinstance(window, tree.Last) else None


def days_of_year(day: date, *, low: int, high: int) -> list[str]:
    """`MM-DD` of what is celebrated from `low` to `high` days from `day`."""
    found: dict[str, None] = {}
    for ahead in range(low, high + 1):
        one = day + timedelta(days=ahead)
        found[_month_day(one)] = None
        if _month_day(one) == "02-28" and not _leap(one.year):
            found["02-29"] = None
    return list(found)


def next_changes(now: datetime, zone: ZoneInfo, *, low: int, high: int) -> dict[str, datetime]:
    """For each `MM-DD`: the next midnight at which whether it is within these days may change."""
    day = today(now, zone)
    found: dict[str, datetime] = {}
    for month_day in _every_month_day():
        turns = (turn for party in _celebrated(month_day, day.year) for turn in _turns(party, low=low, high=high))
        later = [turn for turn in turns if turn > day]
        if later:
            found[month_day] = midnight(min(later), zone)
    return found


def _turns(party: date, *, low: int, high: int) -> tuple[date, date]:
    """The day on which it comes within reach, and the first on which it is gone."""
    return party - timedelta(days=high), party - timedelta(days=low) + _DAY


def _celebrated(month_day: str, year: int) -> Iterator[date]:
    month, day = map(int, month_day.split("-"))
    for one in range(year - 1, year + 3):
        yield date(one, month, 28 if month_day == "02-29" and not _leap(one) else day)


def _every_month_day() -> Iterator[str]:
    first = date(LEAP_YEAR, 1, 1)
    return (_month_day(first + timedelta(days=number)) for number in range(366))


def _month_day(day: date) -> str:
    return f"{day.month:02d}-{day.day:02d}"


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
