"""Whether a rule is one: its shape, its size, and that segments do not ask for themselves."""

from collections.abc import Iterator, Mapping
from typing import Final, cast
from uuid import UUID

import msgspec

from otklik.domains.segments.errors import RuleInvalid, RuleTooDeep, RuleTooLarge, SegmentCycle, SegmentUnknown
from otklik.domains.segments.rules import faults, tree

LEAVES_MAX: Final = 100
"""Of one rule; and three times as many together with those of the segments it names."""
LEAVES_IN_ALL_MAX: Final = 300
DEPTH_MAX: Final = 8
"""Groups in groups."""
SEGMENTS_DEPTH_MAX: Final = 4
"""Segments in segments."""

Known = Mapping[UUID, tree.Rule | None]
"""Every segment a rule may come to, by id; None is a list."""


def read(document: object) -> tree.Rule:
    """The rule a JSON document says. Raises `RuleInvalid`, `RuleTooLarge`, `RuleTooDeep`."""
    rule = kept(document)
    check(rule)
    return rule


def kept(document: object) -> tree.Rule:
    """The rule a kept document says: it was checked as one was when it was saved. Raises `RuleInvalid`, `RuleTooDeep`.

    What is refused by now goes on as it was, for whoever uses the segment did not write it.
    """
    if _nesting(document) > 3 * DEPTH_MAX:
        raise RuleTooDeep(params={"max": DEPTH_MAX})
    try:
        rule = cast("tree.Rule", msgspec.convert(document, tree.Rule, strict=True))
    except (msgspec.ValidationError, RecursionError) as error:
        said, _, at = str(error).partition(" - at ")
        raise RuleInvalid(params={"at": at.strip("`")[:200], "reason": said[:200]}) from error
    return rule


def write(rule: tree.Rule) -> dict[str, object]:
    """The document of a rule, as it is kept and shown."""
    return cast("dict[str, object]", msgspec.to_builtins(rule))


def check(rule: tree.Rule) -> None:
    """Raises `RuleTooLarge`, `RuleTooDeep`, `RuleInvalid`."""
    if depth(rule) > DEPTH_MAX:
        raise RuleTooDeep(params={"max": DEPTH_MAX})
    if len(tree.leaves(rule)) > LEAVES_MAX:
        raise RuleTooLarge(params={"max": LEAVES_MAX})
    for at, leaf in _placed(rule):
        if (fault := faults.first(leaf)) is not None:
            raise RuleInvalid(params={"at": f"{at}.{fault.at}", "reason": fault.reason})


def depth(rule: tree.Rule) -> int:
    """Of groups in groups; a condition alone has none."""
    inner = tree.parts(rule)
    return 1 + max(map(depth, inner), default=0) if isinstance(rule, tree.AllOf | tree.AnyOf | tree.NotOf) else 0


def named(rule: tree.Rule) -> list[UUID]:
    """Segments that the rule names, each once."""
    return list(dict.fromkeys(leaf.segment_id for leaf in tree.leaves(rule) if isinstance(leaf, tree.InSegment)))


def check_named(rule: tree.Rule, *, own_id: UUID | None, known: Known) -> None:
    """Raises `SegmentUnknown`, `SegmentCycle`, `RuleTooLarge`; `known` holds all that are named, however far."""
    if _weight(rule, known, above=frozenset({own_id} if own_id else ()), level=0) > LEAVES_IN_ALL_MAX:
        raise RuleTooLarge(params={"max": LEAVES_IN_ALL_MAX})


def _placed(rule: tree.Rule, at: str = "$") -> Iterator[tuple[str, tree.Leaf]]:
    """Every condition with its place in the document, `$.of[0].of`, in the order it is read."""
    if isinstance(rule, tree.NotOf):
        yield from _placed(rule.of, f"{at}.of")
    elif isinstance(rule, tree.AllOf | tree.AnyOf):
        for number, part in enumerate(rule.of):
            yield from _placed(part, f"{at}.of[{number}]")
    else:
        yield at, rule


def _weight(rule: tree.Rule, known: Known, *, above: frozenset[UUID], level: int) -> int:
    """Conditions of the rule and of the segments it names."""
    total = 0
    for leaf in tree.leaves(rule):
        total += 1
        if isinstance(leaf, tree.InSegment):
            total += _weight_of_named(leaf.segment_id, known, above=above, level=level + 1)
        if total > LEAVES_IN_ALL_MAX:
            break
    return total


def _weight_of_named(segment_id: UUID, known: Known, *, above: frozenset[UUID], level: int) -> int:
    if segment_id in above or level > SEGMENTS_DEPTH_MAX:
        raise SegmentCycle(params={"segment_id": str(segment_id), "max": SEGMENTS_DEPTH_MAX})
    if segment_id not in known:
        raise SegmentUnknown(params={"segment_id": str(segment_id)})
    rule = known[segment_id]
    return 0 if rule is None else _weight(rule, known, above=above | {segment_id}, level=level)


def _nesting(document: object) -> int:
    """How deep the document is, without recursion: a hostile one may be a thousand lists deep."""
    level, layer = 0, [document]
    while layer and level <= 3 * DEPTH_MAX:
        layer = [inner for one in layer if isinstance(one, dict | list) for inner in _inside(one)]
        level += 1
    return level


def _inside(one: dict[object, object] | list[object]) -> list[object]:
    return list(one.values()) if isinstance(one, dict) else one
