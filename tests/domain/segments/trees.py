"""Random rules over the things of a town."""

from collections.abc import Sequence
from datetime import date
from typing import Any
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
    window = windows(today)
    ahead = some.integers(-5, 5)
    span = some.tuples(ahead, ahead).map(sorted)
    likeness = some.sampled_from(("is", "contains", "starts"))
    how_many = some.sampled_from(("at_least", "at_most", "exactly"))
    fifth = some.integers(1, 5)
    fifths = some.tuples(fifth, fifth).map(sorted)
    day = some.integers(-6, 6).map(lambda shift: date.fromordinal(today.toordinal() + shift))
    words = some.lists(some.sampled_from(("москва", "ТВЕРЬ", "0%", "5", "true", "_", "О")), min_size=1, max_size=2).map(
        tuple
    )
    name = some.sampled_from(("viewed", "opened", "purchase"))
    likely, sized = some.sampled_from(("is", "contains")), some.sampled_from(("at_least", "at_most"))
    by_page = some.builds(tree.Property, name=some.just("page"), op=likely, values=some.just(("кофе", "5")))
    by_number = some.builds(tree.Property, name=some.just("n"), op=sized, number=some.just(3.0))
    where = some.lists(by_page | by_number, max_size=1).map(tuple)
    amounts = some.none() | some.sampled_from((0, 500, 1000))
    picked = some.lists(some.sampled_from(("p1", "p2")), max_size=1).map(tuple)
    kinds = some.lists(some.sampled_from(("coffee", "tea")), max_size=1).map(tuple)
    purchases = some.builds(
        tree.Purchases,
        measure=some.sampled_from(("count", "sum")),
        op=how_many,
        value=some.sampled_from((-1, 0, 1, 2, 500, 999, 1500)),
        window=window,
        products=picked,
        categories=kinds,
    )
    events = some.builds(
        tree.Event,
        name=name,
        op=how_many,
        count=some.integers(0, 3),
        window=window,
        where=where,
        amount_from=amounts,
        amount_to=amounts,
    )
    plain = some.builds(tree.Event, name=name, op=how_many, count=some.integers(0, 3), window=window)
    tags = some.just(("a", "b"))
    known = some.one_of(
        some.builds(tree.AttributeText, name=some.just("city"), op=likeness, values=words),
        some.builds(
            tree.AttributeNumber,
            name=some.just("age"),
            op=some.sampled_from(("equals", "at_least", "at_most", "between")),
            value=some.sampled_from((17.0, 18.0)),
            high=some.sampled_from((18.0, 30.0)),
        ),
        some.builds(tree.AttributeDate, name=some.just("visit"), since=some.none() | day, until=some.none() | day),
        span.map(lambda ends: tree.AttributeInDays(name="visit", low=ends[0], high=ends[1])),
        span.map(lambda ends: tree.Anniversary(name="birthday", low=ends[0], high=ends[1])),
        some.builds(tree.AttributeFlag, name=some.just("vip"), value=some.booleans()),
        some.builds(
            tree.AttributeList,
            name=some.just("tags"),
            op=some.sampled_from(("any", "all")),
            values=tags,
        ),
        some.builds(tree.AttributeKnown, name=some.sampled_from(("city", "age", "tags"))),
        some.builds(tree.PersonName, op=likeness, values=some.sampled_from(((), ("анна",), ("0%",), ("b\\",)))),
        some.builds(tree.Language, languages=some.sampled_from((("ru",), ("en", "ru-RU"), ("en-GB",)))),
        some.builds(tree.Seen, edge=some.sampled_from(("first", "last")), window=window),
    )
    reach = some.one_of(
        some.builds(
            tree.Address,
            kind=some.sampled_from(("email", "phone", "viber")),
            state=some.sampled_from(("any", "proven", "reachable", "unreachable")),
        ),
        some.builds(tree.Reachable, channel=some.sampled_from(("email", "sms", "nowhere"))),
        some.builds(
            tree.Consent,
            purpose=some.sampled_from(("news", "nothing")),
            channel=some.sampled_from(("email", "sms")),
            status=some.sampled_from(("granted", "withdrawn", "pending")),
        ),
        some.builds(
            tree.Suppressed,
            channel=some.sampled_from(("", "email")),
            reasons=some.sampled_from(((), ("complaint",), ("blocked", "hard_bounce"))),
        ),
    )
    dealings = some.one_of(
        some.builds(
            tree.Conversation,
            state=some.sampled_from(("any", "open", "closed", "waiting")),
            channel_ids=some.sampled_from(((), tuple(channel_ids[:1]))),
            label_ids=some.sampled_from(((), tuple(label_ids[:1]), tuple(label_ids))),
            wrote=window,
        ),
        some.builds(tree.Task, state=some.sampled_from(("open", "overdue", "done"))),
        some.builds(tree.Debt, kinds=some.sampled_from(((), ("task",), ("promised", "unanswered")))),
        fifths.flatmap(
            lambda ends: some.builds(tree.Rating, low=some.just(ends[0]), high=some.just(ends[1]), window=window)
        ),
        some.builds(tree.InSegment, segment_id=some.sampled_from(list(segment_ids))),
    )
    rfm = some.builds(
        tree.Rfm,
        groups=some.sampled_from(((), ("champions", "lost"))),
        levels=some.sampled_from(((), (0, 2))),
        recency=some.none() | fifths.map(lambda ends: tree.Span(low=ends[0], high=ends[1])),
    )
    edges = some.builds(tree.EventEdge, name=name, edge=some.sampled_from(("first", "last")), window=window)
    return some.one_of(known, reach, dealings, rfm, edges, plain, events, purchases)


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
