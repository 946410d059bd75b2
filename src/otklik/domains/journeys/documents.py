"""The document of a journey: a trigger, and nodes that name each other.

What a person meets is written here and nowhere else; the canvas only draws it. A node names where it leads by the id of
another node; an empty name leads nowhere (validation tells of it, the stepper ends there).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

NODES_MAX: Final = 100
CONDITIONS_MAX: Final = 10
WAYS_MAX: Final = 5
CASCADE_STEPS_MAX: Final = 5
SHARES_MAX: Final = 6
MINUTE_SECONDS: Final = 60
DAY_SECONDS: Final = 86_400
WAIT_SECONDS_MAX: Final = 365 * DAY_SECONDS
OFFSET_DAYS_MAX: Final = 365
MESSAGES_MAX: Final = 50
START: Final = "start"
"""The name under which the trigger is drawn and counted."""

NodeId = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9_-]{0,39})?$")]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""Hours and minutes on the person's own wall."""
Seconds = Annotated[int, Meta(ge=MINUTE_SECONDS, le=WAIT_SECONDS_MAX)]
Name = Annotated[str, Meta(max_length=100)]
Scalar = str | int | float | bool
Comparison = Literal["is", "is_not", "contains", "more", "less", "known", "unknown"]
Deed = Literal["sent", "read", "clicked", "bounced", "skipped"]
"""What may have become of a message: `read` and `clicked` by a human, never by a machine."""


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Base of everything in a document."""


class Condition(Shape, frozen=True, kw_only=True):
    """On one property of an event or one attribute; `value` is not looked at for `known` and `unknown`."""

    name: Name = ""
    comparison: Comparison = "is"
    value: Scalar = ""


Conditions = Annotated[tuple[Condition, ...], Meta(max_length=CONDITIONS_MAX)]


class EventTrigger(Shape, frozen=True, kw_only=True, tag="event"):
    """A person did something. All the conditions must hold for its properties."""

    event: Name = ""
    conditions: Conditions = ()
    next: NodeId = ""


class SegmentTrigger(Shape, frozen=True, kw_only=True, tag="segment"):
    """A person came into a segment; with `existing` those who are in it when the journey starts come too."""

    segment_id: UUID | None = None
    existing: bool = False
    next: NodeId = ""


class DateTrigger(Shape, frozen=True, kw_only=True, tag="date"):
    """A date of the person (`attribute`), `offset_days` after it (negative: before), at the person's local time."""

    attribute: Name = ""
    offset_days: Annotated[int, Meta(ge=-OFFSET_DAYS_MAX, le=OFFSET_DAYS_MAX)] = 0
    at: Clock = "10:00"
    yearly: bool = True
    next: NodeId = ""


class ApiTrigger(Shape, frozen=True, kw_only=True, tag="api"):
    """Another program, or an operator, puts people in."""

    next: NodeId = ""


Trigger = EventTrigger | SegmentTrigger | DateTrigger | ApiTrigger


class Node(Shape, frozen=True, kw_only=True):
    """Base of nodes. `x`, `y`: where the canvas draws it."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    title: Annotated[str, Meta(max_length=100)] = ""
    x: float = 0
    y: float = 0


class JourneyWay(Shape, frozen=True, kw_only=True):
    """By which channel, saying what."""

    channel_id: UUID | None = None
    template_id: UUID | None = None


class Send(Node, frozen=True, kw_only=True, tag="send"):
    """One message, by the first of the ways that is open for the person. It does not wait for what becomes of it."""

    ways: Annotated[tuple[JourneyWay, ...], Meta(max_length=WAYS_MAX)] = ()
    purpose: Name = ""
    expires_seconds: Seconds | None = None
    """Worth nothing so long after the person came here: by then it does not go; None: it keeps."""
    next: NodeId = ""


class CascadeStep(Shape, frozen=True, kw_only=True):
    """`patience_seconds`: how long a human's reading is waited for before the next step; the last one's is not used."""

    way: JourneyWay = JourneyWay()
    patience_seconds: Seconds = DAY_SECONDS


class Cascade(Node, frozen=True, kw_only=True, tag="cascade"):
    """The next way only if a human has not read the one before: what saves the dear channels."""

    steps: Annotated[tuple[CascadeStep, ...], Meta(max_length=CASCADE_STEPS_MAX)] = ()
    purpose: Name = ""
    until: Literal["read", "clicked"] = "read"
    next: NodeId = ""


class WaitFor(Node, frozen=True, kw_only=True, tag="wait_for"):
    seconds: Seconds = DAY_SECONDS
    next: NodeId = ""


class WaitUntil(Node, frozen=True, kw_only=True, tag="wait_until"):
    """Until the clock on the person's wall shows `at`, on one of the weekdays (0 is Monday; none named: any)."""

    at: Clock = "10:00"
    weekdays: Annotated[tuple[Annotated[int, Meta(ge=0, le=6)], ...], Meta(max_length=7)] = ()
    next: NodeId = ""


class WaitEvent(Node, frozen=True, kw_only=True, tag="wait_event"):
    event: Name = ""
    conditions: Conditions = ()
    seconds: Seconds = DAY_SECONDS
    """For so long at most."""
    happened: NodeId = ""
    timeout: NodeId = ""


