"""What is asked of labels."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, update

from otklik.domains.conversations.models import Conversation, ConversationLabel, Label
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def labels(ctx: Ctx) -> Sequence[Label]:
    """All of the company's, by name."""
    query = scoped(ctx, Label).where(Label.deleted_at.is_(None))
    return (await ctx.session.scalars(query.order_by(func.lower(Label.name), Label.id))).all()


async def label(ctx: Ctx, label_id: UUID) -> Label | None:
    query = scoped(ctx, Label).where(Label.id == label_id, Label.deleted_at.is_(None))
    return await ctx.session.scalar(query)


async def how_many(ctx: Ctx) -> int:
    living = scoped(ctx, Label).where(Label.deleted_at.is_(None)).subquery()
    return int(await ctx.session.scalar(select(func.count()).select_from(living)) or 0)


async def take_off(ctx: Ctx, label_id: UUID, *, limit: int) -> int:
    """Take the label off some of its conversations; how many had it."""
    some = (
        scoped(ctx, ConversationLabel)
        .where(ConversationLabel.label_id == label_id)
        .with_only_columns(ConversationLabel.conversation_id)
        .limit(limit)
    )
    ids = (await ctx.session.scalars(some)).all()
    changed = await ctx.session.execute(
        update(Conversation)
        .where(Conversation.workspace_id == ctx.workspace_id, Conversation.id.in_(ids))
        .values(label_ids=func.array_remove(Conversation.label_ids, label_id))
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", changed).rowcount  # Any: SQLAlchemy's result of an UPDATE has no row type


async def remove(ctx: Ctx, label_id: UUID) -> None:
    await ctx.session.execute(delete(Label).where(Label.workspace_id == ctx.workspace_id, Label.id == label_id))
