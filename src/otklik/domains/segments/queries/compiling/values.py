"""What is known of people: names, languages, attributes, over all of a person's cards.

As contacts' `rules.fold`: what the root says counts; else what the card known longest says of those that say anything.
Few people have a second card, so the root is asked first and the others by a part that PostgreSQL hashes once.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Numeric,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from otklik.domains.contacts.models import Contact
from otklik.domains.segments.queries.compiling.world import Condition, World, any_word, likeness, table, within
from otklik.domains.segments.rules import days, tree

Test = Callable[[FromClause], Condition]
"""A question to one card."""
Value = ColumnElement[Any]  # Any: a JSON value of a card

DATE_LENGTH: Final = 10
_ISO_DATE: Final = r"^\d{4}-\d{2}-\d{2}"


def folded(person: FromClause, *, says: Test, fits: Test) -> Condition:
    """What the person shows fits: the first of their cards that says anything does."""
    other, elder = table(Contact), table(Contact)
    same = and_(elder.c.merged_into_id.is_not(None), elder.c.root_id == other.c.root_id)
    before = exists(select(literal_column("1")).where(same, elder.c.id < other.c.id, says(elder))).correlate(other)
    others = exists(
        select(literal_column("1"))
        .where(other.c.merged_into_id.is_not(None), other.c.root_id == person.c.id, says(other), fits(other))
        .where(not_(before))
        .correlate(person)
    )
    return or_(and_(says(person), fits(person)), and_(not_(says(person)), others))


def attribute(person: FromClause, name: str, fits: Callable[[Value], Condition]) -> Condition:
    """The person's attribute is there and fits."""
    return folded(
        person,
        says=lambda card: card.c.attributes.has_key(name),
        fits=lambda card: fits(card.c.attributes[name]),
    )


def attribute_text(_: World, leaf: tree.AttributeText, person: FromClause) -> Condition:
    return attribute(person, leaf.name, lambda value: _text_fits(value, leaf))


def attribute_number(_: World, leaf: tree.AttributeNumber, person: FromClause) -> Condition:
    def fits(value: Value) -> Condition:
        number = as_number(value)
        if leaf.op == "between":
            return and_(number >= leaf.value, number <= leaf.high)
        if leaf.op == "equals":
            return number == leaf.value
        return number >= leaf.value if leaf.op == "at_least" else number <= leaf.value

    return attribute(person, leaf.name, lambda value: func.coalesce(fits(value), false()))


def attribute_date(_: World, leaf: tree.AttributeDate, person: FromClause) -> Condition:
    def fits(value: Value) -> Condition:
        day = as_date(value)
        since = day >= leaf.since if leaf.since else day.is_not(None)
        return func.coalesce(and_(since, day <= leaf.until) if leaf.until else since, false())

    return attribute(person, leaf.name, fits)


def attribute_in_days(world: World, leaf: tree.AttributeInDays, person: FromClause) -> Condition:
    today = days.today(world.now, world.zone)
    first, last = shifted(today, leaf.low), shifted(today, leaf.high)
    return attribute(person, leaf.name, lambda value: func.coalesce(as_date(value).between(first, last), false()))


def anniversary(world: World, leaf: tree.Anniversary, person: FromClause) -> Condition:
    wanted = days.days_of_year(days.today(world.now, world.zone), low=leaf.low, high=leaf.high)
    return attribute(person, leaf.name, lambda value: func.coalesce(any_word(month_day(value), wanted), false()))


def attribute_flag(_: World, leaf: tree.AttributeFlag, person: FromClause) -> Condition:
    return attribute(person, leaf.name, lambda value: value == literal(leaf.value, JSONB))


def attribute_list(_: World, leaf: tree.AttributeList, person: FromClause) -> Condition:
    def fits(value: Value) -> Condition:
        held = [value.contains(literal([word], JSONB)) for word in leaf.values]
        return and_(func.jsonb_typeof(value) == "array", or_(*held) if leaf.op == "any" else and_(*held))

    return attribute(person, leaf.name, fits)


def attribute_known(_: World, leaf: tree.AttributeKnown, person: FromClause) -> Condition:
    return attribute(person, leaf.name, lambda value: func.coalesce(as_text(value) != "", false()))


def name(_: World, leaf: tree.PersonName, person: FromClause) -> Condition:
    return folded(
        person,
        says=lambda card: card.c.name != "",
        fits=lambda card: likeness(card.c.name, leaf.op, leaf.values) if leaf.values else card.c.name != "",
    )


def language(_: World, leaf: tree.Language, person: FromClause) -> Condition:
    wanted = [one.lower() for one in leaf.languages]

    def fits(card: FromClause) -> Condition:
        locale = func.lower(card.c.locale)
        return or_(any_word(locale, wanted), any_word(func.split_part(locale, "-", 1), wanted))

    return folded(person, says=lambda card: card.c.locale != "", fits=fits)


def seen(world: World, leaf: tree.Seen, person: FromClause) -> Condition:
    bounds = world.bounds(leaf.window)
    if leaf.edge == "last":
        return within(person.c.last_seen_at, bounds)
    since, until = bounds
    parts: list[Condition] = [literal_column("true")]
    if since is not None:
        parts.append(not_(_any_card_before(person, since)))
    if until is not None:
        parts.append(_any_card_before(person, until))
    return and_(*parts)


def as_text(value: Value) -> ColumnElement[str]:
    """A JSON value as words: a word without its quotes, 5 as `5`, yes as `true`."""
    return value.op("#>>")(literal_column("'{}'"))


def as_number(value: Value) -> ColumnElement[Any]:  # Any: NUMERIC
    """NULL for what is no number; the cast is tried of numbers alone."""
    return case((func.jsonb_typeof(value) == "number", cast(as_text(value), Numeric)))


def as_date(value: Value) -> ColumnElement[Any]:  # Any: DATE
    """NULL for what is no date; of a moment the day it is written with."""
    day = func.left(as_text(value), DATE_LENGTH)
    right = and_(day.regexp_match(_ISO_DATE), func.pg_input_is_valid(day, "date"))
    return case((right, cast(day, Date)))


def month_day(value: Value) -> ColumnElement[str]:
    """`MM-DD` of a date; NULL for what is none."""
    return func.to_char(as_date(value), "MM-DD")


def shifted(day: Any, ahead: int) -> Any:  # Any: a date; kept within what a calendar holds
    from_ordinal = min(max(day.toordinal() + ahead, 1), day.max.toordinal())
    return day.fromordinal(from_ordinal)


def _text_fits(value: Value, leaf: tree.AttributeText) -> Condition:
    plain = not_(any_word(func.jsonb_typeof(value), ["array", "object", "null"]))
    return and_(plain, func.coalesce(likeness(as_text(value), leaf.op, leaf.values), false()))


def _any_card_before(person: FromClause, moment: Any) -> Condition:  # Any: a moment
    other = table(Contact)
    theirs = (other.c.merged_into_id.is_not(None), other.c.root_id == person.c.id, other.c.created_at < moment)
    return or_(person.c.created_at < moment, exists(select(literal_column("1")).where(*theirs).correlate(person)))
