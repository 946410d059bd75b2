"""Questions about messages planned for a moment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_

from otklik.domains.conversations.models import PlannedMessage
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def one(ctx: Ctx, planned_id: UUID, *, lock: bool = False) -> PlannedMessage | None:
    query = scoped(ctx, PlannedMessage).where(PlannedMessage.id == planned_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def by_client_key(ctx: Ctx, client_key: str) -> PlannedMessage | None:
    return await ctx.session.scalar(scoped(ctx, PlannedMessage).where(PlannedMessage.client_key == client_key))


async def of_conversation(ctx: Ctx, conversation_id: UUID, *, limit: int) -> Sequence[PlannedMessage]:
    """The soonest first."""
    query = scoped(ctx, PlannedMessage).where(PlannedMessage.conversation_id == conversation_id)
    return (await ctx.session.scalars(query.order_by(PlannedMessage.send_at, PlannedMessage.id).limit(limit))).all()


async def of_author(
    ctx: Ctx, author_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[PlannedMessage]:
    """The soonest first; what is held comes before, its moment is past."""
    query = scoped(ctx, PlannedMessage).where(PlannedMessage.author_id == author_id)
    if after is not None:
        query = query.where(tuple_(PlannedMessage.send_at, PlannedMessage.id) > after)
    return (await ctx.session.scalars(query.order_by(PlannedMessage.send_at, PlannedMessage.id).limit(limit))).all()


async def count(ctx: Ctx, conversation_id: UUID) -> int:
    query = scoped(ctx, PlannedMessage).where(PlannedMessage.conversation_id == conversation_id)
    return int(await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0)
