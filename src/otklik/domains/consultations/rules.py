"""Decisions of consultations: which deadline can be kept. No I/O."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OPEN_MAX: Final = 20
"""Open consultations of one conversation."""
LONGEST: Final = timedelta(days=30)


def is_possible(due_at: datetime, *, now: datetime) -> bool:
    return due_at.tzinfo is not None and now < due_at <= now + LONGEST


def day_of(due_at: datetime, *, seen_from: datetime, zone: str) -> str:
    """How the day of a deadline is said: today, tomorrow or date."""
    clock = ZoneInfo(zone)
    days = (due_at.astimezone(clock).date() - seen_from.astimezone(clock).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, "date")
