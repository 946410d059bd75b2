"""The letters of this domain, in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from otklik.platform import i18n
from otklik.platform.mail import Letter


def invitation(
    *, to: str, locale: str, company: str, inviter: str | None, link: str, until: datetime, time_zone: str
) -> Letter:
    values = {
        "company": company,
        "inviter": inviter or i18n.tr(locale, "workspaces.mail.invitation.somebody"),
        "link": link,
        "until": i18n.day(until, zone=ZoneInfo(time_zone), locale=locale),
    }
    return _letter(to, locale=locale, key="workspaces.mail.invitation", values=values)


def reset(*, to: str, locale: str, link: str) -> Letter:
    return _letter(to, locale=locale, key="workspaces.mail.reset", values={"email": to, "link": link})


def _letter(to: str, *, locale: str, key: str, values: dict[str, str]) -> Letter:
    return Letter(to=to, subject=i18n.tr(locale, f"{key}.subject", values), text=i18n.tr(locale, f"{key}.text", values))
