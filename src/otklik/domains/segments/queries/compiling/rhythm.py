"""How late somebody is by their own rhythm, from the one roll-up of their purchases (docs/adr/0060-own-rhythm.md).

The usual interval is the time from the first purchase to the last by how many lie between. It is multiplied out,
never divided, so that who is late and when that begins are told to the microsecond.
"""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)

from otklik.domains.activity.models import FactTotal
from otklik.domains.segments.queries.compiling.deeds import PURCHASE
from otklik.domains.segments.queries.compiling.world import ROOT, Condition, Roots, World, among, table
from otklik.domains.segments.rules import tree

PURCHASES_MIN: Final = 3
SPAN_MIN: Final = timedelta(days=2)
INTERVAL_MIN: Final = timedelta(days=1)
"""As activity/rhythm.py says, and tests/domain/segments holds them to it."""
HUNDREDTHS: Final = 100
DAY_MICROSECONDS: Final = INTERVAL_MIN // timedelta(microseconds=1)
AHEAD_MAX: Final = 2**53
"""Microseconds, 285 years: PostgreSQL multiplies an interval by a double, which counts no further by one."""
_MICROSECOND: Final = literal_column("interval '1 microsecond'")
_MILLION: Final = literal_column("1000000")

Count = ColumnElement[Any]  # Any: NUMERIC, whole


def condition(world: World, leaf: tree.Rhythm, person: FromClause) -> Condition:
    """Of a block of people each is looked up by themselves: a sub-select for a value is never made a join (ADR 52)."""
    if world.only is None:
        return among(person, late(world, leaf))
    total = table(FactTotal)
    is_late = and_(*_late(world, leaf, total))
    return func.coalesce(_of_person(world, total, person, is_late), false())


def late(world: World, leaf: tree.Rhythm) -> Roots:
    """Who bought last so many of their usual intervals ago; each once."""
    total = table(FactTotal)
    # no interval is below a day: so the index by the last purchase leaves out most of those who come often
    lately = world.now - INTERVAL_MIN * _hundredths(leaf.at_least) / HUNDREDTHS
    where = [*_regular(world, total), total.c.last_at <= lately, *_late(world, leaf, total)]
    return select(total.c.contact_id.label(ROOT)).where(*where)


def turns(world: World, leaf: tree.Rhythm, person: FromClause) -> ColumnElement[Any]:  # Any: TIMESTAMPTZ or NULL
    """When they become late enough, or else too late; NULL: neither is ahead."""
    total = table(FactTotal)
    moments = [_at(total, _since_last(total, leaf.at_least, up=True))]
    if leaf.at_most is not None:
        moments.append(_at(total, _since_last(total, leaf.at_most, up=False) + 1))
    ahead = [case((moment > literal(world.now), moment)) for moment in moments]
    return _of_person(world, total, person, func.least(*ahead))


def told(world: World, person: FromClause) -> ColumnElement[Any]:  # Any: TEXT or NULL
    """`1814400/4147200`: the usual interval and the time since the last purchase, in seconds."""
    total = table(FactTotal)
    every = func.round(_whole(total) / _parts(total) / _MILLION)
    ago = func.greatest(0, func.round(_microseconds(literal(world.now) - total.c.last_at) / _MILLION))
    return _of_person(world, total, person, func.concat(every, "/", ago))


def _of_person(
    world: World,
    total: FromClause,
    person: FromClause,
    value: ColumnElement[Any],  # Any: of whatever type
) -> ColumnElement[Any]:  # Any: as the value
    query = select(value).where(total.c.contact_id == person.c.id, *_regular(world, total))
    return query.correlate(person).scalar_subquery()


def _regular(world: World, total: FromClause) -> list[Condition]:
    """Of whom enough is known."""
    return [
        total.c.workspace_id == world.workspace_id,
        total.c.name == PURCHASE,
        and_(total.c.count >= PURCHASES_MIN, total.c.last_at - total.c.first_at >= SPAN_MIN),
    ]


def _late(world: World, leaf: tree.Rhythm, total: FromClause) -> list[Condition]:
    paused = _microseconds(literal(world.now) - total.c.last_at) * _parts(total) * HUNDREDTHS
    where = [paused >= _hundredths(leaf.at_least) * _whole(total)]
    if leaf.at_most is not None:
        where.append(paused <= _hundredths(leaf.at_most) * _whole(total))
    return where


def _parts(total: FromClause) -> Count:
    return cast(total.c.count - 1, Numeric)


def _whole(total: FromClause) -> Count:
    """Of all the intervals together."""
    span = _microseconds(total.c.last_at - total.c.first_at)
    return func.greatest(span, _parts(total) * DAY_MICROSECONDS, type_=Numeric)


def _since_last(total: FromClause, times: float, *, up: bool) -> Count:
    """So many usual intervals, in microseconds rounded up or down."""
    above, below = _hundredths(times) * _whole(total), _parts(total) * HUNDREDTHS
    return func.div(above + below - 1 if up else above, below, type_=Numeric)


def _at(total: FromClause, since_last: Count) -> ColumnElement[Any]:  # Any: TIMESTAMPTZ
    return total.c.last_at + _MICROSECOND * func.least(since_last, AHEAD_MAX)


def _microseconds(span: ColumnElement[Any]) -> Count:  # Any: INTERVAL
    """Exact: EXTRACT gives NUMERIC. Between two moments PostgreSQL counts days and less, no months."""
    return type_coerce(func.extract("epoch", span), Numeric) * _MILLION


def _hundredths(times: float) -> int:
    return round(times * HUNDREDTHS)
