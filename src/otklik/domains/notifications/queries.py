"""Every question notifications ask of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.notifications.models import Notification, NotificationChoice, PushSubscription
from otklik.domains.workspaces.models import Account, Operator
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


# ---- pushes -------------------------------------------------------------------------------------------


async def notification(ctx: Ctx, notification_id: UUID) -> Notification | None:
    return await ctx.session.scalar(scoped(ctx, Notification).where(Notification.id == notification_id))


async def pushable(ctx: Ctx) -> Sequence[UUID]:
    query = scoped(ctx, PushSubscription).with_only_columns(PushSubscription.operator_id).distinct()
    return (await ctx.session.scalars(query)).all()


async def devices(ctx: Ctx, operator_id: UUID) -> Sequence[PushSubscription]:
    """The latest first."""
    query = scoped(ctx, PushSubscription).where(PushSubscription.operator_id == operator_id)
    return (await ctx.session.scalars(query.order_by(PushSubscription.id.desc()))).all()


async def device(ctx: Ctx, device_id: UUID) -> PushSubscription | None:
    return await ctx.session.scalar(scoped(ctx, PushSubscription).where(PushSubscription.id == device_id))


async def keep_device(ctx: Ctx, row: PushSubscription) -> PushSubscription:
    """A browser that was another operator's is theirs no more: whoever signed in last is told."""
    columns = ("id", "workspace_id", "operator_id", "digest", "sealed", "label", "created_at")
    made = insert(PushSubscription).values(**{name: getattr(row, name) for name in columns})
    changed = {name: made.excluded[name] for name in ("operator_id", "sealed", "label")}
    kept = made.on_conflict_do_update(index_elements=["workspace_id", "digest"], set_=changed).returning(
        PushSubscription
    )
    return (await ctx.session.scalars(kept, execution_options={"populate_existing": True})).one()


async def drop_device(ctx: Ctx, operator_id: UUID, *, device_id: UUID) -> bool:
    mine = delete(PushSubscription).where(
        PushSubscription.workspace_id == ctx.workspace_id,
        PushSubscription.operator_id == operator_id,
        PushSubscription.id == device_id,
    )
    return await ctx.session.scalar(mine.returning(PushSubscription.id)) is not None


async def forget_device(ctx: Ctx, device_id: UUID) -> None:
    """The push service says that it is gone."""
    mine = delete(PushSubscription).where(PushSubscription.workspace_id == ctx.workspace_id)
    await ctx.session.execute(mine.where(PushSubscription.id == device_id))


async def device_used(ctx: Ctx, device_id: UUID) -> None:
    mine = update(PushSubscription).where(PushSubscription.workspace_id == ctx.workspace_id)
    await ctx.session.execute(mine.where(PushSubscription.id == device_id).values(used_at=ctx.now()))


async def locale(ctx: Ctx, operator_id: UUID) -> str:
    """The language the operator reads."""
    query = scoped(ctx, Operator).join(Account, Account.id == Operator.account_id).where(Operator.id == operator_id)
    query = query.with_only_columns(Account.locale)
    return await ctx.session.scalar(query) or ""


async def choice(ctx: Ctx, operator_id: UUID) -> dict[str, Any] | None:  # Any: `rules.Choice` as JSON
    query = scoped(ctx, NotificationChoice).where(NotificationChoice.operator_id == operator_id)
    row = await ctx.session.scalar(query, execution_options={"populate_existing": True})
    return row.document if row is not None else None


async def keep_choice(ctx: Ctx, operator_id: UUID, *, document: dict[str, Any]) -> None:  # Any: as above
    made = insert(NotificationChoice).values(operator_id=operator_id, workspace_id=ctx.workspace_id, document=document)
    await ctx.session.execute(
        made.on_conflict_do_update(index_elements=["operator_id"], set_={"document": made.excluded.document})
    )
