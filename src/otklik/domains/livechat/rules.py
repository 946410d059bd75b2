"""Decisions of the visitor's side: promises, queues, masks, suggestions, origins. No I/O, no clock, no session."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

TOKEN_LIFE: Final = timedelta(days=180)
"""Since last used: who comes back within it finds the same thread."""
CONTINUATION_LIFE: Final = timedelta(days=7)
START: Final = "otklik"
"""The parameter of a page's address that brings the token of a conversation to be carried on in the site chat."""
HERE: Final = timedelta(minutes=2)
"""A visitor not heard of for longer has left."""
PUSH_PATIENCE: Final = timedelta(seconds=10)
"""A page or an application that is open takes an answer well within it; then nothing rings."""
PUSH_PAUSE: Final = timedelta(minutes=2)
"""Answers that follow each other closer make one sound."""
PUSH_TEXT_MAX: Final = 160
QUIET_FROM: Final = 22
QUIET_TO: Final = 8
"""Hours of the person's own clock between which a push is shown without a sound."""
PREVIEW_LENGTH_MAX: Final = 1_000
SUGGESTIONS_MAX: Final = 5
ANSWERING_ROLES: Final = frozenset({"owner", "administrator", "supervisor", "operator"})
EMAIL: Final = re.compile(r"[^\s@<>(),;:\"\[\]\\]{1,64}@[^\s@<>(),;:\"\[\]\\]+\.[^\s@<>(),;:\"\[\]\\.]{2,}")
EMAIL_LENGTH_MAX: Final = 254

CARD_DIGITS_MIN: Final = 13
_CARD_RUN: Final = re.compile(r"(?<!\d)\d(?:[ .\-\u00a0]?\d){12,18}(?!\d)")
_DIGIT: Final = re.compile(r"\d")
_SHOWN_DIGITS: Final = 6
_WORD: Final = re.compile(r"[^\W_]+")


# ---- availability -------------------------------------------------------------------------------------


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What the visitor is told about the answer; `params` by `code`.

    closed_until {opens_at}; closed {}; usually_within {seconds}; unknown_speed {}; away {}.
    """

    code: str
    params: Mapping[str, str | int] = msgspec.field(default_factory=dict[str, str | int])


def promise(*, is_open: bool, opens_at: datetime | None, online: bool, typical_seconds: int | None) -> Promise:
    """The most that is known to be true now, and nothing more."""
    if not is_open:
        if opens_at is None:
            return Promise(code="closed")
        return Promise(code="closed_until", params={"opens_at": opens_at.isoformat()})
    if not online:
        return Promise(code="away")
    if typical_seconds is None:
        return Promise(code="unknown_speed")
    return Promise(code="usually_within", params={"seconds": typical_seconds})


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """`position` 1 is the next. `wait_seconds` is null when nothing true can be said."""

    position: int
    wait_seconds: int | None


def queue(
    *,
    waiting_since: datetime | None,
    others: Sequence[datetime],
    typical: int | None,
    now: datetime,
    answered: bool = False,
    place: int | None = None,
) -> Queue | None:
    """The visitor's place among those who wait; one who has not written yet would come last, one `answered` has none.

    `place` is the one in the queue that a rule gives out, where there is one: priorities and teams count there.
    `others`: since when each other customer waits. None when nobody waits, the visitor neither. Who has waited longer
    than is typical is promised no time at all.
    """
    if waiting_since is None and answered:
        return None
    if waiting_since is None:
        return Queue(position=len(others) + 1, wait_seconds=typical) if others else None
    ahead = sum(1 for one in others if one < waiting_since)
    left = None if typical is None else typical - round((now - waiting_since).total_seconds())
    return Queue(position=place or ahead + 1, wait_seconds=left if left is not None and left > 0 else None)


# ---- what is typed ------------------------------------------------------------------------------------


def masked(text: str) -> str:
    """The text with payment card numbers hidden but for six digits: the second mask, behind the browser's own."""
    return _CARD_RUN.sub(lambda run: _hidden(run[0]) if passes_luhn(run[0]) else run[0], text)


def preview(text: str) -> str:
    """What an operator may see of a text that is not sent: its last part, cards masked before it is cut."""
    return masked(text.replace("\0", ""))[-PREVIEW_LENGTH_MAX:]


def passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B; separators are passed over."""
    digits = [int(digit) for digit in _DIGIT.findall(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return len(digits) >= CARD_DIGITS_MIN and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _hidden(run: str) -> str:
    shown = 0

    def hide(digit: re.Match[str]) -> str:
        nonlocal shown
        shown += 1
        return digit[0] if shown <= _SHOWN_DIGITS else "•"

    return _DIGIT.sub(hide, run)


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A ready question; `url` leads to a page that answers it."""

    title: str
    url: str | None = None


def suggestions(q: str, entries: Sequence[str]) -> list[Suggestion]:
    """Entries in which some word begins with each word typed, best first: those that begin with the text itself."""
    typed = _words(q)
    if not typed:
        return []
    fitting = [one for entry in entries if (one := _suggestion(entry)).title and _fits(typed, _words(one.title))]
    folded = _folded(q.strip())
    ranked = sorted(fitting, key=lambda one: not _folded(one.title).startswith(folded))
    return ranked[:SUGGESTIONS_MAX]


def _suggestion(entry: str) -> Suggestion:
    title, _, url = entry.partition("|")
    link = url.strip()
    return Suggestion(title=title.strip(), url=link if link.startswith(("https://", "http://")) else None)


def _fits(typed: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in typed)


def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


# ---- what rings ---------------------------------------------------------------------------------------


def is_loud(*, rung_at: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a push may make a sound: not at night by the person's clock, and not right after another."""
    hour = now.astimezone(zone).hour
    return QUIET_TO <= hour < QUIET_FROM and (rung_at is None or now - rung_at >= PUSH_PAUSE)


def push_text(text: str, *, author: str) -> str:
    """`Анна: Есть, три сорта`; of a long text its beginning."""
    words = " ".join(text.split())
    whole = f"{author}: {words}" if author and words else words
    return whole if len(whole) <= PUSH_TEXT_MAX else whole[: PUSH_TEXT_MAX - 1].rstrip() + "…"


# ---- who asks -----------------------------------------------------------------------------------------


def origin_allowed(origin: str, *, allowed: Sequence[str], own_host: str) -> bool:
    """Whether a page of this origin may use the channel; the server's own pages always may (the widget's frame)."""
    if not origin or not allowed or urlsplit(origin).netloc == own_host:
        return True
    return origin.rstrip("/").lower() in {one.rstrip("/").lower() for one in allowed}


def origin_of(url: str) -> str:
    """`https://shop.example/cart?x=1` is `https://shop.example`; empty when it is no web address."""
    parts = urlsplit(url) if url.isprintable() else None
    return f"{parts.scheme}://{parts.netloc}" if parts and parts.scheme in {"http", "https"} and parts.netloc else ""


def came_by(url: str) -> tuple[str, str]:
    """The address without our token, and the token: it is nobody's business where the page's address is kept."""
    head, mark, query = url.partition("?")
    if not mark or f"{START}=" not in query:
        return url, ""
    query, hash_mark, fragment = query.partition("#")
    found = [one for one in query.split("&") if one.startswith(f"{START}=")]
    rest = "&".join(one for one in query.split("&") if one not in found)
    return head + (f"?{rest}" if rest else "") + hash_mark + fragment, found[0].partition("=")[2] if found else ""


def device(user_agent: str) -> str:
    """phone, tablet or desktop: as much as is needed to help, and no fingerprint."""
    if "iPad" in user_agent or "Tablet" in user_agent or ("Android" in user_agent and "Mobile" not in user_agent):
        return "tablet"
    return "phone" if "Mobi" in user_agent else "desktop"


def language(given: str) -> str:
    """`ru-RU` is `ru`; what is no language is nothing."""
    first = given.strip().lower()[:2]
    return first if first.isascii() and first.isalpha() and len(first) == 2 else ""


def is_email(address: str) -> bool:
    return len(address) <= EMAIL_LENGTH_MAX and EMAIL.fullmatch(address) is not None


def is_voice_note(name: str, media_type: str) -> bool:
    """The widget's recorder calls its recordings `voice.<extension>`."""
    return media_type.startswith("audio/") and name.startswith("voice.")


def state_shown(*, direction: str, state: str | None, shown: bool, seen: bool) -> str:
    """The state a visitor sees. Of their own: sent, delivered to a screen, read; of ours: what the ledger knows."""
    if direction == "in":
        return "read" if seen else "delivered" if shown else "sent"
    return state if state in {"delivered", "read"} else "sent"
