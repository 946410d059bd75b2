"""Holidays by country and region, as the `holidays` package knows them, with the short days some laws add.

https://pypi.org/project/holidays. Computed, not fetched: no network, a millisecond a country and year.
"""

import warnings
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays
import msgspec

YEAR_MIN: Final = 2000
YEAR_MAX: Final = 2100
SHORTER_MINUTES: Final = 60
"""How much earlier the working day before a holiday ends: Labour Code of the Russian Federation, article 95."""

_PUBLIC_RU: Final = frozenset({*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
"""The holidays themselves (article 112), without days off moved to other dates: only they shorten the day before."""
_DAY: Final = timedelta(days=1)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Whose holidays are kept. `overruled` dates are days like any other; `short_eves`: the day before ends earlier."""

    country: str
    region: str = ""
    short_eves: bool = True
    overruled: frozenset[date] = frozenset()


class Region(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Sequence[str]]:
    """Codes of regions by code of country (ISO 3166)."""
    return holidays.list_supported_countries(include_aliases=False)


def regions(country: str) -> list[Region]:
    """The regions whose holidays differ, by name."""
    names = {code: name for name, code in _known(country, "", 2000, "").subdivisions_aliases.items()}
    found = [Region(code=code, name=names.get(code, code)) for code in countries()[country]]
    return sorted(found, key=lambda one: one.name)


@lru_cache(maxsize=2_000)
def days_off(country: str, region: str, year: int, language: str = "") -> Mapping[date, str]:
    """Holidays of a year and what they are called: in `language` where the country's list has it, else its own."""
    if not YEAR_MIN <= year <= YEAR_MAX:
        return {}
    return dict(sorted(_known(country, region, year, language).items()))


def is_holiday(kept: Kept, day: date) -> bool:
    return day not in kept.overruled and day in days_off(kept.country, kept.region, day.year)


def is_short(kept: Kept, day: date) -> bool:
    """Whether the next day is a holiday of those that shorten the day before. Only where the law knows such days."""
    if not kept.short_eves or kept.country != "RU":
        return False
    eve_of = day + _DAY
    return (eve_of.month, eve_of.day) in _PUBLIC_RU and is_holiday(kept, eve_of)


def has_short_days(country: str) -> bool:
    return country == "RU"


def _known(country: str, region: str, year: int, language: str) -> holidays.HolidayBase:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of years it has only estimates for
        spoken = holidays.list_localized_countries(include_aliases=False).get(country, [])
        chosen = next((one for one in spoken if language and one.startswith(language)), None)
        if chosen is None:  # left to itself the package asks the server's environment for a language
            chosen = holidays.country_holidays(country).default_language
        return holidays.country_holidays(country, subdiv=region or None, years=year, language=chosen)
