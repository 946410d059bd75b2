"""Decisions of debts: what may be put off until when, when the company's day ends. No I/O."""

from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

When = Literal["overdue", "today", "later", "resting"]
Whose = Literal["mine", "team", "all"]
Kind = Literal[
    "unanswered",
    "missed",
    "promised",
    "target_broken",
    "unsolved",
    "bounced",
    "failed",
    "snoozed",
    "task",
    "consultation",
]
LONGEST_REST: Final = timedelta(days=92)
"""What nobody wants to see for longer is to be done with."""


def may_rest(until: datetime, *, now: datetime) -> bool:
    return until.tzinfo is not None and now < until <= now + LONGEST_REST


def end_of_day(now: datetime, *, zone: str) -> datetime:
    """The first moment of tomorrow on the company's wall clock."""
    clock = ZoneInfo(zone)
    return datetime.combine(now.astimezone(clock).date() + timedelta(days=1), time.min, tzinfo=clock)
