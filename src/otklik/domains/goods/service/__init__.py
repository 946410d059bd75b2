"""The catalogue: goods are put, shown, dropped."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

from otklik.domains.activity.service import ranking
from otklik.domains.goods import models, rules
from otklik.domains.goods.errors import CatalogueFull, GoodNotFound, GoodsTooMany
from otklik.domains.goods.queries import catalogue
from otklik.domains.goods.schemas import (
    BULK_MAX,
    GoodIn,
    GoodOut,
    GoodRefusal,
    GoodsCategory,
    GoodsSummary,
    GoodsTaken,
    Source,
)
from otklik.domains.goods.service import news, seeing
from otklik.platform.context import Ctx
from otklik.platform.errors import OtklikError

GOODS_MAX: Final = 200_000
"""Of one company."""


async def put(ctx: Ctx, rows: Sequence[Mapping[str, Any]]) -> GoodsTaken:  # Any: each is judged by itself
    """Take up to a thousand goods in by the API. Raises `GoodsTooMany`, `CatalogueFull`."""
    if len(rows) > BULK_MAX:
        raise GoodsTooMany(params={"max": BULK_MAX})
    good: list[GoodIn] = []
    refused: list[GoodRefusal] = []
    for index, row in enumerate(rows):
        try:
            good.append(rules.read(row))
        except OtklikError as error:
            refused.append(GoodRefusal(index=index, code=error.code, params=error.params))
    changed = await take(ctx, good, source="api", feed_round=None) if good else []
    if any(one.before is None for one in changed):
        await require_room(ctx)
    if changed:
        push(ctx)
    return GoodsTaken(accepted=len(good), changed=len(changed), refused=refused)


async def take(ctx: Ctx, goods: Sequence[GoodIn], *, source: Source, feed_round: UUID | None) -> list[catalogue.Change]:
    """Write the block; what of it is new or changed. Whoever waited for a change is told of it afterwards."""
    currency = (await ranking.settings(ctx)).currency
    await catalogue.hold(ctx)
    were_there = await catalogue.are_there(ctx)
    rows = [_wire(good, currency) for good in goods]
    changes = await catalogue.put(ctx, rows, source=source, feed_round=feed_round)
    if were_there:
        await news.note(ctx, changes)
    else:
        await seeing.look_back(ctx)
    return changes


async def require_room(ctx: Ctx) -> None:
    """Raises `CatalogueFull`."""
    if (await catalogue.how_many(ctx))[0] > GOODS_MAX:
        raise CatalogueFull(params={"max": GOODS_MAX})


async def page(
    ctx: Ctx, *, q: str, category: str | None, available: bool | None, after: str | None, limit: int
) -> list[GoodOut]:
    rows = await catalogue.page(ctx, q=q, category=category, available=available, after=after, limit=limit)
    return [shown(row) for row in rows]


async def summary(ctx: Ctx) -> GoodsSummary:
    goods, available = await catalogue.how_many(ctx)
    names = [GoodsCategory(name=name, goods=count) for name, count in await catalogue.categories(ctx)]
    return GoodsSummary(goods=goods, available=available, categories=names)


class CatalogueTitles:
    """Put into `TitlesSlot` by the composition root."""

    async def titles(self, ctx: Ctx, products: Collection[str], /) -> Mapping[str, str]:
        return await catalogue.titles(ctx, products)


async def drop(ctx: Ctx, product: str) -> None:
    """Take one out of the catalogue; what people did with it stays. Raises `GoodNotFound`."""
    if not await catalogue.drop(ctx, product):
        raise GoodNotFound
    push(ctx)


def push(ctx: Ctx) -> None:
    """Whoever looks at the catalogue sees it anew."""
    ctx.push(f"desk/{ctx.workspace_id}", "goods.changed", {})


def shown(row: models.Good) -> GoodOut:
    return GoodOut(
        product=row.product,
        title=row.title,
        url=row.url,
        image_url=row.image_url,
        category=row.category,
        price_minor=row.price_minor,
        old_price_minor=row.old_price_minor,
        currency=row.currency,
        available=row.available,
        stock=row.stock,
        source=cast("Source", row.source),
        updated_at=row.updated_at,
    )


def _wire(good: GoodIn, currency: str) -> dict[str, object]:
    priced = good.price_minor is not None or good.old_price_minor is not None
    return {
        "product": good.product.strip(),
        "title": good.title.strip(),
        "url": good.url,
        "image_url": good.image_url,
        "category": good.category.strip(),
        "price_minor": good.price_minor,
        "old_price_minor": good.old_price_minor,
        "currency": (good.currency or currency) if priced else None,
        "available": rules.is_available(good),
        "stock": good.stock,
    }
