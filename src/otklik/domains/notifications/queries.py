"""Every question notifications ask of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.notifications.models import Notification
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

UNREAD_MAX: Final = 100
FORGET_BLOCK: Final = 10_000


async def of_operator(
    ctx: Ctx, operator_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Notification]:
    """The latest first."""
    query = scoped(ctx, Notification).where(Notification.operator_id == operator_id)
    if before is not None:
        query = query.where(tuple_(Notification.at, Notification.id) < before)
    query = query.order_by(Notification.at.desc(), Notification.id.desc())
    return (await ctx.session.scalars(query.limit(limit))).all()


async def unread(ctx: Ctx, operator_id: UUID) -> int:
    """How many are unread, not counted further than 100."""
    some = scoped(ctx, Notification).where(Notification.operator_id == operator_id, Notification.read_at.is_(None))
    few = some.with_only_columns(Notification.id).limit(UNREAD_MAX).subquery()
    return int(await ctx.session.scalar(select(func.count()).select_from(few)) or 0)


async def mark_read(ctx: Ctx, operator_id: UUID, *, notification_id: UUID | None) -> int:
    """One of the operator's, or all; returns how many are read now that were not."""
    mine = update(Notification).where(
        Notification.workspace_id == ctx.workspace_id,
        Notification.operator_id == operator_id,
        Notification.read_at.is_(None),
    )
    if notification_id is not None:
        mine = mine.where(Notification.id == notification_id)
    changed = await ctx.session.scalars(mine.values(read_at=ctx.now()).returning(Notification.id))
    return len(changed.all())


async def exists(ctx: Ctx, operator_id: UUID, notification_id: UUID) -> bool:
    query = scoped(ctx, Notification).where(Notification.id == notification_id)
    return await ctx.session.scalar(query.where(Notification.operator_id == operator_id)) is not None


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Drop what was told long ago, in bounded bites."""
    old = select(Notification.id).where(Notification.at < before).limit(FORGET_BLOCK)
    await session.execute(delete(Notification).where(Notification.id.in_(old)))
