"""The company as schema.org's Organization with its ContactPoints, for search engines (https://schema.org/ContactPoint)."""

from typing import Any, Final
from urllib.parse import unquote

import msgspec

from otklik.domains.reach.schemas import ShownEntry, ShownKit
from otklik.domains.schedule import service as schedule

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST_MINUTE: Final = "23:59"
"""schema.org has no 24:00."""

Obj = dict[str, Any]  # Any: JSON


def organization(kit: ShownKit, hours: schedule.Hours) -> bytes:
    """JSON that may stand in a script element: no `<` is left in it."""
    opens = _opening(hours)
    points = [_point(one, opens) for one in kit.entries]
    document: Obj = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": kit.company,
        "url": kit.page_url,
        "contactPoint": points,
    }
    text = msgspec.json.encode(document).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode()


def _point(entry: ShownEntry, opens: list[Obj]) -> Obj:
    point: Obj = {"@type": "ContactPoint", "contactType": "customer service", "name": entry.title}
    if entry.url.startswith(("tel:", "sms:")):
        point["telephone"] = unquote(entry.url[4:].partition("?")[0])
    elif entry.url.startswith("mailto:"):
        point["email"] = unquote(entry.url[7:].partition("?")[0])
    else:
        point["url"] = entry.url
    if entry.note:
        point["description"] = entry.note
    if opens:
        point["hoursAvailable"] = opens
    return point


def _opening(hours: schedule.Hours) -> list[Obj]:
    """The company's week; holidays are left to the page, which knows today."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[number]}",
            "opens": one.opens,
            "closes": LAST_MINUTE if one.closes == "24:00" else one.closes,
        }
        for number, day in enumerate(hours.week)
        for one in day
    ]
