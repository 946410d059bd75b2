"""What is wrong with a graph before it may be published: stable codes, each with the node it is about."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from otklik.domains.journeys import documents
from otklik.domains.journeys.documents import AnyNode, Condition, Graph, Trigger

MESSAGES_WARNED: Final = 10
"""More sending steps than this on one road and people are told about the habit."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`error` False: a piece of advice, which does not stand in the way. `param`: what the sentence names."""

    code: str
    node: str = ""
    error: bool = True
    param: str = ""


def findings(graph: Graph) -> list[Finding]:
    """Everything, in the order of the nodes; empty: may be published."""
    found = [*_trigger(graph.trigger), *_goal(graph), *_names(graph)]
    for node in graph.nodes:
        found += _node(node, graph)
    found += _roads(graph)
    if len([node for node in graph.nodes if documents.ways(node)]) > MESSAGES_WARNED:
        found.append(Finding(code="many_messages", error=False, param=str(MESSAGES_WARNED)))
    return found


def hinders(found: list[Finding]) -> bool:
    return any(one.error for one in found)


def _trigger(trigger: Trigger) -> Iterator[Finding]:
    if isinstance(trigger, documents.EventTrigger) and not trigger.event.strip():
        yield Finding(code="event_missing", node=documents.START)
    if isinstance(trigger, documents.SegmentTrigger) and trigger.segment_id is None:
        yield Finding(code="segment_missing", node=documents.START)
    if isinstance(trigger, documents.DateTrigger) and not trigger.attribute.strip():
        yield Finding(code="attribute_missing", node=documents.START)
    if isinstance(trigger, documents.EventTrigger):
        yield from _conditions(trigger.conditions, documents.START)
    if not trigger.next:
        yield Finding(code="dead_end", node=documents.START, param="next")


def _goal(graph: Graph) -> Iterator[Finding]:
    """Of the journey itself, so of no node."""
    if graph.goal is not None:
        if not graph.goal.event.strip():
            yield Finding(code="goal_event_missing")
        yield from _conditions(graph.goal.conditions, "")


def _conditions(conditions: Iterable[Condition], node: str) -> Iterator[Finding]:
    if any(not one.name.strip() for one in conditions):
        yield Finding(code="condition_unnamed", node=node)


def _names(graph: Graph) -> Iterator[Finding]:
    seen: set[str] = {documents.START}
    for node in graph.nodes:
        if node.id in seen:
            yield Finding(code="id_taken", node=node.id)
        seen.add(node.id)


def _node(node: AnyNode, graph: Graph) -> Iterator[Finding]:
    known = documents.by_id(graph)
    for out, target in documents.outs(node):
        if not target and not isinstance(node, documents.Goal):
            yield Finding(code="dead_end", node=node.id, param=out)
        elif target and target not in known:
            yield Finding(code="target_unknown", node=node.id, param=out)
    if isinstance(node, documents.Send | documents.Cascade):
        yield from _sending(node)
    elif isinstance(node, documents.WaitEvent):
        yield from _event(node)
    elif isinstance(node, documents.Branch):
        yield from _test(node, graph)
    elif isinstance(node, documents.JourneySplit) and len(node.shares) < 2:
        yield Finding(code="shares_too_few", node=node.id)


def _event(node: documents.WaitEvent) -> Iterator[Finding]:
    if not node.event.strip():
        yield Finding(code="event_missing", node=node.id)
    yield from _conditions(node.conditions, node.id)


def _sending(node: documents.Send | documents.Cascade) -> Iterator[Finding]:
    ways = documents.ways(node)
    if not ways:
        yield Finding(code="way_missing", node=node.id)
    for number, way in enumerate(ways, start=1):
        if way.channel_id is None:
            yield Finding(code="channel_missing", node=node.id, param=str(number))
        if way.template_id is None:
            yield Finding(code="template_missing", node=node.id, param=str(number))
    if not node.purpose.strip():
        yield Finding(code="purpose_missing", node=node.id)
    if isinstance(node, documents.Cascade) and len(ways) == 1:
        yield Finding(code="cascade_of_one", node=node.id, error=False)


def _test(node: documents.Branch, graph: Graph) -> Iterator[Finding]:
    test = node.test
    if isinstance(test, documents.InSegment) and test.segment_id is None:
        yield Finding(code="segment_missing", node=node.id)
    if isinstance(test, documents.HasAttribute | documents.EntryProperty):
        yield from _conditions((test.condition,), node.id)
    if isinstance(test, documents.WasSent):
        looked_at = documents.by_id(graph).get(test.node_id)
        if looked_at is None or not isinstance(looked_at, documents.Send | documents.Cascade):
            yield Finding(code="message_unknown", node=node.id)


def _roads(graph: Graph) -> Iterator[Finding]:
    known = documents.by_id(graph)
    met = _reached(known, graph.trigger.next)
    yield from (Finding(code="unreachable", node=node.id) for node in graph.nodes if node.id not in met)
    yield from (Finding(code="loop_without_wait", node=one) for one in _hasty_rounds(known))
    if met and not any(documents.ways(known[one]) for one in met):
        yield Finding(code="nothing_sent", error=False)


def _reached(known: Mapping[str, AnyNode], first: str) -> set[str]:
    met: set[str] = set()
    ahead = [first]
    while ahead:
        one = ahead.pop()
        if one in known and one not in met:
            met.add(one)
            ahead += [target for _, target in documents.outs(known[one])]
    return met


def _hasty_rounds(known: Mapping[str, AnyNode]) -> list[str]:
    """Nodes from which one comes back to them without a wait for a time between."""
    ahead = {
        one: {target for _, target in documents.outs(node) if target in known}
        for one, node in known.items()
        if not _waits(node)
    }
    ahead = {one: targets & ahead.keys() for one, targets in ahead.items()}
    return [one for one in ahead if one in _beyond(ahead, one)]


def _beyond(ahead: dict[str, set[str]], first: str) -> set[str]:
    met: set[str] = set()
    left = list(ahead[first])
    while left:
        one = left.pop()
        if one not in met:
            met.add(one)
            left += ahead[one]
    return met


def _waits(node: AnyNode) -> bool:
    """Whether time passes there for certain: a cascade whose every way is closed goes through at once."""
    return isinstance(node, documents.WaitFor)
