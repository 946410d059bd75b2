"""What stands behind a condition's answer for one person: how often, for how much, since when."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Numeric, cast, distinct, func, select

from otklik.domains.activity.models import Fact, FactTotal, PurchaseLine, RfmScore
from otklik.domains.contacts.models import Contact
from otklik.domains.segments.queries.compiling import deeds, rhythm
from otklik.domains.segments.queries.compiling.world import World, table
from otklik.domains.segments.rules import tree


class Measure(NamedTuple):
    """`kind` says what the value is: count, money (minor units), moment, rhythm, or word."""

    kind: str
    value: ColumnElement[Any]  # Any: of that kind


def measure(world: World, leaf: tree.Leaf, person: FromClause) -> Measure | None:
    """None: nothing more is to be said than that it holds or does not."""
    found = _by_kind().get(type(leaf))
    return found(world, leaf, person) if found else None


def _by_kind() -> Mapping[type, Callable[[World, Any, FromClause], Measure]]:  # Any: each its own condition
    return {
        tree.Event: _event,
        tree.EventEdge: _event_edge,
        tree.EventSum: _event_sum,
        tree.Purchases: _purchases,
        tree.Rfm: _rfm,
        tree.Rhythm: _rhythm,
        tree.Seen: _seen,
    }


def _event(world: World, leaf: tree.Event, person: FromClause) -> Measure:
    fact = table(Fact)
    where = deeds.matching(world, fact, leaf, world.bounds(leaf.window))
    return Measure("count", _over_cards(fact, fact.c.contact_id, func.count(), person, *where))


def _event_edge(_: World, leaf: tree.EventEdge, person: FromClause) -> Measure:
    total = table(FactTotal)
    edge = total.c.last_at if leaf.edge == "last" else total.c.first_at
    query = select(edge).where(total.c.contact_id == person.c.id, total.c.name == leaf.name)
    return Measure("moment", query.correlate(person).scalar_subquery())


def _event_sum(world: World, leaf: tree.EventSum, person: FromClause) -> Measure:
    fact = table(Fact)
    added, has = deeds.summand(world, fact, leaf)
    where = deeds.matching(world, fact, deeds.summed(leaf), world.bounds(leaf.window))
    sum_ = func.coalesce(func.sum(added), 0)
    return Measure("count" if leaf.sum_of else "money", _over_cards(fact, fact.c.contact_id, sum_, person, *where, has))


def _purchases(world: World, leaf: tree.Purchases, person: FromClause) -> Measure:
    bounds = world.bounds(leaf.window)
    if not (leaf.products or leaf.categories):
        fact = table(Fact)
        where = deeds.matching(world, fact, tree.Event(name=deeds.PURCHASE), bounds)
        own = func.sum(fact.c.amount_minor).filter(fact.c.currency == world.currency)
        sum_ = func.coalesce(own, 0) if leaf.measure == "sum" else func.count()
        return Measure(_kind(leaf), _over_cards(fact, fact.c.contact_id, sum_, person, *where))
    line, bought = table(PurchaseLine), table(Fact)
    where = [*deeds.matching_lines(world, line, leaf, bounds), bought.c.id == line.c.fact_id]
    worth = func.sum(cast(line.c.quantity_thousandths, Numeric) * line.c.price_minor / deeds.THOUSANDTHS)
    own = func.coalesce(func.floor(worth.filter(bought.c.currency == world.currency)), 0)
    measured = own if leaf.measure == "sum" else func.count(distinct(line.c.fact_id))
    joined = line.join(bought, bought.c.id == line.c.fact_id)
    return Measure(_kind(leaf), _over_cards(joined, line.c.contact_id, measured, person, *where))


def _rfm(_: World, __: tree.Rfm, person: FromClause) -> Measure:
    score = table(RfmScore)
    group = select(score.c.group).where(score.c.contact_id == person.c.id).correlate(person)
    return Measure("group", group.scalar_subquery())


def _rhythm(world: World, _: tree.Rhythm, person: FromClause) -> Measure:
    return Measure("rhythm", rhythm.told(world, person))


def _seen(_: World, leaf: tree.Seen, person: FromClause) -> Measure:
    if leaf.edge == "last":
        return Measure("moment", person.c.last_seen_at)
    card = table(Contact)
    first = select(func.min(card.c.created_at)).where(card.c.root_id == person.c.id).correlate(person)
    return Measure("moment", first.scalar_subquery())


def _kind(leaf: tree.Purchases) -> str:
    return "money" if leaf.measure == "sum" else "count"


def _over_cards(
    source: FromClause,
    owner: ColumnElement[Any],  # Any: ids
    measured: ColumnElement[Any],  # Any: a number
    person: FromClause,
    *where: ColumnElement[bool],
) -> ColumnElement[Any]:  # Any: as above
    card = table(Contact)
    joined = source.join(card, card.c.id == owner)
    query = select(measured).select_from(joined).where(card.c.root_id == person.c.id, *where)
    return query.correlate(person).scalar_subquery()
