"""A month counted: its answers weighed, operators ranked, the pool split."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.bonus import pool, queries, rules, schemas
from otklik.domains.bonus.errors import MonthInvalid, TooManyAnswers
from otklik.domains.bonus.rules import Answer, Norms, Quality, Standing, Terms
from otklik.domains.ratings.service import reporting as ratings
from otklik.domains.speed.service import weighing
from otklik.domains.workspaces.service import companies, operators
from otklik.platform.context import Ctx

ANSWERS_MAX: Final = 200_000
"""Of one month; they are weighed one by one, in memory."""
OLDEST: Final = timedelta(days=400)


class Span(NamedTuple):
    """A month of the company's calendar."""

    first: date
    start: datetime
    end: datetime
    zone: str


class Ranked(NamedTuple):
    standing: Standing
    quality: Quality
    refused: str


async def span(ctx: Ctx, first: date) -> Span:
    """Raises `MonthInvalid` for one that has not begun, or is too long ago to be counted anew."""
    zone = (await companies.workspace(ctx)).time_zone
    start, end = (_midnight(day, zone) for day in (first, rules.next_month(first)))
    if start > ctx.now():
        raise MonthInvalid(params={"reason": "ahead"})
    if ctx.now() - start > OLDEST:
        raise MonthInvalid(params={"reason": "too_old", "days_max": OLDEST.days})
    return Span(first, start, end, zone)


async def this_month(ctx: Ctx) -> date:
    zone = (await companies.workspace(ctx)).time_zone
    return ctx.now().astimezone(ZoneInfo(zone)).date().replace(day=1)


async def count(ctx: Ctx, month: Span, *, told: schemas.BonusRules) -> schemas.Board:
    """The month's board by these rules. Raises `TooManyAnswers`."""
    terms = told.terms
    answers = await _answers(ctx, month, terms)
    colleagues = await queries.colleagues(ctx)
    norms = await _norms(ctx, month)
    # in a thread: of a large company's month it takes a second for which nobody else should wait
    standings = await asyncio.to_thread(_standings, answers, colleagues, norms, terms)
    qualities = await _qualities(ctx, month, terms, colleagues)
    found = [
        Ranked(one, quality := qualities.get(one.operator_id, Quality()), rules.refusal(one, quality, terms=terms))
        for one in standings
    ]
    lines, weights = await _lines(ctx, found, terms)
    return schemas.Board(
        month=f"{month.first:%Y-%m}",
        start=month.start,
        end=month.end,
        time_zone=month.zone,
        over=month.end <= ctx.now(),
        closed_at=None,
        closed_by="",
        terms=terms,
        terms_changed_at=told.changed_at,
        answers=len(answers),
        weights=weights,
        paid_minor=sum(one.amount_minor or 0 for one in lines),
        lines=lines,
    )


def _standings(answers: Sequence[Answer], colleagues: Collection[UUID], norms: Norms, terms: Terms) -> list[Standing]:
    marked = rules.marked(answers, terms=terms, colleagues=colleagues)
    return rules.standings(rules.weighed(marked, norms=norms, terms=terms), terms=terms)


async def _answers(ctx: Ctx, month: Span, terms: Terms) -> list[Answer]:
    told = await weighing.answers(
        ctx,
        start=month.start,
        end=month.end,
        letters=terms.letters_min,
        within=rules.FOLLOWED_WITHIN,
        most=ANSWERS_MAX + 1,
    )
    if len(told) > ANSWERS_MAX:
        raise TooManyAnswers(params={"max": ANSWERS_MAX})
    zone = ZoneInfo(month.zone)
    found = [
        Answer(
            operator_id=one.operator_id,
            channel_id=one.channel_id,
            contact_id=one.contact_id,
            first=one.first,
            asked_at=one.waiting_since.astimezone(zone),
            seconds=one.working_seconds,
            enough_said=one.enough_said,
        )
        for one in told
    ]
    return [*found, *await _closings(ctx, month, terms, zone)]


