"""What is known of a person on the road, what may happen to them, and what comes of a step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

TRAIL_MAX: Final = 60
"""The latest steps that are kept to be shown."""
VISITS_MAX: Final = 20
"""Of one sending node by one person in one going-through."""
ENTRIES_MAX: Final = 1_600
"""Of one person into one journey; with `VISITS_MAX` it keeps the rounds of a batch within 16 bits."""
JOURNEY_CAP: Final = "journey_cap"
"""Refused here: the journey has sent this person as many messages as it may."""

LOST: Final = frozenset({"failed", "skipped"})
OUT: Final = frozenset({"accepted", "delivered", "read", "unknown"})
"""It left, or may have: nobody knows of an unknown one, so it is waited for like the others."""

Ended = Literal["exit", "goal", "end", "loop", "stopped", "joined", "erased"]
"""At an exit; at the goal; where the road leads nowhere; going round for ever; by the company; joined with another; the
person was erased."""


class Trace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of "where is this person and why"."""

    at: datetime
    node: str
    what: str
    """`entered`, `left`, `sent`, `skipped`, `stopped`, `goal`, `ended`."""
    why: str = ""
    """The way out, the code of a refusal, how it ended."""
    way: int = 0


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a person is. `node` empty: has not set out yet."""

    node: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    way: int = 0
    """Of a sending node: which of its ways is being tried or waited for."""
    written: tuple[int, ...] | None = None
    """Of a sending node: the ways by which a message of this visit goes; None: kept by a version that did not say."""
    asking: bool = False
    """A message is asked for and nobody has answered yet; never outlives a transaction."""
    visits: Mapping[str, int] = {}
    messages: int = 0
    goal_at: datetime | None = None
    ended: str = ""
    trail: tuple[Trace, ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a message of this road; the last one of its node and way."""

    state: str
    code: str = ""
    accepted_at: datetime | None = None
    read_at: datetime | None = None
    """By a human."""
    clicked_at: datetime | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What branches and clocks look at. `salt`: makes lots of different journeys differ."""

    contact_id: UUID
    zone: ZoneInfo
    salt: str = ""
    entry: Mapping[str, Any] = {}  # Any: JSON of the event they came in by
    attributes: Mapping[str, Any] = {}  # Any: JSON of the card
    segments: frozenset[UUID] = frozenset()
    messages: Mapping[str, Message] = {}
    """By `spot`."""


class SetOut(msgspec.Struct, frozen=True, kw_only=True):
    """They came in."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """The moment they waited for, or something became of a message: look again."""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """They did something."""

    event: str
    properties: Mapping[str, Any] = {}  # Any: JSON of the event


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """To what a step asked to be sent: `refused` says why not; `due_at`: not before then."""

    refused: str = ""
    due_at: datetime | None = None


Happening = SetOut | Due | Happened | Answered


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Plan this message; the answer comes back as `Answered`. `visit` counts from 1."""

    node: str
    way: int
    visit: int


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """For the figures of a node: what happened there once more."""

    node: str
    what: str
    why: str = ""


class GoalReached(msgspec.Struct, frozen=True, kw_only=True):
    node: str


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """Left the journey."""

    reason: str


Effect = Ask | Count | GoalReached | Left


class Stepped(msgspec.Struct, frozen=True, kw_only=True):
    state: State
    effects: tuple[Effect, ...] = ()


def spot(node: str, way: int) -> str:
    """Where a message was sent from."""
    return f"{node}.{way}"
