"""What a card shows of a person: what they did and bought, what it comes to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from otklik.domains.activity import models, rhythm, rules
from otklik.domains.activity.errors import PersonUnknown
from otklik.domains.activity.queries import reading, rfm
from otklik.domains.activity.schemas import FactOut, GroupMove, LineOut, PersonActivity, RhythmOut, Standing, TotalOut
from otklik.domains.activity.service import ranking, titles
from otklik.platform.context import Ctx
from otklik.platform.web import Position


async def facts(ctx: Ctx, contact_id: UUID, *, name: str | None, before: Position | None, limit: int) -> list[FactOut]:
    """Of all cards of the person this contact is part of, the latest first. Raises `PersonUnknown`."""
    found = await reading.facts_of(ctx, await _root(ctx, contact_id), name=name, before=before, limit=limit)
    lines: dict[UUID, list[LineOut]] = defaultdict(list)
    if any(fact.name == rules.PURCHASE for fact in found):
        for line in await reading.lines_of(ctx, [fact.id for fact in found]):
            lines[line.fact_id].append(_line(line))
    untitled = [[line.product for line in lines[fact.id] if not line.title] for fact in found]
    called = await titles.of(ctx, found, untitled)
    return [_fact(fact, lines[fact.id], names) for fact, names in zip(found, called, strict=True)]


async def person(ctx: Ctx, contact_id: UUID) -> PersonActivity:
    """Raises `PersonUnknown`."""
    root_id = await _root(ctx, contact_id)
    settings = await ranking.settings(ctx)
    totals = await reading.totals_of(ctx, root_id)
    return PersonActivity(
        currency=settings.currency,
        totals=[_total(one) for one in totals],
        standing=await _standing(ctx, root_id, [level.name for level in settings.levels]),
        moves=_moves(await rfm.moves_of(ctx, root_id)),
        rhythm=_rhythm(totals, ctx.now()),
    )


async def _root(ctx: Ctx, contact_id: UUID) -> UUID:
    root_id = await reading.root_of(ctx, contact_id)
    if root_id is None:
        raise PersonUnknown
    return root_id


async def _standing(ctx: Ctx, root_id: UUID, levels: Sequence[str]) -> Standing | None:
    score = await rfm.score_of(ctx, root_id)
    if score is None:
        return None
    return Standing(
        recency=score.recency,
        frequency=score.frequency,
        money=score.money,
        group=score.group,
        level=levels[score.level - 1] if 0 < score.level <= len(levels) else "",
    )


def _rhythm(totals: Sequence[models.FactTotal], now: datetime) -> RhythmOut | None:
    bought = next((one for one in totals if one.name == rules.PURCHASE), None)
    if bought is None:
        return None
    usual = rhythm.rhythm(count=bought.count, first_at=bought.first_at, last_at=bought.last_at)
    if usual is None:
        return None
    times = max(0.0, float(usual.lateness(now)))
    return RhythmOut(
        every_seconds=round(usual.every.total_seconds()),
        last_at=usual.last_at,
        times=round(times, 2),
        late=times >= rhythm.LATE,
    )


def _moves(latest_first: Sequence[models.RfmMove]) -> list[GroupMove]:
    """Another card of theirs that came where they were already moved nobody."""
    before = [move.group for move in latest_first[1:]]
    told = zip_longest(latest_first, before)
    return [GroupMove(at=move.at, group=move.group) for move, group in told if move.group != group]


def _fact(fact: models.Fact, lines: Sequence[LineOut], called: Mapping[str, str]) -> FactOut:
    return FactOut(
        id=fact.id,
        name=fact.name,
        at=fact.at,
        received_at=fact.received_at,
        source=fact.source,
        amount_minor=fact.amount_minor,
        currency=fact.currency,
        properties=fact.properties,
        lines=lines,
        titles=called,
    )


def _line(line: models.PurchaseLine) -> LineOut:
    return LineOut(
        product=line.product,
        title=line.title,
        category=line.category,
        quantity=line.quantity_thousandths / rules.THOUSANDTHS,
        price_minor=line.price_minor,
    )


def _total(one: models.FactTotal) -> TotalOut:
    return TotalOut(name=one.name, count=one.count, first_at=one.first_at, last_at=one.last_at, sum_minor=one.sum_minor)
