"""Wire shapes of ratings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.ratings.rules import Scale


class RatingChoices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How customers are asked."""

    enabled: bool = False
    scale: Scale = "stars"
    """`stars`: 1 to 5; `thumbs`: up (counts as 5) or down (as 1)."""
    delay_minutes: Annotated[int, Meta(ge=0, le=1440)] = 1
    """After closing; a conversation reopened meanwhile is not asked about."""
    pause_days: Annotated[int, Meta(ge=0, le=365)] = 14
    """The same person is asked again after this many days."""
    comment_minutes: Annotated[int, Meta(ge=0, le=60)] = 10
    """For so long the next message after a rating is its comment; 0: never."""
    bad_up_to: Annotated[int, Meta(ge=1, le=4)] = 2
    """Scores up to this are bad and alert supervisors."""


class RatingFigures(msgspec.Struct, kw_only=True):
    """Of those asked in the period. `average` and `bad_share` are null where nobody rated."""

    asked: int
    rated: int
    enough: bool
    """False below five ratings: show the figure as unsure."""
    average: float | None
    bad: int
    bad_share: float | None
    response_rate: float | None


class RatingGroup(msgspec.Struct, kw_only=True):
    """One channel's, operator's or team's figures. `id` null: conversations of no team."""

    id: UUID | None
    name: str
    kind: str = ""
    """The channel's kind."""
    figures: RatingFigures


class RatingReport(msgspec.Struct, kw_only=True):
    start: datetime
    end: datetime
    all: RatingFigures
    by_score: Sequence[int]
    """How many gave 1, 2, 3, 4 and 5."""
    by_operator: Sequence[RatingGroup]
    by_channel: Sequence[RatingGroup]
    by_team: Sequence[RatingGroup]


class RatingOut(msgspec.Struct, kw_only=True):
    """One rating behind a figure."""

    id: UUID
    conversation_id: UUID
    conversation_number: int
    contact_name: str
    channel_id: UUID
    operator_id: UUID
    helper_ids: Sequence[UUID]
    team_id: UUID | None
    scale: Scale
    score: int
    bad: bool
    comment: str
    asked_at: datetime
    rated_at: datetime


class OperatorRating(msgspec.Struct, frozen=True, kw_only=True):
    """One operator's ratings of a period, for whoever weighs them (the leader board)."""

    operator_id: UUID
    asked: int
    rated: int
    bad: int
    average: float | None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a letter sends."""

    score: Annotated[int, Meta(ge=1, le=5)] | None = None
    comment: Annotated[str, Meta(max_length=4_000)] = ""
