"""What a post must be before it is published, and what its links become; pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from otklik.channels import markup
from otklik.channels.mail.mass import links

ATTEMPTS_MAX: Final = 8
PAUSE_FIRST: Final = timedelta(seconds=10)
PAUSE_MAX: Final = timedelta(hours=1)
AHEAD_MAX: Final = timedelta(days=365)
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
LINK: Final = re.compile(r"https?://[^\s<>\"«»]+")
TAIL: Final = ".,;:!?)]}…"
"""What ends a sentence and not an address."""
PERSONAL: Final = ("{{", "{%")
"""Marks of templates: nobody in particular reads a post, so there is nothing to put there."""


class Place(NamedTuple):
    """A community, with what it takes."""

    title: str
    text_max: int
    pictures_max: int
    text: str


class Problem(NamedTuple):
    reason: str
    community: str = ""


def problem(places: Sequence[Place], *, pictures: int) -> Problem | None:
    """The first that stands in the way; None: it may go."""
    if not places:
        return Problem("no_community")
    for one in places:
        if not one.text.strip() and not pictures:
            return Problem("empty", one.title)
        if any(mark in one.text for mark in PERSONAL):
            return Problem("personal", one.title)
        if markup.utf16_length(one.text) > one.text_max:
            return Problem("too_long", one.title)
        if pictures > one.pictures_max:
            return Problem("too_many_pictures", one.title)
    return None


def marks(kind: str, campaign: str) -> Mapping[str, str]:
    """UTM marks of a community of this kind of channel; none where no campaign is named."""
    return {"utm_source": kind, "utm_medium": "social", "utm_campaign": campaign} if campaign else {}


def marked(text: str, utm: Mapping[str, str]) -> str:
    """The text with UTM marks on its web links."""
    return LINK.sub(lambda found: _marked_link(found[0], utm), text) if utm else text


def _marked_link(found: str, utm: Mapping[str, str]) -> str:
    url = found.rstrip(TAIL)
    try:
        return links.with_utm(url, utm) + found[len(url) :]
    except (links.LinkBroken, ValueError):
        return found


def pause(attempts: int, asked_seconds: float | None) -> timedelta:
    """Before the next attempt; `attempts` were made."""
    own = min(PAUSE_FIRST * 2 ** (attempts - 1), PAUSE_MAX)
    return max(own, min(timedelta(seconds=asked_seconds or 0), PAUSE_MAX))
