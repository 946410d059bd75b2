"""Every question about prepared messages."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from otklik.domains.delivery.models import PreparedRow
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def of_channel(ctx: Ctx, channel_id: UUID, *, limit: int, lock: bool = False) -> Sequence[PreparedRow]:
    query = (
        scoped(ctx, PreparedRow)
        .where(PreparedRow.channel_id == channel_id)
        .order_by(PreparedRow.name, PreparedRow.language)
        .limit(limit)
    )
    return (await ctx.session.scalars(query.with_for_update() if lock else query)).all()


async def one(ctx: Ctx, prepared_id: UUID) -> PreparedRow | None:
    return await ctx.session.scalar(scoped(ctx, PreparedRow).where(PreparedRow.id == prepared_id))


async def named(ctx: Ctx, *, channel_id: UUID, name: str, language: str) -> PreparedRow | None:
    query = scoped(ctx, PreparedRow).where(
        PreparedRow.channel_id == channel_id, PreparedRow.name == name, PreparedRow.language == language
    )
    return await ctx.session.scalar(query.with_for_update())


async def drop(ctx: Ctx, prepared_ids: Sequence[UUID]) -> None:
    await ctx.session.execute(
        delete(PreparedRow).where(PreparedRow.workspace_id == ctx.workspace_id, PreparedRow.id.in_(prepared_ids))
    )
