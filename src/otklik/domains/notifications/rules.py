"""Decisions about telling: what kind of news a code is, whether it may ring a phone now. No I/O, no clock."""

from datetime import datetime
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

Kind = Literal["messages", "mentions", "assignments", "deadlines", "quality", "other"]
KINDS: Final[tuple[Kind, ...]] = ("messages", "mentions", "assignments", "deadlines", "quality", "other")

_BY_WORD: Final[tuple[tuple[str, Kind], ...]] = (
    ("message", "messages"),
    ("mention", "mentions"),
    ("assign", "assignments"),
    ("transfer", "assignments"),
    ("consultation", "assignments"),
    ("absence", "assignments"),
    ("promise", "deadlines"),
    ("target", "deadlines"),
    ("task", "deadlines"),
    ("planned", "deadlines"),
    ("debt", "deadlines"),
    ("snooze", "deadlines"),
    ("rating", "quality"),
)
"""Codes are `<noun>` or `<noun>_<what happened>`; the noun decides."""

Minute = Annotated[int, Meta(ge=0, le=1440)]


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one operator wants to be told. Quiet at night by default, by the operator's own clock."""

    push: bool = True
    """Whether subscribed browsers get pushes at all."""
    sound: bool = True
    """Whether the open desk makes a sound."""
    shows_text: bool = True
    """Whether a push shows the customer's first words, which a locked phone shows to everybody."""
    quiet: bool = True
    quiet_from: Minute = 22 * 60
    """Minutes from midnight."""
    quiet_to: Minute = 8 * 60
    time_zone: Annotated[str, Meta(max_length=64)] = "Europe/Moscow"
    muted: Annotated[tuple[Kind, ...], Meta(max_length=len(KINDS))] = ()
    """Kinds of news that ring no phone; the bell at the desk has them all the same."""


def kind_of(code: str) -> Kind:
    """`promise_due` is about a deadline; an unknown code is `other`."""
    for word, kind in _BY_WORD:
        if code.startswith(word):
            return kind
    return "other"


def may_push(choice: Choice, *, code: str, at: datetime) -> bool:
    """Whether news of this code may ring the operator's phone at this moment."""
    return choice.push and kind_of(code) not in choice.muted and not is_quiet(choice, at=at)


def is_quiet(choice: Choice, *, at: datetime) -> bool:
    """Whether it is the operator's quiet time; an interval over midnight is one that ends earlier than it begins."""
    if not choice.quiet or choice.quiet_from == choice.quiet_to:
        return False
    local = at.astimezone(ZoneInfo(choice.time_zone))
    minute = local.hour * 60 + local.minute
    if choice.quiet_from < choice.quiet_to:
        return choice.quiet_from <= minute < choice.quiet_to
    return minute >= choice.quiet_from or minute < choice.quiet_to
