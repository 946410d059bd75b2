"""When a person's answer could change with nobody doing anything: the earliest moment after now, or NULL.

Of every condition that time alone can turn, the next moment at which it may; of a rule the least of them. It may be
too early (the answer then stays, and is asked for again), never too late.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from otklik.domains.activity.models import Fact, FactTotal, PurchaseLine
from otklik.domains.contacts.models import Contact
from otklik.domains.conversations.models import Conversation
from otklik.domains.ratings.models import Rating
from otklik.domains.segments.queries.compiling import deeds, rhythm
from otklik.domains.segments.queries.compiling.values import as_date, month_day, shifted
from otklik.domains.segments.queries.compiling.world import World, table
from otklik.domains.segments.rules import days, tree
from otklik.domains.tasks.models import Task

Moment = ColumnElement[Any]  # Any: TIMESTAMPTZ or NULL
Turning = Callable[[World, Any, FromClause], Moment | None]  # Any: each takes its own kind of condition
_MOMENT: Final = DateTime(timezone=True)
_DAY: Final = literal_column("interval '1 day'")
_HOUR: Final = literal_column("interval '1 hour'")


def flips(world: World, rule: tree.Rule, person: FromClause) -> Moment | None:
    """None: nothing in the rule hangs on the time."""
    found: list[Moment] = []
    for leaf in tree.leaves(rule):
        if isinstance(leaf, tree.InSegment) and (named := world.rules.get(leaf.segment_id)) is not None:
            inner = flips(world, named, person)
        else:
            inner = _of_leaf(world, leaf, person)
        found += [inner] if inner is not None else []
    if not found:
        return None
    return func.least(*found) if len(found) > 1 else found[0]


def _of_leaf(world: World, leaf: tree.Leaf, person: FromClause) -> Moment | None:
    found = _by_kind().get(type(leaf))
    return found(world, leaf, person) if found else None


def _by_kind() -> Mapping[type, Turning]:
    return {
        tree.Event: _event,
        tree.EventEdge: _event_edge,
        tree.EventSum: _event_sum,
        tree.Purchases: _purchases,
        tree.Rhythm: rhythm.turns,
        tree.Seen: _seen,
        tree.Conversation: _conversation,
        tree.Rating: _rating,
        tree.Task: _task,
        tree.AttributeInDays: _in_days,
        tree.Anniversary: _anniversary,
    }


# ---- what falls behind a window -----------------------------------------------------------------------


def _event(world: World, leaf: tree.Event, person: FromClause) -> Moment | None:
    window = days.rolling(leaf.window)
    if window is None:
        return None
    fact = table(Fact)
    where = deeds.matching(world, fact, leaf, world.bounds(window))
    return _leaves(world, window, _earliest(fact, fact.c.contact_id, fact.c.at, person, *where))


def _event_sum(world: World, leaf: tree.EventSum, person: FromClause) -> Moment | None:
    return _event(world, deeds.summed(leaf), person)


def _event_edge(world: World, leaf: tree.EventEdge, person: FromClause) -> Moment | None:
    window = days.rolling(leaf.window)
    if window is None:
        return None
    total = table(FactTotal)
    edge = total.c.last_at if leaf.edge == "last" else total.c.first_at
    theirs = (total.c.contact_id == person.c.id, total.c.name == leaf.name, edge >= _since(world, window))
    return _leaves(world, window, select(edge).where(*theirs).correlate(person).scalar_subquery())


def _purchases(world: World, leaf: tree.Purchases, person: FromClause) -> Moment | None:
    if not (leaf.products or leaf.categories):
        return _event(world, tree.Event(name=deeds.PURCHASE, window=leaf.window), person)
    window = days.rolling(leaf.window)
    if window is None:
        return None
    line = table(PurchaseLine)
    where = deeds.matching_lines(world, line, leaf, world.bounds(window))
    return _leaves(world, window, _earliest(line, line.c.contact_id, line.c.at, person, *where))


def _seen(world: World, leaf: tree.Seen, person: FromClause) -> Moment | None:
    window = days.rolling(leaf.window)
    if window is None:
        return None
    if leaf.edge == "last":
        edge: ColumnElement[Any] = person.c.last_seen_at  # Any: a moment
    else:
        card = table(Contact)
        theirs = or_(card.c.id == person.c.id, and_(card.c.root_id == person.c.id, card.c.merged_into_id.is_not(None)))
        edge = select(func.min(card.c.created_at)).where(theirs).correlate(person).scalar_subquery()
    return case((edge >= _since(world, window), _leaves(world, window, edge)))


def _conversation(world: World, leaf: tree.Conversation, person: FromClause) -> Moment | None:
    window = days.rolling(leaf.wrote)
    if window is None:
        return None
    talk = table(Conversation)
    wrote = talk.c.last_inbound_at
    query = _earliest(talk, talk.c.contact_id, wrote, person, wrote >= _since(world, window))
    return _leaves(world, window, query)


def _rating(world: World, leaf: tree.Rating, person: FromClause) -> Moment | None:
    window = days.rolling(leaf.window)
    if window is None:
        return None
    said, talk = table(Rating), table(Conversation)
    joined = said.join(talk, talk.c.id == said.c.conversation_id)
    after = said.c.rated_at >= _since(world, window)
    return _leaves(world, window, _earliest(joined, talk.c.contact_id, said.c.rated_at, person, after))


def _since(world: World, window: tree.Last) -> Any:  # Any: a moment
    return world.bounds(window)[0]


def _earliest(
    source: FromClause,
    owner: ColumnElement[Any],
    at: ColumnElement[Any],
    person: FromClause,
    *where: ColumnElement[bool],
) -> Moment:
    """The first moment of the person's rows, over all their cards."""
    card = table(Contact)
    joined = source.join(card, card.c.id == owner)
    query: Select[Any] = select(func.min(at)).select_from(joined).where(card.c.root_id == person.c.id, *where)
    return query.correlate(person).scalar_subquery()


