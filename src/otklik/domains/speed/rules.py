"""Decisions of speed: what period is asked for, how waits are counted."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.domains.speed.errors import PeriodInvalid

DEFAULT: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=400)
ENOUGH: Final = 5
"""Fewer answers than this are shown as "not enough data" beside the figure."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


def period(start: datetime | None, end: datetime | None, *, now: datetime) -> Period:
    """The period asked for; the last seven days by default. Raises `PeriodInvalid`."""
    chosen_end = end or now
    chosen_start = start or chosen_end - DEFAULT
    if chosen_start.tzinfo is None or chosen_end.tzinfo is None:
        raise PeriodInvalid(params={"reason": "no_time_zone"})
    if chosen_start >= chosen_end:
        raise PeriodInvalid(params={"reason": "empty"})
    if chosen_end - chosen_start > LONGEST:
        raise PeriodInvalid(params={"reason": "too_long", "days_max": LONGEST.days})
    return Period(start=chosen_start, end=chosen_end)
