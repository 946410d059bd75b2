"""News that wait to be told, and whom they are for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from otklik.domains.goods.models import GoodSeen, News
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def waiting(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, News).subquery())) or 0


async def looked_at(ctx: Ctx, products: Collection[str], *, since: datetime) -> set[str]:
    """Which of these somebody looked at since then and did not buy."""
    query = select(GoodSeen.product).distinct().where(*_interested(ctx, since), GoodSeen.product.in_(products))
    return set(await ctx.session.scalars(query))


async def next_one(ctx: Ctx) -> News | None:
    """The oldest that nobody else is telling, locked."""
    query = scoped(ctx, News).order_by(News.id).limit(1).with_for_update(skip_locked=True)
    return await ctx.session.scalar(query, execution_options={"populate_existing": True})


async def people(ctx: Ctx, product: str, *, since: datetime, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Who looked at it since then and did not buy it after that, in order of their ids."""
    query = select(GoodSeen.contact_id).where(*_interested(ctx, since), GoodSeen.product == product)
    if after is not None:
        query = query.where(GoodSeen.contact_id > after)
    return (await ctx.session.scalars(query.order_by(GoodSeen.contact_id).limit(limit))).all()


async def drop(ctx: Ctx, news_id: UUID) -> None:
    await ctx.session.execute(delete(News).where(News.workspace_id == ctx.workspace_id, News.id == news_id))


def _interested(ctx: Ctx, since: datetime):  # noqa: ANN202 - SQLAlchemy's own name for it is long
    return (
        GoodSeen.workspace_id == ctx.workspace_id,
        GoodSeen.last_at >= since,
        or_(GoodSeen.bought_at.is_(None), GoodSeen.bought_at < GoodSeen.last_at),
    )
