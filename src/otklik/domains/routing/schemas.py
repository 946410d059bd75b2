"""Wire shapes of routing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Way = Literal["by_hand", "round_robin", "load", "skill", "language"]
Skill = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\S")]
Word = Annotated[str, Meta(min_length=2, max_length=40, pattern=r"^\w+$(?!\n)")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}$(?!\n)", examples=["ru"])]
Skills = Annotated[tuple[Skill, ...], Meta(max_length=20)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Topic(Shape, frozen=True, kw_only=True):
    """A skill, and what asks for it: words a customer may begin a word with, or labels of the conversation."""

    skill: Skill
    words: Annotated[tuple[Word, ...], Meta(max_length=30)] = ()
    label_ids: Annotated[tuple[UUID, ...], Meta(max_length=30)] = ()

    def __post_init__(self) -> None:
        if not self.words and not self.label_ids:
            raise ValueError("a topic needs words or labels")


class RuleIn(Shape, frozen=True, kw_only=True):
    way: Way
    gives_team_id: UUID | None = None
    """Whose members get a channel's conversations; null: everybody who answers. A team's rule gives to the team."""
    last_operator_days: Annotated[int, Meta(ge=0, le=365)] = 0
    """Whoever answered the person last within so many days is asked first; 0: nobody is."""
    skills: Skills = ()
    """Needed for each conversation, where `way` is skill."""
    topics: Annotated[tuple[Topic, ...], Meta(max_length=50)] = ()
    priority: Annotated[int, Meta(ge=0, le=9)] = 0
    """The higher is given first."""
    weight_percent: Annotated[int, Meta(ge=0, le=1000)] = 100
    """How much of one place a conversation takes; a channel's."""


class RuleOut(RuleIn, frozen=True, kw_only=True):
    """Of a team, of a channel, or (both null) of the company."""

    team_id: UUID | None
    channel_id: UUID | None


class ProfileIn(Shape, frozen=True, kw_only=True):
    skills: Skills = ()
    languages: Annotated[tuple[Language, ...], Meta(max_length=20)] = ()
    capacity: Annotated[int, Meta(ge=0, le=200)] = 5
    """Open conversations at once; 0: is given none."""


class ProfileOut(ProfileIn, frozen=True, kw_only=True):
    operator_id: UUID
    open_count: int
    """Open conversations now."""


class QueuedOut(Shape, frozen=True, kw_only=True):
    """A conversation that waits for somebody to be free. `position` 1 is the next of those for the same people."""

    conversation_id: UUID
    number: int
    contact_name: str
    channel_id: UUID
    team_id: UUID | None
    position: int
    priority: str
    waiting_since: datetime | None
    entered_at: datetime
    code: str
    """Why nobody got it: nobody_online, nobody_skilled, nobody_speaks, all_busy; empty: just being looked at."""
    params: Mapping[str, str | int]