class InSegment(Shape, frozen=True, kw_only=True, tag="segment"):
    segment_id: UUID | None = None


class HasAttribute(Shape, frozen=True, kw_only=True, tag="attribute"):
    condition: Condition


class EntryProperty(Shape, frozen=True, kw_only=True, tag="property"):
    """Of the event, or of the call, by which the person came in."""

    condition: Condition


class WasSent(Shape, frozen=True, kw_only=True, tag="message"):
    """What became of an earlier send or cascade; of a cascade, of any of its messages."""

    node_id: NodeId = ""
    deed: Deed = "read"


Test = InSegment | HasAttribute | EntryProperty | WasSent


class Branch(Node, frozen=True, kw_only=True, tag="branch"):
    test: Test
    yes: NodeId = ""
    no: NodeId = ""


class JourneyShare(Shape, frozen=True, kw_only=True):
    weight: Annotated[int, Meta(ge=1, le=100)] = 1
    next: NodeId = ""


class JourneySplit(Node, frozen=True, kw_only=True, tag="split"):
    """By lot, the same for the same person each time."""

    shares: Annotated[tuple[JourneyShare, ...], Meta(max_length=SHARES_MAX)] = ()


class Goal(Node, frozen=True, kw_only=True, tag="goal"):
    """Coming here is what the journey is for."""

    next: NodeId = ""


class Exit(Node, frozen=True, kw_only=True, tag="exit"):
    """The end of the road."""


AnyNode = Send | Cascade | WaitFor | WaitUntil | WaitEvent | Branch | JourneySplit | Goal | Exit
Wait = WaitFor | WaitUntil | WaitEvent


class GoalEvent(Shape, frozen=True, kw_only=True):
    """What the journey is for, wherever on the road it happens."""

    event: Name = ""
    conditions: Conditions = ()
    leaves: bool = True
    """Whether the person leaves then."""


class Reentry(Shape, frozen=True, kw_only=True):
    """Whether a person who went through may come in again. Nobody is in one journey twice at a time."""

    rule: Literal["never", "after_days", "always"] = "never"
    days: Annotated[int, Meta(ge=1, le=3650)] = 30
    """Since they came in last; for `after_days`."""


class Graph(Shape, frozen=True, kw_only=True):
    """A whole journey."""

    trigger: Trigger = EventTrigger()
    nodes: Annotated[tuple[AnyNode, ...], Meta(max_length=NODES_MAX)] = ()
    goal: GoalEvent | None = None
    reentry: Reentry = Reentry()
    messages_max: Annotated[int, Meta(ge=0, le=MESSAGES_MAX)] = 0
    """Messages to one person from coming in to leaving; 0: as many as the road has."""


def outs(node: AnyNode | Trigger) -> Iterator[tuple[str, str]]:
    """Where it leads: name of the way out, id of the next node (empty: nowhere)."""
    if isinstance(node, WaitEvent):
        yield from (("happened", node.happened), ("timeout", node.timeout))
    elif isinstance(node, Branch):
        yield from (("yes", node.yes), ("no", node.no))
    elif isinstance(node, JourneySplit):
        yield from ((f"share_{at}", one.next) for at, one in enumerate(node.shares))
    elif not isinstance(node, Exit):
        yield "next", node.next


def by_id(graph: Graph) -> Mapping[str, AnyNode]:
    """The first of those with one id."""
    return {node.id: node for node in reversed(graph.nodes)}


def ways(node: AnyNode) -> tuple[JourneyWay, ...]:
    """Every way a node may send by, numbered: of a send its ways, of a cascade its steps."""
    if isinstance(node, Send):
        return node.ways
    return tuple(step.way for step in node.steps) if isinstance(node, Cascade) else ()


def events_named(graph: Graph) -> frozenset[str]:
    """Events that something on the road waits for."""
    waits = {node.event for node in graph.nodes if isinstance(node, WaitEvent)}
    return frozenset(waits | ({graph.goal.event} if graph.goal else set()))


def segments_named(graph: Graph) -> frozenset[UUID]:
    """Segments that a branch asks about."""
    tests = [node.test for node in graph.nodes if isinstance(node, Branch)]
    return frozenset(test.segment_id for test in tests if isinstance(test, InSegment) and test.segment_id)


def named(graph: Graph) -> frozenset[tuple[str, UUID]]:
    """Everything of the company's that it names: the field it stands in, and the id."""
    sent_by = [way for node in graph.nodes for way in ways(node)]
    trigger = graph.trigger.segment_id if isinstance(graph.trigger, SegmentTrigger) else None
    found = {("segment_id", one) for one in {trigger, *segments_named(graph)}}
    found |= {("channel_id", way.channel_id) for way in sent_by} | {("template_id", way.template_id) for way in sent_by}
    return frozenset((field, one) for field, one in found if one is not None)


def watched(graph: Graph) -> frozenset[str]:
    """Nodes whose messages the road looks back at."""
    tests = [node.test for node in graph.nodes if isinstance(node, Branch)]
    looked_at = {test.node_id for test in tests if isinstance(test, WasSent)}
    return frozenset(looked_at | {node.id for node in graph.nodes if isinstance(node, Cascade)})