def _leaves(world: World, window: tree.Last, at: Moment) -> Moment:
    """When something of that moment is not within the window any more."""
    if window.unit == "hours":
        return at + literal_column(f"interval '{window.amount} hours 1 microsecond'")
    local = func.date_trunc("day", func.timezone(str(world.zone), at))
    return _midnight(world, local + literal_column(f"interval '{window.amount + 1} days'"))


def _midnight(world: World, local: ColumnElement[Any]) -> Moment:  # Any: a local midnight without a zone
    """The moment; where clocks go back over midnight, so that it comes twice, the first."""
    zone = str(world.zone)
    by_hour_before = func.timezone(zone, cast(local - _HOUR, DateTime())) + _HOUR
    return cast(func.least(func.timezone(zone, cast(local, DateTime())), by_hour_before), _MOMENT)


# ---- what comes due -----------------------------------------------------------------------------------


def _task(world: World, leaf: tree.Task, person: FromClause) -> Moment | None:
    if leaf.state != "overdue":
        return None
    todo, talk = table(Task), table(Conversation)
    joined = todo.outerjoin(talk, talk.c.id == todo.c.conversation_id)
    owner = func.coalesce(talk.c.contact_id, todo.c.contact_id)
    open_ = (todo.c.workspace_id == world.workspace_id, todo.c.state == "open", todo.c.due_at > world.now)
    return _earliest(joined, owner, todo.c.due_at, person, *open_)


def _in_days(world: World, leaf: tree.AttributeInDays, person: FromClause) -> Moment:
    today = days.today(world.now, world.zone)

    def turns(value: ColumnElement[Any]) -> Moment:
        day = as_date(value)
        comes, goes = cast(day - leaf.high, DateTime()), cast(day - leaf.low + 1, DateTime())
        return case(
            (day > shifted(today, leaf.high), _midnight(world, comes)),
            (day >= shifted(today, leaf.low), _midnight(world, goes)),
        )

    return _of_shown_value(person, leaf.name, turns)


def _anniversary(world: World, leaf: tree.Anniversary, person: FromClause) -> Moment:
    turns = days.next_changes(world.now, world.zone, low=leaf.low, high=leaf.high)
    table_ = literal({key: at.isoformat() for key, at in turns.items()}, JSONB)
    return _of_shown_value(person, leaf.name, lambda value: cast(table_.op("->>")(month_day(value)), _MOMENT))


def _of_shown_value(person: FromClause, name: str, turns: Callable[[ColumnElement[Any]], Moment]) -> Moment:
    """Of the attribute the person shows: by the root, else by the first other card that has it."""
    other = table(Contact)
    query = (
        select(turns(other.c.attributes[name]))
        .where(other.c.merged_into_id.is_not(None), other.c.root_id == person.c.id, other.c.attributes.has_key(name))
        .order_by(other.c.id)
        .limit(1)
    )
    others = query.correlate(person).scalar_subquery()
    return case((person.c.attributes.has_key(name), turns(person.c.attributes[name])), else_=others)
