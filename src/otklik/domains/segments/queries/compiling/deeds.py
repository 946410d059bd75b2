"""What people did and bought, and where they stand among buyers.

Roll-ups (`fact_totals`, one row a person and name) answer what they can: ever, first and last, at least once since. How
often something happened within a window is counted from the facts by their index, by card first (docs/adr/0031).
"""

import operator
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    and_,
    cast,
    distinct,
    exists,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from otklik.domains.activity.models import Fact, FactTotal, PurchaseLine, RfmScore
from otklik.domains.contacts.models import Contact
from otklik.domains.segments.queries.compiling.values import as_number, as_text
from otklik.domains.segments.queries.compiling.world import (
    ROOT,
    Condition,
    Roots,
    World,
    among,
    any_word,
    counted,
    grouped,
    likeness,
    rooted,
    table,
    within,
)
from otklik.domains.segments.rules import days, tree

PURCHASE: Final = "purchase"
"""What activity calls an event that is one."""
THOUSANDTHS: Final = 1_000
"""In which a line's quantity is kept."""


def event(world: World, leaf: tree.Event, person: FromClause) -> Condition:
    return counted(leaf.op, leaf.count, lambda number: _happened(world, leaf, number, person))


def event_edge(world: World, leaf: tree.EventEdge, person: FromClause) -> Condition:
    return among(person, at_edge(world, leaf))


def event_sum(world: World, leaf: tree.EventSum, person: FromClause) -> Condition:
    """Where 0 is enough, all are in whose events do not come to something else."""
    wanted, sign = literal(leaf.value, Numeric), operator.ge if leaf.op == "at_least" else operator.le
    if not sign(0, leaf.value):
        return among(person, coming_to(world, leaf, lambda found: sign(found, wanted)))
    return not_(among(person, coming_to(world, leaf, lambda found: not_(sign(found, wanted)))))


def purchases(world: World, leaf: tree.Purchases, person: FromClause) -> Condition:
    if leaf.measure == "sum":
        return counted(leaf.op, leaf.value, lambda sum_: _spent(world, leaf, sum_, person))
    return counted(leaf.op, leaf.value, lambda number: _bought(world, leaf, number, person))


def rfm(world: World, leaf: tree.Rfm, person: FromClause) -> Condition:
    score = table(RfmScore)
    where = [score.c.workspace_id == world.workspace_id]
    if leaf.groups:
        where.append(any_word(score.c.group, leaf.groups))
    if leaf.levels:
        where.append(score.c.level.in_(leaf.levels))
    fifths = {"recency": leaf.recency, "frequency": leaf.frequency, "money": leaf.money}
    where += [score.c[name].between(span.low, span.high) for name, span in fifths.items() if span is not None]
    return among(person, select(score.c.contact_id.label(ROOT)).where(*where))


def summed(leaf: tree.EventSum) -> tree.Event:
    """The events that are summed up."""
    return tree.Event(name=leaf.name, window=leaf.window, where=leaf.where)


def summand(
    world: World, fact: FromClause, leaf: tree.EventSum
) -> tuple[ColumnElement[Any], Condition]:  # Any: a number
    """(what is added of each event, which events have it)."""
    if leaf.sum_of:
        return as_number(fact.c.properties[leaf.sum_of]), fact.c.properties.has_key(leaf.sum_of)
    return fact.c.amount_minor, fact.c.currency == world.currency


def matching(world: World, fact: FromClause, leaf: tree.Event, bounds: days.Bounds) -> list[Condition]:
    """Facts that the condition counts, within these moments."""
    where = [fact.c.workspace_id == world.workspace_id, fact.c.name == leaf.name, within(fact.c.at, bounds)]
    if leaf.amount_from is not None:
        where.append(fact.c.amount_minor >= leaf.amount_from)
    if leaf.amount_to is not None:
        where.append(fact.c.amount_minor <= leaf.amount_to)
    if leaf.amount_from is not None or leaf.amount_to is not None:
        where.append(fact.c.currency == world.currency)
    return where + [_property(fact, one) for one in leaf.where]


def matching_lines(world: World, line: FromClause, leaf: tree.Purchases, bounds: days.Bounds) -> list[Condition]:
    """Lines of purchases that the condition counts, within these moments."""
    where = [line.c.workspace_id == world.workspace_id, within(line.c.at, bounds)]
    if leaf.products:
        where.append(any_word(line.c.product, leaf.products))
    if leaf.categories:
        where.append(any_word(line.c.category, leaf.categories))
    return where


# ---- how often ----------------------------------------------------------------------------------------


def _happened(world: World, leaf: tree.Event, number: int, person: FromClause) -> Condition:
    if number == 1 and not _is_rolled_up(world, leaf, 1):
        fact = table(Fact)
        where = matching(world, fact, leaf, world.bounds(leaf.window))
        return among(person, rooted(world, fact, fact.c.contact_id, *where))
    return among(person, doers(world, leaf, number)) if number > 0 else true()


def _bought(world: World, leaf: tree.Purchases, number: int, person: FromClause) -> Condition:
    if number == 1 and (leaf.products or leaf.categories):
        line = table(PurchaseLine)
        where = matching_lines(world, line, leaf, world.bounds(leaf.window))
        return among(person, rooted(world, line, line.c.contact_id, *where))
    return among(person, buyers(world, leaf, number)) if number > 0 else true()


def doers(world: World, leaf: tree.Event, number: int) -> Roots:
    """Of whom there is at least so much, one or more; each once."""
    if _is_rolled_up(world, leaf, number):
        return _rolled_up(world, leaf.name, number, world.bounds(leaf.window))
    fact = table(Fact)
    where = matching(world, fact, leaf, world.bounds(leaf.window))
    return grouped(world, fact, fact.c.contact_id, func.count(), lambda found: found >= number, *where)