async def _closings(ctx: Ctx, month: Span, terms: Terms, zone: ZoneInfo) -> list[Answer]:
    """Closings in place of an answer; of those who had only thanked, none."""
    found = await queries.unanswered(ctx, start=month.start, end=month.end, letters=terms.letters_min, most=ANSWERS_MAX)
    contacts = await queries.contact_ids(ctx, [one.conversation_id for one in found])
    return [
        Answer(
            operator_id=one.operator_id,
            channel_id=one.channel_id,
            contact_id=contacts[one.conversation_id],
            first=one.first,
            asked_at=one.waiting_since.astimezone(zone),
            seconds=one.working_seconds,
            enough_said=True,
            closing=True,
        )
        for one in found
        if one.waiting_since is not None and one.working_seconds is not None
    ]


async def _norms(ctx: Ctx, month: Span) -> Norms:
    """Of the days before the month: nobody moves them while it runs."""
    start = month.start - timedelta(days=rules.NORM_DAYS)
    usual = await weighing.usual(ctx, start=start, end=month.start, zone=month.zone)
    kinds = await weighing.channel_kinds(ctx)
    return Norms(
        by_hour={
            (one.channel_id, one.hour): (one.answers, one.median_seconds) for one in usual if one.hour is not None
        },
        by_channel={one.channel_id: (one.answers, one.median_seconds) for one in usual if one.hour is None},
        load_by_hour=await weighing.loads(ctx, start=start, end=month.start, zone=month.zone),
        mail=frozenset(channel_id for channel_id, kind in kinds.items() if kind == "email"),
    )


async def _qualities(ctx: Ctx, month: Span, terms: Terms, colleagues: Collection[UUID]) -> dict[UUID, Quality]:
    """Without what colleagues rated."""
    told = await ratings.by_operator(ctx, start=month.start, end=month.end, without_contacts=colleagues)
    rated = {one.operator_id: one for one in told}
    closed = {
        one.operator_id: one
        for one in await queries.closings(
            ctx, start=month.start, end=month.end, hours=terms.reopened_within_hours, letters=terms.letters_min
        )
    }
    return {
        operator_id: Quality(
            rated=rated[operator_id].rated if operator_id in rated else 0,
            rating_average=rated[operator_id].average if operator_id in rated else None,
            closings=closed[operator_id].closings if operator_id in closed else 0,
            reopened=closed[operator_id].reopened if operator_id in closed else 0,
        )
        for operator_id in {*rated, *closed}
    }


async def _lines(ctx: Ctx, found: Sequence[Ranked], terms: Terms) -> tuple[list[schemas.Line], float]:
    """Those with a place in its order, then the others; and what all weights make together."""
    people = await operators.operators_by_id(ctx, [one.standing.operator_id for one in found])
    names = {operator_id: person.name for operator_id, person in people.items()}
    named = sorted(found, key=lambda one: (names.get(one.standing.operator_id, ""), one.standing.operator_id))
    placed = sorted((one for one in named if not one.refused), key=lambda one: -_score(one))
    places = rules.places([_score(one) for one in placed])
    weights = pool.weights(
        terms.split,
        scores=[_score(one) for one in placed],
        works=[one.standing.work for one in placed],
        places=places,
        percents=terms.place_percents,
    )
    shares = zip(placed, places, weights, pool.split(terms.pool_minor, weights), strict=True)
    lines = [_line(one, names, place, float(weight), amount) for one, place, weight, amount in shares]
    return [*lines, *(_line(one, names) for one in named if one.refused)], float(sum(weights))


def _line(
    one: Ranked, names: Mapping[UUID, str], place: int | None = None, weight: float | None = None, amount: int = 0
) -> schemas.Line:
    standing, quality = one.standing, one.quality
    return schemas.Line(
        operator_id=standing.operator_id,
        name=names.get(standing.operator_id, ""),
        place=place,
        refused=one.refused,
        score=standing.score,
        first=standing.first,
        any=standing.any,
        answers=standing.any.answers,
        work=standing.work,
        load=standing.load,
        marks=schemas.Marks(**standing.marks),
        rated=quality.rated,
        rating_average=quality.rating_average,
        closings=quality.closings,
        reopened=quality.reopened,
        weight=weight,
        amount_minor=amount,
    )


def _score(one: Ranked) -> int:
    return one.standing.score or 0


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
