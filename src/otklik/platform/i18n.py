"""Texts that the server itself must write to people (autoresponders, mails): catalogues, plurals, dates.

Screens translate codes on their side; this is only for what leaves without a screen.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time

LOCALES: Final = ("en", "ru")
DEFAULT: Final = "en"
_TWICE_QUOTED: Final = re.compile("«([^«»]{0,200}«[^«»]{0,200}»)»")
"""A name that has quotation marks of its own, as most Russian companies do, is not put into further ones."""

_PAIR: Final = re.compile(r"(?<=\d) (?=[^\W\d_])")
"""Between a number and its unit: `5 минут`, `9:00 AM`."""


@cache
def catalogue(locale: str) -> Mapping[str, str | Mapping[str, str]]:
    """The texts of one locale by key; plural texts are mappings by CLDR category."""
    chosen = locale if locale in LOCALES else DEFAULT
    raw = resources.files("otklik").joinpath("locales", f"{chosen}.json").read_text(encoding="utf-8")
    return json.loads(raw)


def tr(locale: str, key: str, values: Mapping[str, object] | None = None) -> str:
    """The text of `key` with `{name}` filled in. A plural text is chosen by `values["count"]`."""
    found = catalogue(locale).get(key)
    if found is None:
        found = catalogue(DEFAULT)[key]
    if not isinstance(found, str):
        amount = (values or {}).get("count", 0)
        category = Locale.parse(locale if locale in LOCALES else DEFAULT).plural_form(
            amount if isinstance(amount, int | float) else 0
        )
        found = found.get(category) or found["other"]
    return _TWICE_QUOTED.sub(r"\1", found.format_map(dict(values or {})))


def unbroken(text: str) -> str:
    """The text with every number on one line with its unit, for what is read on paper or on a page."""
    return _PAIR.sub("\u00a0", text)


def choose(text: Mapping[str, str], locale: str) -> str:
    """One language of a text that carries several (`Manifest.title`)."""
    return text.get(locale) or text.get(DEFAULT) or next(iter(text.values()), "")


def clock_time(moment: datetime, *, zone: ZoneInfo, locale: str) -> str:
    """`14:05` or `2:05 PM`, in the given zone."""
    return format_time(moment.astimezone(zone), "short", locale=locale)


def day(moment: datetime, *, zone: ZoneInfo, locale: str) -> str:
    """`суббота, 21 ноября` or `Saturday, November 21`, in the given zone."""
    pattern = "EEEE, d MMMM" if locale == "ru" else "EEEE, MMMM d"
    return format_date(moment.astimezone(zone), pattern, locale=locale)
