"""Wire shapes of the schedule; `Hours` is also what the database keeps."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from otklik.domains.schedule import rules

INTERVALS_MAX = 6
EXCEPTIONS_MAX = 400

Opening = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", examples=["09:00"])]
Closing = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$(?!\n)", examples=["18:00"])]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Interval(Shape, frozen=True, kw_only=True):
    """Wall-clock times. A `closes` before `opens` lies in the next day; `24:00` is the day's end."""

    opens: Opening
    closes: Closing


Intervals = Annotated[tuple[Interval, ...], Meta(max_length=INTERVALS_MAX)]


class ExceptionalDay(Shape, frozen=True, kw_only=True):
    """What opens on one date instead of its weekday's intervals; none: closed."""

    date: dt.date
    intervals: Intervals = ()
    note: Annotated[str, Meta(max_length=200)] = ""


class AutoreplyTexts(Shape, frozen=True, kw_only=True):
    """The company's own words by language; empty: the standard words.

    `{when}` stands for when the answer comes; where it is not placed, it is added at the end.
    """

    ru: Annotated[str, Meta(max_length=2_000)] = ""
    en: Annotated[str, Meta(max_length=2_000)] = ""


class Autoresponder(Shape, frozen=True, kw_only=True):
    enabled: bool = False
    texts: AutoreplyTexts = AutoreplyTexts()


class Hours(Shape, frozen=True, kw_only=True):
    time_zone: Annotated[str, Meta(min_length=1, max_length=64, examples=["Europe/Moscow"])]
    """IANA name."""
    week: Annotated[tuple[Intervals, ...], Meta(min_length=7, max_length=7)]
    """Seven days, Monday first."""
    exceptions: Annotated[tuple[ExceptionalDay, ...], Meta(max_length=EXCEPTIONS_MAX)] = ()
    autoresponder: Autoresponder = Autoresponder()
    inherited: bool = False
    """Read only: the channel has no hours of its own, these are the company's."""

    def as_rules(self) -> rules.Hours:
        return rules.Hours(
            zone=self.time_zone,
            week=[_intervals(day) for day in self.week],
            exceptions={one.date: _intervals(one.intervals) for one in self.exceptions},
        )


class Availability(Shape, frozen=True, kw_only=True):
    """Whether answers come now.

    `opens_at` is null while open, and when no opening is in sight; `closes_at` while closed, and round the clock.
    """

    open: bool
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None


def _intervals(day: Sequence[Interval]) -> list[rules.Interval]:
    return [rules.interval(one.opens, one.closes) for one in day]
