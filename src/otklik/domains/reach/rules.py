"""Which link leads where, what a link may be, which shop is nearest. No I/O, no clock, no session.

tel: RFC 3966; mailto: RFC 6068; sms: RFC 5724. Messengers' own links come from their providers.
"""

import re
from collections.abc import Collection, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from otklik.domains.reach.place_schemas import Place as Point
from otklik.domains.reach.schemas import Bilingual, Kind, Language, Way

Reason = Literal["number", "email", "link", "channel", "twice"]

LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")
_NUMBER: Final = re.compile(r"\+?[0-9*#][0-9 ()\-.\u00a0*#]{1,30}")
_PUNCTUATION: Final = re.compile(r"[^0-9+*#]")
_EMAIL: Final = re.compile(r"[^\s@<>(),;:\"\[\]\\?&]{1,64}@[^\s@<>(),;:\"\[\]\\?&]+\.[^\s@<>(),;:\"\[\]\\.?&]{2,}")
CALLS: Final = frozenset({"phone", "sms"})
WEB: Final = frozenset({"http", "https"})
EARTH_METERS: Final = 6_371_009


def fault(way: Way, *, schemes: Collection[str]) -> Reason | None:
    """What is wrong with a free way; of a channel, only that it names none. `schemes` are the messengers' own."""
    value = way.value.strip()
    match way.kind:
        case "channel":
            return None if way.channel_id else "channel"
        case "email":
            return None if _EMAIL.fullmatch(value) else "email"
        case "link":
            return None if is_link(value, schemes=schemes) else "link"
        case _:
            return None if _NUMBER.fullmatch(value) else "number"


def is_link(value: str, *, schemes: Collection[str] = ()) -> bool:
    """A whole web address of a named host, or one that a messenger's application opens: nothing a browser would run."""
    if not value.isprintable() or re.search(r"[\s<>\"'\\`]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if parts.scheme in schemes:
        return bool(parts.netloc)
    return parts.scheme in WEB and "." in (parts.hostname or "") and "@" not in parts.netloc


def link(kind: Kind, value: str, text: str) -> str:
    """The address of a free way. `value` has no `fault`."""
    value, words = value.strip(), quote(text.strip(), safe="")
    number = quote(_PUNCTUATION.sub("", value), safe="+*")
    match kind:
        case "phone":
            return f"tel:{number}"
        case "sms":
            return f"sms:{number}{f'?body={words}' if words else ''}"
        case "email":
            return f"mailto:{quote(value, safe='@.+-_')}{f'?subject={words}' if words else ''}"
        case _:
            return value


def door(url: str) -> str:
    """By what a link is known for a messenger's: the host on the web, else the scheme of its application."""
    parts = urlsplit(url)
    if parts.scheme in WEB:
        return (parts.hostname or "").removeprefix("www.")
    return f"{parts.scheme}:" if parts.scheme and url.startswith(f"{parts.scheme}://") else ""


def by_phone(url: str) -> bool:
    """Whether a computer has nothing to open it with, as a rule."""
    return urlsplit(url).scheme not in {*WEB, "mailto"}


def said(words: Bilingual, language: str) -> str:
    """One language's text, else the other's."""
    first, second = (words.ru, words.en) if language == "ru" else (words.en, words.ru)
    return first.strip() or second.strip()


def language(asked: str, accepted: str) -> Language | None:
    """`asked` in the address, else the best of Accept-Language (RFC 9110, 12.5.4); None: neither knows one of ours."""
    for one in (asked, *_preferred(accepted)):
        for known in LANGUAGES:
            if one[:2].lower() == known:
                return known
    return None


def _preferred(accepted: str) -> list[str]:
    weighed = [_weighed(part) for part in accepted.split(",")[:20]]
    return [name for weight, name in sorted(weighed, key=lambda one: -one[0]) if weight > 0]


def _weighed(part: str) -> tuple[float, str]:
    name, _, weight = part.partition(";")
    found = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight)
    return (float(found[1]) if found else 1.0 if not weight else 0.0), name.strip()


def nearest(points: Sequence[Point], *, latitude: float, longitude: float, limit: int) -> list[Point]:
    """The nearest first, over the shorter way around the globe."""
    return sorted(points, key=lambda one: meters(latitude, longitude, one.latitude, one.longitude))[:limit]


def meters(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Along the great circle, by the haversine formula (Sinnott, Virtues of the Haversine, 1984)."""
    here, there = radians(latitude), radians(other_latitude)
    across, along = (there - here) / 2, radians(other_longitude - longitude) / 2
    chord = sin(across) ** 2 + cos(here) * cos(there) * sin(along) ** 2
    return 2 * EARTH_METERS * asin(min(1.0, sqrt(chord)))