def _is_rolled_up(world: World, leaf: tree.Event, number: int) -> bool:
    plain = not leaf.where and leaf.amount_from is None and leaf.amount_to is None
    return plain and (number == 1 or world.bounds(leaf.window) == (None, None))


def _rolled_up(world: World, name: str, number: int, bounds: days.Bounds) -> Roots:
    """Ever so often, or at least once within a window: from one row a person."""
    total = table(FactTotal)
    where = _of_name(world, total, name)
    if number > 1:
        where.append(total.c.count >= number)
    since, until = bounds
    if since is not None:
        where.append(total.c.last_at >= since)
    if until is not None:
        where.append(total.c.first_at < until)
    if since is not None and until is not None:
        edge_within = or_(total.c.first_at >= since, total.c.last_at < until)
        where.append(or_(edge_within, _between_edges(world, name, total, bounds)))
    return select(total.c.contact_id.label(ROOT)).where(*where)


def _between_edges(world: World, name: str, total: FromClause, bounds: days.Bounds) -> Condition:
    """First before the window and last after it: only the facts know whether there was one within."""
    fact, card = table(Fact), table(Contact)
    joined = fact.join(card, card.c.id == fact.c.contact_id)
    theirs = matching(world, fact, tree.Event(name=name), bounds)
    query = select(literal_column("1")).select_from(joined).where(card.c.root_id == total.c.contact_id, *theirs)
    return exists(query.correlate(total))


def at_edge(world: World, leaf: tree.EventEdge) -> Roots:
    """Who did it first, or last, within the window; each once."""
    total = table(FactTotal)
    edge = total.c.last_at if leaf.edge == "last" else total.c.first_at
    theirs = _of_name(world, total, leaf.name)
    return select(total.c.contact_id.label(ROOT)).where(*theirs, within(edge, world.bounds(leaf.window)))


def buyers(world: World, leaf: tree.Purchases, number: int) -> Roots:
    """Who made at least so many purchases, one or more, that hold such a line; each once."""
    if not (leaf.products or leaf.categories):
        return doers(world, tree.Event(name=PURCHASE, window=leaf.window), number)
    line = table(PurchaseLine)
    where = matching_lines(world, line, leaf, world.bounds(leaf.window))
    bought = func.count(distinct(line.c.fact_id))
    return grouped(world, line, line.c.contact_id, bought, lambda found: found >= number, *where)


# ---- for how much -------------------------------------------------------------------------------------

Compared = Callable[[ColumnElement[Any]], Condition]  # Any: a sum of whole numbers


def _spent(world: World, leaf: tree.Purchases, sum_: int, person: FromClause) -> Condition:
    """Who bought nothing spent nothing: asked for no more than that, all are in whose purchases do not say less."""
    if sum_ > 0:
        return among(person, spenders(world, leaf, lambda found: found >= sum_))
    return not_(among(person, spenders(world, leaf, lambda found: found < sum_)))


def spenders(world: World, leaf: tree.Purchases, compared: Compared) -> Roots:
    """Buyers whose purchases, or lines of them, come to such a sum; each once."""
    if leaf.products or leaf.categories:
        return _lines_worth(world, leaf, compared)
    return coming_to(world, tree.EventSum(name=PURCHASE, value=0, window=leaf.window), compared)


def coming_to(world: World, leaf: tree.EventSum, compared: Compared) -> Roots:
    """Whose events come to such a sum; each once."""
    bounds = world.bounds(leaf.window)
    if bounds == (None, None) and not leaf.sum_of and not leaf.where:
        total = table(FactTotal)
        return select(total.c.contact_id.label(ROOT)).where(
            *_of_name(world, total, leaf.name), compared(total.c.sum_minor)
        )
    fact = table(Fact)
    added, has = summand(world, fact, leaf)
    where = matching(world, fact, summed(leaf), bounds)
    return grouped(world, fact, fact.c.contact_id, func.sum(added), compared, *where, has)


def _lines_worth(world: World, leaf: tree.Purchases, compared: Compared) -> Roots:
    """In the purchase's currency, of purchases in the company's alone. A thousandth of a coin counts too."""
    line, fact = table(PurchaseLine), table(Fact)
    joined = line.join(fact, fact.c.id == line.c.fact_id)
    worth = func.sum(cast(line.c.quantity_thousandths, Numeric) * line.c.price_minor)
    where = (*matching_lines(world, line, leaf, world.bounds(leaf.window)), fact.c.currency == world.currency)
    return grouped(world, joined, line.c.contact_id, worth, lambda found: compared(found / THOUSANDTHS), *where)


# ---- pieces -------------------------------------------------------------------------------------------


def _of_name(world: World, total: FromClause, name: str) -> list[Condition]:
    return [total.c.workspace_id == world.workspace_id, total.c.name == name]


def _property(fact: FromClause, wanted: tree.Property) -> Condition:
    value = fact.c.properties[wanted.name]
    if wanted.op in {"at_least", "at_most"}:
        number = as_number(value)
        return func.coalesce(number >= wanted.number if wanted.op == "at_least" else number <= wanted.number, false())
    return func.coalesce(and_(_plain(value), likeness(as_text(value), wanted.op, wanted.values)), false())


def _plain(value: ColumnElement[Any]) -> Condition:  # Any: a JSON value
    return not_(any_word(func.jsonb_typeof(value), ["array", "object", "null"]))
