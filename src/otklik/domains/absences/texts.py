"""What customers are told of an absence, in their language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from otklik.platform.i18n import DEFAULT, LOCALES, clock_time, tr


def reply(words: str, *, locale: str, kind: str, name: str, deputy: str, team: str, until: str) -> str:
    """`words` are the person's own, with `{name}`, `{until}` and `{deputy}`; empty: the standard ones.

    Why somebody is ill or away is nobody's business: only a holiday is called by its name.
    """
    who = deputy or (tr(_known(locale), "absences.reply.team", {"team": team}) if team else "")
    if words.strip():
        # plain replacement: braces a person writes for themselves must not fail
        colleagues = who or tr(_known(locale), "absences.reply.colleagues")
        return words.strip().replace("{name}", name).replace("{until}", until).replace("{deputy}", colleagues)
    why = "holiday" if kind == "holiday" else "away"
    by = "deputy" if who else "nobody"
    return tr(_known(locale), f"absences.reply.{why}.{by}", {"name": name, "until": until, "deputy": who})


def until(moment: datetime, *, at: datetime, zone: str, locale: str) -> str:
    """`3 декабря`; on the very day the time: `18:00`."""
    clock = ZoneInfo(zone)
    local = moment.astimezone(clock)
    if local.date() == at.astimezone(clock).date():
        return clock_time(moment, zone=clock, locale=locale)
    return format_date(local, "d MMMM" if locale == "ru" else "MMMM d", locale=_known(locale))


def _known(locale: str) -> str:
    return locale if locale in LOCALES else DEFAULT
