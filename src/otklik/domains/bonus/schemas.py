"""Wire shapes of the leader board, its rules and statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.bonus.rules import Part, Terms

Month = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")]


class BonusRules(msgspec.Struct, frozen=True, kw_only=True):
    """The company's rules and since when they hold."""

    terms: Terms
    changed_at: datetime | None
    """Null: nobody has changed them yet."""


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Answers that count only where they make the figure worse, by the reason."""

    own: int = 0
    tiny: int = 0
    many: int = 0
    closed: int = 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One operator's month. What the caller may not see is null."""

    operator_id: UUID
    name: str
    place: int | None
    """Null without a place; `refused` says why."""
    refused: str = ""
    """left_out, too_few, rating or reopened."""
    score: int | None
    """Hundredths of a point of 10000; 5000 is as usual."""
    first: Part | None = None
    any: Part | None = None
    answers: int | None = None
    work: int | None = None
    """Answers counted in full, each by its channel's weight."""
    load: float | None = None
    """How many times more than usual the hours allowed on average."""
    marks: Marks | None = None
    rated: int | None = None
    rating_average: float | None = None
    closings: int | None = None
    reopened: int | None = None
    weight: float | None = None
    """By which the pool is split; the sum of all is `Board.weights`."""
    amount_minor: int | None = None


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """A month's leader board; closed, it stays as it was."""

    month: str
    start: datetime
    """In the company's zone, as `end`."""
    end: datetime
    time_zone: str
    over: bool
    """The month is past: it may be closed."""
    closed_at: datetime | None
    closed_by: str
    """The name; empty where it is open."""
    terms: Terms
    terms_changed_at: datetime | None
    answers: int
    """All of the month that were looked at."""
    weights: float
    paid_minor: int
    lines: Sequence[Line]
    """The first place first; those without a place last."""
    sees: str = "everything"
    """What of it the caller may see: own, places, everything."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What one operator gets for a month and what it is made of; final once the month is closed."""

    board: Board
    """With this operator's line alone."""
    line: Line
    ranked: int
    """How many had a place."""


class MonthOut(msgspec.Struct, frozen=True, kw_only=True):
    month: str
    closed_at: datetime
    currency: str
    paid_minor: int


class ClosureIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    month: Month
