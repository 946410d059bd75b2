"""How often somebody buys, and how much later than that they are: each is measured by their own rhythm. Pure.

That a pause means leaving only against how often this very customer buys is the premise of Schmittlein, Morrison and
Colombo, Counting Your Customers (1987); first purchase, last and how many are all that they need of a person. Their
model is not used: nobody could say in a word why it takes somebody for lost, and a pause twice the usual is one.
"""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

PURCHASES_MIN: Final = 3
"""Two make one interval, which is no habit."""
SPAN_MIN: Final = timedelta(days=2)
"""From the first purchase to the last. Three on different days lie so far apart; three on one day are one visit."""
INTERVAL_MIN: Final = timedelta(days=1)
"""Who buys twice a day is not late in the evening."""
LATE: Final = 1.5
"""From how many usual intervals a card says so."""


class Rhythm(NamedTuple):
    """The usual interval is `whole / parts`: kept apart, so that nothing is rounded before it is compared."""

    whole: timedelta
    parts: int
    last_at: datetime

    @property
    def every(self) -> timedelta:
        """Whole microseconds."""
        return self.whole // self.parts

    def lateness(self, now: datetime) -> Fraction:
        """How many usual intervals ago they bought last; below 0 where clocks differ."""
        return Fraction(_microseconds(now - self.last_at) * self.parts, _microseconds(self.whole))


def rhythm(*, count: int, first_at: datetime, last_at: datetime) -> Rhythm | None:
    """None: too little is known to say what is usual."""
    span = last_at - first_at
    if count < PURCHASES_MIN or span < SPAN_MIN:
        return None
    return Rhythm(whole=max(span, INTERVAL_MIN * (count - 1)), parts=count - 1, last_at=last_at)


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
