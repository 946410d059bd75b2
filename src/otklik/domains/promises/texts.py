"""What customers read: when the answer comes, who answers meanwhile, where it is quicker; in their language."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list

from otklik.domains.promises.rules import DAY, HOUR, MINUTE
from otklik.domains.promises.schemas import Current
from otklik.domains.schedule import service as schedule
from otklik.platform.i18n import DEFAULT, LOCALES, clock_time, tr

PROMISE: Final = "{when}"
"""Where a company's own words want the promise."""


def autoreply(words: str, *, promise: str, deputy: str, other_channels: Sequence[str], locale: str) -> str:
    """The whole reply. `words` are the company's own, or empty for the standard ones."""
    locale = known(locale)
    reply = words.strip() or tr(locale, "promises.thanks")
    # plain replacement: braces a company writes for itself must not fail
    reply = reply.replace(PROMISE, promise) if PROMISE in reply else f"{reply} {promise}"
    return " ".join(part for part in (reply.strip(), deputy, open_elsewhere(other_channels, locale=locale)) if part)


def promised(current: Current, *, locale: str, at: datetime) -> str:
    """`Ответим примерно через 10 минут.`, `Ответим завтра с 9:00.`; empty when nothing true can be said."""
    locale = known(locale)
    match current.code:
        case "within" if current.basis.promised_seconds is not None:
            duration = lasting(current.basis.promised_seconds, locale=locale)
            return tr(locale, "promises.within", {"duration": duration})
        case "by" if current.due_at is not None:
            return _moment("by", current.due_at, locale=locale, at=at, zone=current.time_zone)
        case "from" if current.opens_at is not None:
            return _moment("from", current.opens_at, locale=locale, at=at, zone=current.time_zone)
        case "closed":
            return tr(locale, "promises.closed")
        case _:
            return ""


def lasting(seconds: int, *, locale: str) -> str:
    """`10 минут`, `1 час`: one unit, as the rules round them."""
    unit, size = next(
        ((name, one) for name, one in (("days", DAY), ("hours", HOUR)) if seconds >= one and seconds % one == 0),
        ("minutes", MINUTE),
    )
    return tr(known(locale), f"promises.{unit}", {"count": -(-seconds // size)})


def open_elsewhere(channels: Sequence[str], *, locale: str) -> str:
    """`Сейчас быстрее ответим здесь: Telegram и почта.`; empty when there are none."""
    if not channels:
        return ""
    return tr(locale, "promises.open_elsewhere", {"channels": format_list(list(channels), locale=locale)})


def usually(seconds: int | None, *, hours: str, locale: str) -> str:
    """What a badge says: the speed; too few answers: the hours; no hours in a line either: that there is no figure."""
    locale = known(locale)
    if seconds is not None:
        return tr(locale, "promises.badge.usually", {"duration": lasting(seconds, locale=locale)})
    return tr(locale, "promises.badge.hours", {"hours": hours}) if hours else tr(locale, "promises.badge.unknown")


def hours_line(hours: schedule.Hours, *, locale: str) -> str:
    """`пн–пт 9:00–18:00`, `ежедневно 9:00–21:00`; empty when the week is not the same interval on days in a row."""
    days = [number for number, day in enumerate(hours.week) if day]
    kinds = {tuple((one.opens, one.closes) for one in day) for day in hours.week if day}
    if len(kinds) != 1 or days != list(range(days[0], days[-1] + 1)):
        return ""
    intervals = kinds.pop()
    if len(intervals) != 1:
        return ""
    locale = known(locale)
    opens, closes = (_clock(one, locale) for one in intervals[0])
    if len(days) == 7:
        always = (intervals[0][0], intervals[0][1]) == ("00:00", "24:00")
        key = "promises.hours.always" if always else "promises.hours.daily"
        return tr(locale, key, {"opens": opens, "closes": closes})
    first, last = (tr(locale, f"promises.day.{number}") for number in (days[0], days[-1]))
    span = first if first == last else f"{first}–{last}"
    return f"{span} {opens}–{closes}"


def known(locale: str) -> str:
    return locale if locale in LOCALES else DEFAULT


def _moment(kind: str, moment: datetime, *, locale: str, at: datetime, zone: str) -> str:
    clock = ZoneInfo(zone)
    local = moment.astimezone(clock)
    named = schedule.when(moment, seen_from=at, zone=zone)
    day = tr(locale, f"promises.on_weekday.{local.weekday()}") if named == "weekday" else ""
    if named == "date":
        day = _date(local, locale)
    return tr(locale, f"promises.{kind}.{named}", {"time": _time(moment, clock, locale), "day": day})


def _date(local: datetime, locale: str) -> str:
    return format_date(local, "d MMMM" if locale == "ru" else "MMMM d", locale=locale)


def _clock(written: str, locale: str) -> str:
    """An hour of the schedule, `09:00` or `24:00`, as `9:00` or `9:00 AM`."""
    if locale == "ru":
        return written.removeprefix("0")
    hour, minute = written.split(":")
    return format_time(time(int(hour) % 24, int(minute)), "short", locale=locale)


def _time(moment: datetime, zone: ZoneInfo, locale: str) -> str:
    """Russian says `9:00`, not `09:00`."""
    written = clock_time(moment, zone=zone, locale=locale)
    return written.removeprefix("0") if locale == "ru" else written
