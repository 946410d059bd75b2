"""Random rules over the things of a town."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as some

from otklik.domains.segments.rules import tree

Rules = some.SearchStrategy[Any]  # Any: a rule; hypothesis loses the union


def windows(today: date) -> Rules:
    days = some.integers(-6, 2).map(lambda shift: date.fromordinal(today.toordinal() + shift))
    return some.one_of(
        some.just(tree.Ever()),
        some.builds(tree.Last, amount=some.integers(0, 5), unit=some.just("days")),
        some.builds(tree.Last, amount=some.integers(0, 4), unit=some.just("hours")),
        some.builds(tree.Older, days=some.integers(0, 5)),
        some.builds(tree.Between, since=some.none() | days, until=some.none() | days),
    )


def leaves(
    today: date, *, channel_ids: Sequence[UUID], label_ids: Sequence[UUID], segment_ids: Sequence[UUID]
) -> Rules:
    """Any condition; each family of them as often as any other."""
    window = windows(today)
    talks = _conversations(window, channel_ids, label_ids)
    named = some.builds(tree.InSegment, segment_id=some.sampled_from(list(segment_ids)))
    dealings = some.one_of(talks, _TASKS, _DEBTS, _ratings(window), named)
    who = some.one_of(_attributes(today), _NAMES, _LANGUAGES, _seen(window))
    reach = some.one_of(_ADDRESSES, _CHANNELS, _CONSENTS, _SUPPRESSED)
    return some.one_of(
        who, reach, dealings, _RFM, _RHYTHMS, _edges(window), _events(window), _sums(window), _purchases(window)
    )


def _one(*values: object) -> Rules:
    return some.sampled_from(values)


def _ends(low: int, high: int) -> Rules:
    """Two numbers, the lesser first."""
    return some.tuples(some.integers(low, high), some.integers(low, high)).map(sorted)


_LIKE: Final = _one("is", "contains", "starts")
_HOW_MANY: Final = _one("at_least", "at_most", "exactly")
_FIFTHS: Final = _ends(1, 5)
_SPANS: Final = some.none() | _FIFTHS.map(lambda ends: tree.Span(low=ends[0], high=ends[1]))

# ---- who they are -------------------------------------------------------------------------------------

_WORDS: Final = some.lists(_one("москва", "ТВЕРЬ", "0%", "5", "true", "_", "О"), min_size=1, max_size=2).map(tuple)
_NAMES: Final = some.builds(tree.PersonName, op=_LIKE, values=_one((), ("анна",), ("0%",), ("b\\",)))
_LANGUAGES: Final = some.builds(tree.Language, languages=_one(("ru",), ("en", "ru-RU"), ("en-GB",)))
_AGES: Final = some.builds(
    tree.AttributeNumber,
    name=some.just("age"),
    op=_one("equals", "at_least", "at_most", "between"),
    value=_one(17.0, 18.0),
    high=_one(18.0, 30.0),
)
_TAGS: Final = some.builds(tree.AttributeList, name=some.just("tags"), op=_one("any", "all"), values=_one(("a", "b")))


def _visited(ends: tuple[date | None, date | None]) -> tree.AttributeDate:
    since, until = ends
    if since and until and since > until:
        since, until = until, since
    return tree.AttributeDate(name="visit", since=since, until=until)


def _attributes(today: date) -> Rules:
    day = some.none() | some.integers(-6, 6).map(lambda shift: date.fromordinal(today.toordinal() + shift))
    ahead = _ends(-5, 5)
    return some.one_of(
        some.builds(tree.AttributeText, name=some.just("city"), op=_LIKE, values=_WORDS),
        _AGES,
        some.tuples(day, day).map(_visited),
        ahead.map(lambda ends: tree.AttributeInDays(name="visit", low=ends[0], high=ends[1])),
        ahead.map(lambda ends: tree.Anniversary(name="birthday", low=ends[0], high=ends[1])),
        some.builds(tree.AttributeFlag, name=some.just("vip"), value=some.booleans()),
        _TAGS,
        some.builds(tree.AttributeKnown, name=_one("city", "age", "tags")),
    )


def _seen(window: Rules) -> Rules:
    return some.builds(tree.Seen, edge=_one("first", "last"), window=window)


# ---- whether they can be written to -------------------------------------------------------------------

_ADDRESSES: Final = some.builds(
    tree.Address, kind=_one("email", "phone", "viber"), state=_one("any", "proven", "reachable", "unreachable")
)
_CHANNELS: Final = some.builds(tree.Reachable, channel=_one("email", "sms", "nowhere"))
_CONSENTS: Final = some.builds(
    tree.Consent,
    purpose=_one("news", "nothing"),
    channel=_one("email", "sms"),
    status=_one("granted", "withdrawn", "pending"),
)
_SUPPRESSED: Final = some.builds(
    tree.Suppressed, channel=_one("", "email"), reasons=_one((), ("complaint",), ("blocked", "hard_bounce"))
)

# ---- what they did ------------------------------------------------------------------------------------

_EVENT: Final = _one("product_viewed", "opened", "purchase")
_BY_PAGE: Final = some.builds(
    tree.Property, name=some.just("page"), op=_one("is", "contains"), values=some.just(("кофе", "5"))
)
_BY_NUMBER: Final = some.builds(
    tree.Property, name=some.just("n"), op=_one("at_least", "at_most"), number=some.just(3.0)
)
_WHERE: Final = some.lists(_BY_PAGE | _BY_NUMBER, max_size=1).map(tuple)
_RFM: Final = some.builds(
    tree.Rfm,
    groups=_one((), ("champions", "lost")),
    levels=_one((), (0, 2)),
    recency=_SPANS,
    frequency=_SPANS,
    money=_SPANS,
)
_RHYTHMS: Final = some.builds(
    tree.Rhythm, at_least=_one(1.0, 1.1, 1.5, 2.0, 3.33), at_most=_one(None, None, 3.33, 4.0, 10.0)
)


def _events(window: Rules) -> Rules:
    """Plain ones, which roll-ups answer, as often as those of which something is asked."""
    amounts = some.none() | _one(0, 500, 1000)
    plain = some.builds(tree.Event, name=_EVENT, op=_HOW_MANY, count=some.integers(0, 3), window=window)
    asked = some.builds(
        tree.Event,
        name=_EVENT,
        op=_HOW_MANY,
        count=some.integers(0, 3),
        window=window,
        where=_WHERE,
        amount_from=amounts,
        amount_to=amounts,
    )
    return plain | asked


def _edges(window: Rules) -> Rules:
    return some.builds(tree.EventEdge, name=_EVENT, edge=_one("first", "last"), window=window)


def _sums(window: Rules) -> Rules:
    """Of amounts, or of a number that some of the events hold."""
    return some.builds(
        tree.EventSum,
        name=_EVENT,
        sum_of=_one("", "n", "page"),
        op=_one("at_least", "at_most"),
        value=_one(-300.0, 0.0, 0.5, 5.0, 1500.0),
        window=window,
        where=_WHERE,
    )


def _purchases(window: Rules) -> Rules:
    return some.builds(
        tree.Purchases,
        measure=_one("count", "sum"),
        op=_HOW_MANY,
        value=_one(-1, 0, 1, 2, 500, 999, 1500),
        window=window,
        products=some.lists(_one("p1", "p2"), max_size=1).map(tuple),
        categories=some.lists(_one("coffee", "tea"), max_size=1).map(tuple),
    )


# ---- what is between us -------------------------------------------------------------------------------

_TASKS: Final = some.builds(tree.Task, state=_one("open", "overdue", "done"))
_DEBTS: Final = some.builds(tree.Debt, kinds=_one((), ("task",), ("promised", "unanswered")))


def _conversations(window: Rules, channel_ids: Sequence[UUID], label_ids: Sequence[UUID]) -> Rules:
    return some.builds(
        tree.Conversation,
        state=_one("any", "open", "closed", "waiting"),
        channel_ids=_one((), tuple(channel_ids[:1])),
        label_ids=_one((), tuple(label_ids[:1]), tuple(label_ids)),
        wrote=window,
    )


def _ratings(window: Rules) -> Rules:
    return _FIFTHS.flatmap(
        lambda ends: some.builds(tree.Rating, low=some.just(ends[0]), high=some.just(ends[1]), window=window)
    )


@some.composite
def rules(draw: some.DrawFn, leaf: Rules, *, depth: int = 2) -> Any:  # Any: a rule
    """Groups in groups, a few levels deep."""
    kind = draw(some.integers(0, 5)) if depth else 5
    if kind > 2:
        return draw(leaf)
    inner = rules(leaf, depth=depth - 1)
    if kind == 0:
        return tree.NotOf(of=draw(inner))
    parts = tuple(draw(some.lists(inner, max_size=3)))
    return tree.AllOf(of=parts) if kind == 1 else tree.AnyOf(of=parts)
