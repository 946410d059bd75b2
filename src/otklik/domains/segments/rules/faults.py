"""What is wrong within one condition: its ends stand upside down and nobody would fit, or a part says nothing."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from otklik.domains.segments.rules import tree, windows

LOW_ABOVE_HIGH: Final = "low_above_high"
SINCE_AFTER_UNTIL: Final = "since_after_until"
HOURS_TOO_MANY: Final = "hours_too_many"
PROPERTY_WITHOUT_VALUES: Final = "property_without_values"


class Fault(NamedTuple):
    at: str
    """The field of the condition: `recency.low`."""
    reason: str


def first(leaf: tree.Leaf) -> Fault | None:
    """None: it may hold somebody."""
    return next(_found(leaf), None)


def _found(leaf: tree.Leaf) -> Iterator[Fault]:
    if isinstance(leaf, tree.AttributeInDays | tree.Anniversary | tree.Rating) and leaf.low > leaf.high:
        yield Fault("low", LOW_ABOVE_HIGH)
    if isinstance(leaf, tree.AttributeNumber) and leaf.op == "between" and leaf.value > leaf.high:
        yield Fault("value", LOW_ABOVE_HIGH)
    if isinstance(leaf, tree.Rfm):
        yield from _of_scores(leaf)
    if isinstance(leaf, tree.Rhythm) and leaf.at_most is not None and leaf.at_least > leaf.at_most:
        yield Fault("at_least", LOW_ABOVE_HIGH)
    if isinstance(leaf, tree.Event):
        yield from _of_amounts(leaf)
    if isinstance(leaf, tree.Event | tree.EventSum):
        yield from _of_properties(leaf)
    yield from _of_days(leaf)


def _of_scores(leaf: tree.Rfm) -> Iterator[Fault]:
    scores = {"recency": leaf.recency, "frequency": leaf.frequency, "money": leaf.money}
    for name, span in scores.items():
        if span and span.low > span.high:
            yield Fault(f"{name}.low", LOW_ABOVE_HIGH)


def _of_amounts(leaf: tree.Event) -> Iterator[Fault]:
    if leaf.amount_from is not None and leaf.amount_to is not None and leaf.amount_from > leaf.amount_to:
        yield Fault("amount_from", LOW_ABOVE_HIGH)


def _of_properties(leaf: tree.Event | tree.EventSum) -> Iterator[Fault]:
    """All of them are to hold of one event, so "at least" and "at most" of one name are a pair."""
    most: dict[str, float] = {}
    for one in leaf.where:
        if one.op == "at_most":
            most[one.name] = min(one.number, most.get(one.name, one.number))
    for place, one in enumerate(leaf.where):
        if one.op in {"is", "contains"} and not one.values:
            yield Fault(f"where[{place}].values", PROPERTY_WITHOUT_VALUES)
        if one.op == "at_least" and one.number > most.get(one.name, one.number):
            yield Fault(f"where[{place}].number", LOW_ABOVE_HIGH)


def _of_days(leaf: tree.Leaf) -> Iterator[Fault]:
    if isinstance(leaf, tree.AttributeDate) and _upside_down(leaf):
        yield Fault("since", SINCE_AFTER_UNTIL)
    for name in ("window", "wrote"):
        window: object = getattr(leaf, name, None)
        if isinstance(window, tree.Between) and _upside_down(window):
            yield Fault(f"{name}.since", SINCE_AFTER_UNTIL)
        if isinstance(window, tree.Last) and window.unit == "hours" and window.amount > windows.HOURS_MAX:
            yield Fault(f"{name}.amount", HOURS_TOO_MANY)


def _upside_down(days: tree.Between | tree.AttributeDate) -> bool:
    return days.since is not None and days.until is not None and days.since > days.until
