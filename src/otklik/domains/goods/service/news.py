"""A price fell, or something is there again: those who looked at it lately get an event, by which journeys begin.

What is to be told is a row, written with the change itself; people are told block by block afterwards.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from otklik.domains.activity.service import recording
from otklik.domains.goods import jobs, models, rules
from otklik.domains.goods.queries import telling
from otklik.domains.goods.queries.catalogue import Change
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs
from otklik.platform.money import in_units

LOOKED: Final = timedelta(days=30)
"""Who looked at it longer ago has forgotten it."""
WAITING_MAX: Final = 1_000
"""News of a company that wait: a load that makes everything cheaper is a sale, which has a campaign of its own."""
PEOPLE_MAX: Final = 10_000
"""Told of one good."""
BLOCK: Final = 1_000
"""People of one transaction."""
SOURCE: Final = "goods"

NEWS: Final = Counter(
    "otklik_goods_news", "News of goods, and people they were for, by what became of them", ["outcome"]
)

log = structlog.get_logger()


async def note(ctx: Ctx, changes: Sequence[Change]) -> None:
    """Write down what of these is news to somebody."""
    found = {one.now.product: one for one in changes if one.before and rules.news(one.before, one.now, at=ctx.now())}
    if not found:
        return
    wanted = await telling.looked_at(ctx, found.keys(), since=ctx.now() - LOOKED)
    room = max(WAITING_MAX - await telling.waiting(ctx), 0) if wanted else 0
    chosen = sorted(wanted)[:room]
    ctx.session.add_all(_row(ctx, found[product]) for product in chosen)
    NEWS.labels("noted").inc(len(chosen))
    if len(chosen) < len(wanted):
        NEWS.labels("left_out").inc(len(wanted) - len(chosen))
        log.warning("goods.news.left_out", workspace_id=str(ctx.workspace_id), count=len(wanted) - len(chosen))
    if chosen:
        await ctx.use(Jobs).defer(ctx, jobs.tell_news, arguments={}, once=f"goods.tell_news:{ctx.workspace_id}")


async def tell(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    """Until nothing waits. Safe to run twice and at once: an event has a key of its own."""
    going = True
    while going:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            going = await _tell_block(ctx)


async def _tell_block(ctx: Ctx) -> bool:
    """The next people of the oldest news; False: none waits."""
    news = await telling.next_one(ctx)
    if news is None:
        return False
    size = min(BLOCK, PEOPLE_MAX - news.told)
    people = await telling.people(ctx, news.product, since=ctx.now() - LOOKED, after=news.told_to, limit=size + 1)
    chosen = people[:size]
    await recording.record(ctx, [_fact(news, one) for one in chosen])
    NEWS.labels("told").inc(len(chosen))
    if len(people) > size and news.told + size < PEOPLE_MAX:
        news.told, news.told_to = news.told + size, chosen[-1]
        await ctx.session.flush()
        return True
    if len(people) > size:
        NEWS.labels("people_left_out").inc()
        log.warning("goods.news.people_left_out", workspace_id=str(ctx.workspace_id), told=PEOPLE_MAX)
    await telling.drop(ctx, news.id)
    return True


def _row(ctx: Ctx, change: Change) -> models.News:
    assert change.before is not None
    return models.News(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        kind=rules.news(change.before, change.now, at=ctx.now()),
        product=change.now.product,
        properties=_properties(change.before, change.now),
        at=ctx.now(),
        told=0,
    )


def _properties(before: rules.Before, now: rules.Now) -> dict[str, str | int | float]:
    """Prices in whole units with a fraction, as events of shops have them; what is not known is left out."""
    told: dict[str, str | int | float] = {"product": now.product, "title": now.title}
    told |= {name: said for name, said in (("url", now.url), ("image_url", now.image_url)) if said}
    told |= {"category": now.category} if now.category else {}
    if now.price_minor is not None and now.currency is not None:
        told |= {"price": _units(now.price_minor, now.currency), "currency": now.currency}
        if before.price_minor is not None and before.currency == now.currency:
            told["old_price"] = _units(before.price_minor, now.currency)
    return told


def _units(minor: int, currency: str) -> int | float:
    amount = in_units(minor, currency)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _fact(news: models.News, contact_id: UUID) -> recording.FactIn:
    return recording.FactIn(
        name=news.kind,
        person=recording.PersonRef(contact_id=contact_id),
        key=f"{SOURCE}:{news.id}:{contact_id}",
        source=SOURCE,
        properties=news.properties,
    )
