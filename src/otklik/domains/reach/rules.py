"""Which link leads where, and what a link may be. No I/O, no clock, no session.

tel: RFC 3966; mailto: RFC 6068; sms: RFC 5724; wa.me: digits without a plus; viber://chat: the plus kept, encoded.
"""

import re
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from otklik.domains.reach.schemas import Bilingual, Kind, Language, Way

Reason = Literal["number", "plus", "email", "link", "channel", "twice"]

LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")
_NUMBER: Final = re.compile(r"\+?[0-9*#][0-9 ()\-.\u00a0*#]{1,30}")
_PUNCTUATION: Final = re.compile(r"[^0-9+*#]")
_DIGITS_FULL: Final = range(7, 16)
"""E.164 allows up to 15; fewer than seven is a short number, which has no country."""
_EMAIL: Final = re.compile(r"[^\s@<>(),;:\"\[\]\\?&]{1,64}@[^\s@<>(),;:\"\[\]\\?&]+\.[^\s@<>(),;:\"\[\]\\.?&]{2,}")
_MARKS: Final = {
    "t.me": "telegram",
    "vk.me": "vk",
    "vk.com": "vk",
    "vk.ru": "vk",
    "m.me": "messenger",
    "ig.me": "instagram",
    "instagram.com": "instagram",
    "max.ru": "max",
    "avito.ru": "avito",
    "ok.ru": "odnoklassniki",
    "wa.me": "whatsapp",
}
BY_PHONE: Final = frozenset({"phone", "sms", "whatsapp", "viber", "telegram", "max"})
CALLS: Final = frozenset({"phone", "sms"})


def fault(entry: Way) -> Reason | None:
    """What is wrong with a free entry; of a channel, only that it names none."""
    value = entry.value.strip()
    match entry.kind:
        case "channel":
            return None if entry.channel_id else "channel"
        case "email":
            return None if _EMAIL.fullmatch(value) else "email"
        case "link":
            return None if is_link(value) else "link"
        case "phone" | "sms":
            return None if _NUMBER.fullmatch(value) else "number"
        case _:
            if not _NUMBER.fullmatch(value):
                return "number"
            return None if value.startswith("+") and len(digits(value)) in _DIGITS_FULL else "plus"


def is_link(value: str) -> bool:
    """A whole web address of a named host: nothing that a browser would run."""
    if not value.isascii() or not value.isprintable() or re.search(r"[\s<>\"'\\`]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and "@" not in parts.netloc


def link(kind: Kind, value: str, text: str) -> str:
    """The address of a free entry. `value` has no `fault`."""
    value, words = value.strip(), quote(text.strip(), safe="")
    number = _PUNCTUATION.sub("", value)
    match kind:
        case "phone":
            return f"tel:{quote(number, safe='+*')}"
        case "sms":
            return f"sms:{quote(number, safe='+*')}{f'?body={words}' if words else ''}"
        case "email":
            return f"mailto:{quote(value, safe='@.+-_')}{f'?subject={words}' if words else ''}"
        case "whatsapp":
            return f"https://wa.me/{digits(value)}{f'?text={words}' if words else ''}"
        case "viber":
            return f"viber://chat?number=%2B{digits(value)}"
        case _:
            return value


def digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)


def mark(kind: Kind, value: str) -> str:
    """What picture and name a free entry has: a link's by its host."""
    if kind != "link":
        return kind
    host = (urlsplit(value.strip()).hostname or "").removeprefix("www.")
    return _MARKS.get(host, "link")


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
