"""With whom a rule begins: not with everybody in the company, but with those whom one of its conditions names.

Only where nothing else is asked of their cards: then the company's people need not be joined at all.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Numeric, literal, select

from otklik.domains.segments.queries.compiling import deeds, rhythm
from otklik.domains.segments.queries.compiling.world import ROOT, Roots, World
from otklik.domains.segments.rules import tree

_OF_CARDS: Final = tree.AttributeLeaf | tree.PersonName | tree.Language | tree.Seen


class First(NamedTuple):
    """The people a condition names, each once, as `id`; and what else must hold of them."""

    named: Roots
    rest: Sequence[tree.Rule]


def first(world: World, rule: tree.Rule) -> First | None:
    """None: it begins with everybody, or with whom it is asked about."""
    parts = _together(world, rule)
    if world.only is not None or any(_asks_cards(world, part) for part in parts):
        return None
    for place, part in enumerate(parts):
        if (roots := _named(world, part)) is not None:
            found = roots.subquery()
            return First(select(found.c[ROOT].label("id")), [*parts[:place], *parts[place + 1 :]])
    return None


def _together(world: World, rule: tree.Rule) -> list[tree.Rule]:
    """What must hold all at once."""
    if isinstance(rule, tree.AllOf):
        return [one for part in rule.of for one in _together(world, part)]
    if isinstance(rule, tree.InSegment) and (named := world.rules.get(rule.segment_id)) is not None:
        return _together(world, named)
    if isinstance(rule, tree.Event | tree.Purchases) and rule.op == "exactly":
        return [msgspec.structs.replace(rule, op="at_least"), msgspec.structs.replace(rule, op="at_most")]
    return [rule]


def _asks_cards(world: World, rule: tree.Rule) -> bool:
    """Whether it needs more of a person than who they are."""
    if isinstance(rule, tree.InSegment):
        named = world.rules.get(rule.segment_id)
        return named is not None and _asks_cards(world, named)
    return isinstance(rule, _OF_CARDS) or any(_asks_cards(world, part) for part in tree.parts(rule))


def _named(world: World, rule: tree.Rule) -> Roots | None:
    """Those of whom it holds, where what they did says it: who did nothing is not among them."""
    if isinstance(rule, tree.EventEdge):
        return deeds.at_edge(world, rule)
    if isinstance(rule, tree.Rhythm):
        return rhythm.late(world, rule)
    if isinstance(rule, tree.EventSum) and rule.op == "at_least" and rule.value > 0:
        return deeds.coming_to(world, rule, lambda found: found >= literal(rule.value, Numeric))
    if isinstance(rule, tree.Event) and rule.op == "at_least" and rule.count > 0:
        return deeds.doers(world, rule, rule.count)
    if isinstance(rule, tree.Purchases) and rule.op == "at_least" and rule.value > 0:
        if rule.measure == "sum":
            return deeds.spenders(world, rule, lambda found: found >= rule.value)
        return deeds.buyers(world, rule, rule.value)
    return None
