"""The feed's one row of a company, and what a load leaves behind of goods."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.goods.models import Feed, Good
from otklik.domains.goods.schemas import Source
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

EVERY_HOURS_DEFAULT: Final = 6


async def get(ctx: Ctx, *, lock: bool = False) -> Feed | None:
    query = scoped(ctx, Feed)
    return await ctx.session.scalar(
        query.with_for_update() if lock else query, execution_options={"populate_existing": True}
    )


async def made(ctx: Ctx) -> Feed:
    """The row, locked; made where there was none."""
    values: dict[str, Any] = {  # Any: of the columns' types
        "workspace_id": ctx.workspace_id,
        "format": "yml",
        "every_hours": EVERY_HOURS_DEFAULT,
        "enabled": False,
        "created_at": ctx.now(),
        "updated_at": ctx.now(),
    }
    await ctx.session.execute(insert(Feed).values(values).on_conflict_do_nothing())
    found = await get(ctx, lock=True)
    assert found is not None
    return found


async def available(ctx: Ctx, *, source: Source) -> int:
    """How many of its goods can be bought."""
    mine = (Good.workspace_id == ctx.workspace_id, Good.source == source, Good.available)
    return await ctx.session.scalar(select(func.count()).select_from(Good).where(*mine)) or 0


async def seen(ctx: Ctx, feed_round: UUID) -> int:
    """How many goods the load held, each once."""
    mine = (Good.workspace_id == ctx.workspace_id, Good.feed_round == feed_round)
    return await ctx.session.scalar(select(func.count()).select_from(Good).where(*mine)) or 0


async def mark_gone(ctx: Ctx, *, source: Source, feed_round: UUID, at: datetime) -> int:
    """What the load did not hold cannot be bought any more; how many."""
    gone = (
        update(Good)
        .where(Good.workspace_id == ctx.workspace_id, Good.source == source, Good.available)
        .where(Good.feed_round.is_distinct_from(feed_round))
        .values(available=False, gone_at=at, updated_at=at)
        .returning(Good.product)
    )
    return len((await ctx.session.scalars(gone, execution_options={"synchronize_session": False})).all())
