"""Wire shapes of the schedule; `Hours` is also what the database keeps."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.schedule import calendars, rules

INTERVALS_MAX = 6
EXCEPTIONS_MAX = 400
OVERRULED_MAX = 200

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
    when_busy: bool = False
    """In working hours too, when nobody who may answer is at the desk and a time can be promised."""
    texts: AutoreplyTexts = AutoreplyTexts()


class HolidayRule(Shape, frozen=True, kw_only=True):
    """Whose holidays are kept; no country: none. An exception of the same date always wins."""

    country: Annotated[str, Meta(pattern=r"^([A-Z]{2})?$(?!\n)", examples=["RU"])] = ""
    """ISO 3166-1."""
    region: Annotated[str, Meta(max_length=10)] = ""
    """ISO 3166-2 without the country, where regions differ."""
    short_eves: bool = True
    """The working day before a holiday ends an hour earlier, where the law says so (Russia)."""
    overruled: Annotated[tuple[dt.date, ...], Meta(max_length=OVERRULED_MAX)] = ()
    """Holidays that are worked like any other day."""

    def as_rules(self) -> calendars.Kept | None:
        if not self.country:
            return None
        return calendars.Kept(
            country=self.country,
            region=self.region,
            short_eves=self.short_eves,
            overruled=frozenset(self.overruled),
        )


class Hours(Shape, frozen=True, kw_only=True):
    time_zone: Annotated[str, Meta(min_length=1, max_length=64, examples=["Europe/Moscow"])]
    """IANA name."""
    week: Annotated[tuple[Intervals, ...], Meta(min_length=7, max_length=7)]
    """Seven days, Monday first."""
    exceptions: Annotated[tuple[ExceptionalDay, ...], Meta(max_length=EXCEPTIONS_MAX)] = ()
    holidays: HolidayRule = HolidayRule()
    autoresponder: Autoresponder = Autoresponder()
    inherited: bool = False
    """Read only: the channel or team has no hours of its own, these are those of the team it follows or the company."""
    follows_team_id: UUID | None = None
    """Read only: the team whose hours the channel follows."""

    def as_rules(self) -> rules.Hours:
        return rules.Hours(
            zone=self.time_zone,
            week=[_intervals(day) for day in self.week],
            exceptions={one.date: _intervals(one.intervals) for one in self.exceptions},
            holidays=self.holidays.as_rules(),
        )


class Following(Shape, frozen=True, kw_only=True):
    team_id: UUID


class Holiday(Shape, frozen=True, kw_only=True):
    """`short`: not a day off, but the working day before one."""

    date: dt.date
    name: str
    short: bool = False


class HolidaysOut(Shape, frozen=True, kw_only=True):
    """A year's holidays, and the regions that have some of their own."""

    items: list[Holiday]
    regions: list[calendars.Region]
    short_eves: bool
    """The country's law shortens the day before a holiday."""


class HolidayCountries(Shape, frozen=True, kw_only=True):
    """Codes of the countries whose holidays are known; the desk names them in its own language."""

    items: list[str]


class Availability(Shape, frozen=True, kw_only=True):
    """Whether answers come now.

    `opens_at` is null while open, and when no opening is in sight; `closes_at` while closed, and round the clock.
    """

    open: bool
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None


def _intervals(day: Sequence[Interval]) -> list[rules.Interval]:
    return [rules.interval(one.opens, one.closes) for one in day]
