"""Decisions of tasks: which deadline can be kept, when to remind of it, when to look again. No I/O."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OPEN_MAX: Final = 100
"""Open tasks of one person."""
LONGEST: Final = timedelta(days=731)
REMINDED_BEFORE: Final = timedelta(minutes=10)
"""How long before a moment its owner is reminded."""
REMINDED_AT: Final = time(9)
"""When, on a day without a time, its owner is reminded."""


def end_of(day: date, *, zone: str) -> datetime | None:
    """The first moment at which the day is over in the zone, of two midnights the first; None at the end of time."""
    if day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def is_possible(due_at: datetime, *, now: datetime) -> bool:
    return due_at.tzinfo is not None and now < due_at <= now + LONGEST


def remind_at(due_at: datetime, *, due_on: date | None, zone: str, now: datetime) -> datetime | None:
    """When to remind before it is due; None when that moment is over."""
    if due_on is None:
        moment = due_at - REMINDED_BEFORE
    else:
        moment = datetime.combine(due_on, REMINDED_AT, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return moment if moment > now else None


def next_moment(
    *, due_at: datetime, remind: datetime | None, snoozed_until: datetime | None, told_overdue: bool
) -> datetime | None:
    """When to look at an open task again: at the end of its rest, else at the reminder, else when it is due."""
    if snoozed_until is not None:
        return snoozed_until
    if remind is not None:
        return min(remind, due_at)
    return None if told_overdue else due_at
