"""Wire shapes of promises; `PromiseSettings`, `Basis` and `Said` are also what the database keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.promises.rules import DAY, HOUR, Act, Band, Step

STEPS_MAX = 6
BADGES_MAX = 50

Source = Literal["widget", "autoresponder", "form", "badge"]
Code = Literal["within", "by", "from", "closed", "unknown"]
State = Literal["running", "kept", "broken", "void"]
Figure = Literal["median", "p80"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class EscalationStep(Shape, frozen=True, kw_only=True):
    """At so many percent of the promised working time, if nobody has answered."""

    percent: Annotated[int, Meta(ge=5, le=99)]
    act: Act

    def as_rule(self) -> Step:
        return Step(percent=self.percent, act=self.act)


class PromiseSettings(Shape, frozen=True, kw_only=True):
    """How promises are made and guarded."""

    weeks: Annotated[int, Meta(ge=1, le=26)] = 4
    """How many of the last weeks' answers are measured."""
    quantile: Annotated[float, Meta(ge=0.5, le=0.95)] = 0.8
    """Which share of them came no later than what is promised."""
    margin_percent: Annotated[int, Meta(ge=0, le=200)] = 0
    floor_seconds: Annotated[int, Meta(ge=60, le=HOUR)] = 60
    """Nothing shorter is promised, however quick the answers are."""
    maximum_seconds: Annotated[int, Meta(ge=60, le=7 * DAY)] = DAY
    """Nothing longer is promised: only the hours are told then."""
    answers_min: Annotated[int, Meta(ge=5, le=1_000)] = 5
    """Fewer answers than this measure nothing, and a wider band is looked at."""
    fixed_seconds: Annotated[int, Meta(ge=60, le=7 * DAY)] | None = None
    """A promise set by a person instead of a measured one."""
    steps: Annotated[tuple[EscalationStep, ...], Meta(max_length=STEPS_MAX)] = (
        EscalationStep(percent=50, act=Act.WARN_ASSIGNEE),
        EscalationStep(percent=80, act=Act.WARN_SUPERVISORS),
    )
    inherited: bool = False
    """Read only: the channel has no settings of its own, these are the company's."""


class Basis(Shape, frozen=True, kw_only=True):
    """On what a promise rests."""

    band: Band
    answers: int = 0
    measured_seconds: float | None = None
    """Working seconds within which `quantile` of the answers came."""
    quantile: float
    weeks: int
    promised_seconds: int | None = None
    """Working seconds promised; null when only the hours are known."""


class Current(Shape, frozen=True, kw_only=True):
    """What is promised at this moment by one channel; the same for widget, autoresponder, form and badge.

    `code`: `within` {seconds}, `by` {due_at}, `from` {opens_at}, `closed`, or `unknown` (open, nothing measured).
    """

    code: Code
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    due_at: datetime | None
    """By when, if the customer begins to wait now; null when no time is promised."""
    seconds: int | None
    """From now to `due_at`, in the `within` case in words a person uses."""
    time_zone: str
    basis: Basis


class Practice(Shape, frozen=True, kw_only=True):
    """Whether what is promised is kept in practice, by the measured answers."""

    answers: int
    share: float | None
    """Of the answers, those no later than promised; null when there are too few."""
    warning: bool
    """A promise set by a person is kept less often than the quantile asks."""


class CurrentOut(Shape, frozen=True, kw_only=True):
    promise: Current
    practice: Practice
    texts: Mapping[str, str]
    """What customers read, by language."""


class PublicPromise(Shape, frozen=True, kw_only=True):
    """What a form or a site may show; `text` in the language asked for."""

    code: str
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    due_at: datetime | None
    seconds: int | None
    time_zone: str
    text: str


class Said(Shape, frozen=True, kw_only=True):
    """What the customer was told."""

    code: str
    seconds: int | None = None
    opens_at: datetime | None = None
    text: str = ""
    """The words, where they were ours and not the page's."""


class PromiseOut(Shape, frozen=True, kw_only=True):
    id: UUID
    conversation_id: UUID
    conversation_number: int
    contact_name: str
    channel_id: UUID
    operator_id: UUID | None
    team_id: UUID | None
    source: Source
    said: Said
    basis: Basis
    waiting_since: datetime
    made_at: datetime
    due_at: datetime
    state: State
    reason: str
    answered_at: datetime | None


class Kept(Shape, frozen=True, kw_only=True):
    """`share` is null when `enough` is false: a few promises say nothing."""

    kept: int
    broken: int
    closed: int
    """Of the broken: closed without an answer."""
    running: int
    share: float | None
    enough: bool


class KeptBy(Shape, frozen=True, kw_only=True):
    """A group's figures; `id` is null for promises nobody was assigned to."""

    id: UUID | None
    name: str
    figures: Kept


class KeptAt(Shape, frozen=True, kw_only=True):
    """0 is Monday's first hour on the channel's wall clock, 167 Sunday's last."""

    hour_of_week: int
    figures: Kept


class Report(Shape, frozen=True, kw_only=True):
    start: datetime
    end: datetime
    all: Kept
    by_channel: list[KeptBy]
    by_operator: list[KeptBy]
    by_team: list[KeptBy]
    by_hour: list[KeptAt]


class NewBadge(Shape, frozen=True, kw_only=True):
    channel_id: UUID | None = None
    figure: Figure = "p80"
    weeks: Annotated[int, Meta(ge=1, le=26)] = 4


class BadgeFigures(Shape, frozen=True, kw_only=True):
    """What a badge says, all of it measured."""

    seconds: int | None
    """In words people use, never shorter than measured; null when there are too few answers."""
    answers: int
    figure: Figure
    weeks: int
    hours: str
    """The week in a line; empty when it does not fit into one."""
    text: str


class BadgeOut(Shape, frozen=True, kw_only=True):
    id: UUID
    public_id: str
    channel_id: UUID | None
    figure: Figure
    weeks: int
    url: str
    """Without the ending: add `.svg` or `.json`."""
    shown_at: datetime | None
    says: BadgeFigures
