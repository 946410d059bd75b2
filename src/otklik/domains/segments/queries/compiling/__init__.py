"""A rule as one SELECT of people. Pure: a tree and a `World` in, SQL out; nothing is asked here.

What is not to hold is pushed down to the conditions (De Morgan), so that under the outermost group each becomes a join
or an anti-join of its own, and PostgreSQL begins with the narrowest.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    and_,
    case,
    false,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy import cast as cast_

from otklik.domains.segments.queries.compiling import beginning, dealings, deeds, reach, rhythm, values
from otklik.domains.segments.queries.compiling.flips import flips
from otklik.domains.segments.queries.compiling.found import measure
from otklik.domains.segments.queries.compiling.world import Condition, World, any_id, people
from otklik.domains.segments.rules import tree

__all__ = ["Answer", "Explained", "World", "condition", "everybody", "explained", "flags", "members", "standing"]

FLIPS_BEFORE: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""What would turn later never does: a day of the year 9999 means none, and the next is in no calendar of Python's."""
Compiler = Callable[[World, Any, FromClause], Condition]  # Any: each takes its own kind of condition

_BY_KIND: Final = cast(
    "Mapping[type, Compiler]",
    {
        tree.AttributeText: values.attribute_text,
        tree.AttributeNumber: values.attribute_number,
        tree.AttributeDate: values.attribute_date,
        tree.AttributeInDays: values.attribute_in_days,
        tree.Anniversary: values.anniversary,
        tree.AttributeFlag: values.attribute_flag,
        tree.AttributeList: values.attribute_list,
        tree.AttributeKnown: values.attribute_known,
        tree.PersonName: values.name,
        tree.Language: values.language,
        tree.Seen: values.seen,
        tree.Address: reach.address,
        tree.Reachable: reach.reachable,
        tree.Consent: reach.consent,
        tree.Suppressed: reach.suppressed,
        tree.Event: deeds.event,
        tree.EventEdge: deeds.event_edge,
        tree.EventSum: deeds.event_sum,
        tree.Purchases: deeds.purchases,
        tree.Rfm: deeds.rfm,
        tree.Rhythm: rhythm.condition,
        tree.Conversation: dealings.conversation,
        tree.Task: dealings.task,
        tree.Debt: dealings.debt,
        tree.Rating: dealings.rating,
        tree.InSegment: dealings.listed,
    },
)


def members(world: World, rule: tree.Rule) -> Select[UUID]:
    """Ids of the people (roots) who fit, in no order; of `world.only` alone where that is given."""
    first = beginning.first(world, rule)
    if first is not None:
        person = first.named.subquery("person")
        return select(person.c.id).where(*(condition(world, part, person) for part in first.rest))
    person = people()
    return everybody(world, person).where(condition(world, rule, person))


def standing(world: World, rule: tree.Rule) -> Select[Any]:  # Any: (id, inside, flips_at)
    """How people stand: whether they fit, and when that could change by itself; of `world.only` alone."""
    person = people()
    turns = flips(world, rule, person)
    inside = condition(world, rule, person).label("inside")
    moment = null() if turns is None else case((turns < literal(FLIPS_BEFORE), turns))
    flips_at = cast_(moment, DateTime(timezone=True)).label("flips_at")
    return everybody(world, person).add_columns(inside, flips_at)


class Answer(NamedTuple):
    """Of one condition and one person: whether it holds, and what was found."""

    holds: bool
    kind: str
    found: Any  # Any: a number, a moment, a word or None


def flags(world: World, rules: Sequence[tree.Rule]) -> Select[Any]:  # Any: one flag a rule
    """Which of these rules hold, a column each; of `world.only`, one person."""
    person = people()
    holds = [condition(world, rule, person).label(f"holds_{place}") for place, rule in enumerate(rules)]
    query: Select[Any] = everybody(world, person).with_only_columns(*holds)  # pyright: ignore[reportAssignmentType] - as many columns as rules
    return query


class Explained(NamedTuple):
    """A query of two columns a condition, and what the second ones are."""

    query: Select[Any]  # Any: flags and values by turns
    kinds: Sequence[str]


def explained(world: World, leaves: Sequence[tree.Leaf]) -> Explained:
    """Each condition's own answer and what was found; of `world.only`, one person."""
    person = people()
    columns: list[ColumnElement[Any]] = []  # Any: as in `Explained`
    kinds: list[str] = []
    for place, leaf in enumerate(leaves):
        found = measure(world, leaf, person)
        columns.append(condition(world, leaf, person).label(f"holds_{place}"))
        columns.append((null() if found is None else found.value).label(f"found_{place}"))
        kinds.append("" if found is None else found.kind)
    return Explained(everybody(world, person).with_only_columns(person.c.id, *columns), kinds)


def everybody(world: World, person: FromClause) -> Select[UUID]:
    query = select(person.c.id).where(person.c.workspace_id == world.workspace_id, person.c.merged_into_id.is_(None))
    return query.where(any_id(person.c.id, world.only)) if world.only is not None else query


def condition(world: World, rule: tree.Rule, person: FromClause, *, wanted: bool = True) -> Condition:
    """Whether the rule holds of the person, or with `wanted` False whether it does not; never NULL."""
    if isinstance(rule, tree.NotOf):
        return condition(world, rule.of, person, wanted=not wanted)
    if isinstance(rule, tree.AllOf | tree.AnyOf):
        together = isinstance(rule, tree.AllOf) is wanted
        parts = [condition(world, part, person, wanted=wanted) for part in rule.of]
        return and_(true(), *parts) if together else or_(false(), *parts)
    if isinstance(rule, tree.InSegment) and (named := world.rules.get(rule.segment_id)) is not None:
        return condition(world, named, person, wanted=wanted)
    found = _compiler(rule)(world, rule, person)
    return found if wanted else not_(found)


def _compiler(leaf: tree.Leaf) -> Compiler:
    return _BY_KIND[type(leaf)]
