"""What a rule looks at, and what it finds."""

from typing import Final

import msgspec

KINDS: Final = ("unanswered_question", "ignored_wish", "known_data", "brush_off", "wrong_language")
EXCERPT_LENGTH: Final = 120


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the contact's card tells; empty where it does not."""

    phone: str = ""
    email: str = ""
    name: str = ""
    city: str = ""
    wishes: str = ""
    """Attributes and notes in which a wish may stand."""


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A draft and what it answers."""

    draft: str
    turn: tuple[str, ...] = ()
    """What the customer wrote since we last wrote, oldest first."""
    said: tuple[str, ...] = ()
    """The customer's latest messages, the turn included, oldest first."""
    known: Known = Known()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A hint: its kind, what of (`phone`, `call`, …), and the words that led to it."""

    kind: str
    what: str
    excerpt: str


def found(kind: str, what: str, words: str) -> Found:
    line = " ".join(words.split())
    cut = line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1].rstrip() + "…"
    return Found(kind=kind, what=what, excerpt=cut)
