"""The autoresponder's words: when the answer comes, in the customer's language, and where it is quicker."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list

from otklik.domains.schedule import rules
from otklik.domains.schedule.rules import When
from otklik.platform.i18n import DEFAULT, LOCALES, clock_time, tr

PROMISE: Final = "{when}"
"""Where a company's own words want the promise."""


def autoreply(
    words: str, *, locale: str, opens_at: datetime | None, at: datetime, zone: str, other_channels: Sequence[str]
) -> str:
    """The whole reply. `words` are the company's own, or empty for the standard ones."""
    locale = locale if locale in LOCALES else DEFAULT
    promise = promised(opens_at, locale=locale, at=at, zone=zone)
    reply = words.strip() or tr(locale, "schedule.autoreply.thanks")
    # plain replacement: braces a company writes for itself must not fail
    reply = reply.replace(PROMISE, promise) if PROMISE in reply else f"{reply} {promise}"
    return f"{reply} {open_elsewhere(other_channels, locale=locale)}".strip()


def promised(opens_at: datetime | None, *, locale: str, at: datetime, zone: str) -> str:
    """`Ответим завтра с 9:00.`"""
    if opens_at is None:
        return tr(locale, "schedule.promise.unknown")
    clock = ZoneInfo(zone)
    local = opens_at.astimezone(clock)
    named = rules.when(opens_at, seen_from=at, zone=zone)
    day = tr(locale, f"schedule.on_weekday.{local.weekday()}") if named is When.WEEKDAY else ""
    if named is When.DATE:
        day = format_date(local, "d MMMM" if locale == "ru" else "MMMM d", locale=locale)
    return tr(locale, f"schedule.promise.{named.value}", {"time": _time(opens_at, clock, locale), "day": day})


def open_elsewhere(channels: Sequence[str], *, locale: str) -> str:
    """`Сейчас отвечаем в других каналах: Telegram и почта.`; empty when there are none."""
    if not channels:
        return ""
    return tr(locale, "schedule.open_elsewhere", {"channels": format_list(list(channels), locale=locale)})


def _time(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Russian says `9:00`, not `09:00`."""
    written = clock_time(moment, zone=zone, locale=locale)
    return written.removeprefix("0") if locale == "ru" else written
