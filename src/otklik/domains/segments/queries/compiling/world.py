"""What a rule is compiled against, and the few shapes of SQL that every condition is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    TableClause,
    and_,
    any_,
    bindparam,
    column,
    exists,
    func,
    literal,
    literal_column,
    not_,
    select,
    true,
)
from sqlalchemy import table as table_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import NullType

from otklik.domains.contacts.models import Contact
from otklik.domains.segments.rules import days, tree
from otklik.platform.arrays import uuids
from otklik.platform.context import WorkspaceId
from otklik.platform.db import Base

Condition = ColumnElement[bool]
Roots = Select[Any]  # Any: one column labelled `root`; SQLAlchemy types rows by position
ROOT: Final = "root"


@dataclass(frozen=True, kw_only=True)
class World:
    """The company at a moment. `only`: nobody else is asked about, so that grouped parts need not look at everybody."""

    workspace_id: WorkspaceId
    now: datetime
    zone: ZoneInfo
    currency: str
    address_kinds: Mapping[str, str] = field(default_factory=dict[str, str])
    """By kind of channel the kind of address it takes."""
    rules: Mapping[UUID, tree.Rule | None] = field(default_factory=dict[UUID, tree.Rule | None])
    """Of every segment that is named, however far; None is a list."""
    only: Sequence[UUID] | None = None

    def bounds(self, window: tree.Window) -> days.Bounds:
        return days.bounds(window, now=self.now, zone=self.zone)


def table(model: type[Base]) -> FromClause:
    """The model's table under a name of its own: conditions stand side by side and in one another."""
    return _names(model).alias()


def people() -> FromClause:
    """Those who are asked about: one row a person, their root card."""
    return _names(Contact).alias("person")


@cache
def _names(model: type[Base]) -> TableClause:
    """The table's name and columns without what only its making needs: an alias is made in a third of the time."""
    made = cast("Table", model.__table__)
    return table_(made.name, *(column(one.key, one.type) for one in made.columns))


def among(person: FromClause, roots: Roots) -> Condition:
    """The person is one of these. EXISTS: PostgreSQL makes a join of it where it can, and hashes it where not."""
    found = roots.subquery()
    return exists(select(literal_column("1")).select_from(found).where(found.c[ROOT] == person.c.id).correlate(person))


def any_id(column: ColumnElement[Any], ids: Sequence[UUID]) -> Condition:  # Any: a column of ids
    """As IN, by one parameter however many there are."""
    return column == any_(bindparam(None, uuids(ids), type_=NullType()))


def any_word(column: ColumnElement[Any], words: Sequence[str]) -> Condition:  # Any: a column of words
    return column == any_(literal(list(words), _WORDS))


def rooted(world: World, source: FromClause, owner: ColumnElement[Any], *where: Condition) -> Roots:
    """Whose these rows are, once for each row."""
    card = table(Contact)
    query = select(card.c.root_id.label(ROOT)).select_from(source.join(card, card.c.id == owner)).where(*where)
    return query.where(any_id(card.c.root_id, world.only)) if world.only is not None else query


def grouped(
    world: World,
    source: FromClause,
    owner: ColumnElement[UUID],
    measure: ColumnElement[Any],
    holds: Callable[[ColumnElement[Any]], Condition],
    *where: Condition,
) -> Roots:
    """Whose rows come to a measure for which `holds`.

    A card that was joined to no other is the person: of cards only the few that were are looked up, all at once.
    """
    card = table(Contact)
    joined = source.outerjoin(card, and_(card.c.id == owner, card.c.merged_into_id.is_not(None)))
    root = func.coalesce(card.c.root_id, owner)
    query = select(root.label(ROOT)).select_from(joined).where(*where).group_by(root).having(holds(measure))
    if world.only is None:
        return query
    mine = table(Contact)
    return query.where(owner.in_(select(mine.c.id).where(any_id(mine.c.root_id, world.only))))


def within(column: ColumnElement[Any], bounds: days.Bounds) -> Condition:
    """The moment lies in a window; an open one takes every moment there is."""
    since, until = bounds
    parts = [column >= since] if since is not None else []
    parts += [column < until] if until is not None else []
    return and_(true(), *parts)


def counted(op: tree.HowMany, number: int, at_least: Callable[[int], Condition]) -> Condition:
    """Every comparison by one question: whether it is at least so many."""
    if op == "at_least":
        return at_least(number)
    if op == "at_most":
        return not_(at_least(number + 1))
    return and_(at_least(number), not_(at_least(number + 1)))


def likeness(value: ColumnElement[Any], op: str, words: Sequence[str]) -> Condition:
    """Words in whatever case: `is`, `contains`, `starts`."""
    lowered = [word.lower() for word in words]
    if op == "is":
        return any_word(func.lower(value), lowered)
    before = "%" if op == "contains" else ""
    patterns = [f"{before}{_escaped(word)}%" for word in lowered]
    return func.lower(value).like(any_(literal(patterns, _WORDS)))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_WORDS: Final = ARRAY(cast("Any", Contact.__table__).c.name.type)  # Any: the typed table hides its columns
