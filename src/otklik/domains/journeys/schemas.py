"""Wire shapes of journeys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.journeys.documents import Graph
from otklik.domains.journeys.rules.state import Trace
from otklik.domains.journeys.rules.validation import Finding

NEWCOMERS_MAX = 1_000

Title = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class NewJourney(Shape, frozen=True, kw_only=True):
    """Empty, by a recipe, or with a graph of one's own."""

    name: Title
    recipe: Annotated[str, Meta(max_length=40)] = ""
    graph: Graph | None = None


class JourneyDraft(Shape, frozen=True, kw_only=True):
    """`revision`: of the draft that was changed; another one saved meanwhile is not overwritten."""

    name: Title
    graph: Graph
    revision: Annotated[int, Meta(ge=1)]


class JourneyRow(Shape, frozen=True, kw_only=True):
    """A journey in the list. `changed`: the draft differs from what is walked. People over all versions."""

    id: UUID
    name: str
    state: str
    recipe: str
    trigger: str
    version: int | None
    revision: int
    changed: bool
    entered: int
    active: int
    goal: int
    published_at: datetime | None
    updated_at: datetime
    updated_by_id: UUID | None


class Journey(Shape, frozen=True, kw_only=True):
    """A journey with its draft and what is wrong with it."""

    row: JourneyRow
    graph: Graph
    findings: Sequence[Finding]


class JourneyVersionOut(Shape, frozen=True, kw_only=True):
    version: int
    graph: Graph
    published_at: datetime
    published_by_id: UUID | None


class GraphIn(Shape, frozen=True, kw_only=True):
    graph: Graph


class Checked(Shape, frozen=True, kw_only=True):
    findings: Sequence[Finding]


class NewcomerIn(Shape, frozen=True, kw_only=True):
    """One person to put in. `key`: the caller's own name of the occasion; a repeat brings nobody in twice."""

    contact_id: UUID
    key: Annotated[str, Meta(max_length=100)] = ""
    properties: dict[str, Any] = {}  # Any: JSON


class NewcomersIn(Shape, frozen=True, kw_only=True):
    people: Annotated[tuple[NewcomerIn, ...], Meta(min_length=1, max_length=NEWCOMERS_MAX)]


class Newcomers(Shape, frozen=True, kw_only=True):
    """Who came in; the others are inside, or may not come again."""

    contact_ids: Sequence[UUID]


class Sending(Shape, frozen=True, kw_only=True):
    """What became of the messages of one way of a node."""

    way: int
    channel_id: UUID
    planned: int
    sent: int
    read: int
    read_by_machine: int
    clicked: int
    failed: int
    skipped: Mapping[str, int]
    """By code."""
    failures: Mapping[str, int]
    """By code, of those that failed or may have."""
    unsubscribed: int
    costs: Mapping[str, int]
    """What was paid, in millionths by currency."""


class NodeFigures(Shape, frozen=True, kw_only=True):
    """`left` by the way out, `ended` by the reason; `waiting` are there now."""

    node: str
    entered: int
    waiting: int
    goal: int
    stopped: int
    """Of a cascade: who was heard of before its last way."""
    left: Mapping[str, int]
    ended: Mapping[str, int]
    refused: Mapping[str, int]
    """Messages that were not even planned, by code: the journey's own limit was reached, or the channel is gone."""
    sendings: Sequence[Sending]


class JourneyFigures(Shape, frozen=True, kw_only=True):
    """Of one version, or of all together (`version` null)."""

    version: int | None
    nodes: Sequence[NodeFigures]


class RunOut(Shape, frozen=True, kw_only=True):
    """One going-through of one person: where they are and why. `waits_for`: what wakes them before `due_at`."""

    id: UUID
    journey_id: UUID
    journey_name: str
    contact_id: UUID
    contact_name: str
    version: int
    entry: int
    node: str
    title: str
    kind: str
    due_at: datetime | None
    started_at: datetime
    goal_at: datetime | None
    ended_at: datetime | None
    ended: str
    trail: Sequence[Trace]


class Recipe(Shape, frozen=True, kw_only=True):
    code: str
    graph: Graph
    letters: bool
    """It comes with its letters."""


class SimulationIn(Shape, frozen=True, kw_only=True):
    """How many of a hundred are supposed to read within a step's patience, where nothing was measured yet."""

    graph: Graph
    read_percent: Annotated[int, Meta(ge=0, le=100)] = 30
    days: Annotated[int, Meta(ge=1, le=90)] = 30


class SimulatedNode(Shape, frozen=True, kw_only=True):
    node: str
    entered: int
    sent: int
    skipped: Mapping[str, int]
    costs: Mapping[str, int]
    """In millionths by currency."""


class Simulation(Shape, frozen=True, kw_only=True):
    """What would have come of it over the last days; nothing was sent.

    `people` came in, `looked_at` of them were walked through and the figures brought up to all.
    """

    days: int
    people: int
    looked_at: int
    nodes: Sequence[SimulatedNode]
    messages: int
    messages_per_person: float
    costs: Mapping[str, int]
    """What the messages would cost, in millionths by currency."""
    unpriced: int
    """Messages whose price nobody named."""
    ended: Mapping[str, int]
    read_percent: int


class WalkIn(Shape, frozen=True, kw_only=True):
    """A dry walk of one person: `reads` decides whether messages are read."""

    graph: Graph
    contact_id: UUID
    reads: bool = False
    properties: dict[str, Any] = {}  # Any: JSON


class Walk(Shape, frozen=True, kw_only=True):
    """Where they would go, by their own clock; nothing was sent."""

    time_zone: str
    trail: Sequence[Trace]
    ended: str
