"""What a merge moves and an undoing moves back."""

from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Conversation, ConversationMerge, Message, Reading
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

COUNTED: Final = ("message", "auto_reply")
"""Kinds of what comes in that `inbound_count` counts; a bounce is no customer's word."""


async def message_count(ctx: Ctx, conversation_id: UUID, *, count_max: int) -> int:
    some = _of(ctx, conversation_id).with_only_columns(Message.id).limit(count_max).subquery()
    return int(await ctx.session.scalar(select(func.count()).select_from(some)) or 0)


async def move_messages(ctx: Ctx, *, from_id: UUID, to_id: UUID) -> None:
    """Everything, each message remembering whose thread it came in."""
    await ctx.session.execute(
        update(Message)
        .where(Message.workspace_id == ctx.workspace_id, Message.conversation_id == from_id)
        .values(conversation_id=to_id, merged_from_id=func.coalesce(Message.merged_from_id, from_id))
        .execution_options(synchronize_session=False)
    )


async def move_back(ctx: Ctx, *, from_id: UUID, to_id: UUID) -> int:
    """What came in the thread of `to_id` or of what had been merged into it; returns how many the customer wrote."""
    family = await _family(ctx, to_id)
    theirs = (
        Message.workspace_id == ctx.workspace_id,
        Message.conversation_id == from_id,
        Message.merged_from_id.in_(family),
    )
    counted = select(func.count()).where(*theirs, Message.direction == "in", Message.kind.in_(COUNTED))
    written = int(await ctx.session.scalar(counted) or 0)
    await ctx.session.execute(
        update(Message)
        .where(*theirs)
        .values(conversation_id=to_id, merged_from_id=func.nullif(Message.merged_from_id, to_id))
        .execution_options(synchronize_session=False)
    )
    return written


async def add_readings(ctx: Ctx, *, from_id: UUID, to_id: UUID) -> None:
    """Whoever had read the one has read as much more of the other."""
    theirs = select(
        Reading.workspace_id, literal(to_id).label("conversation_id"), Reading.operator_id, Reading.inbound_count
    ).add_columns(Reading.at)
    rows = theirs.where(Reading.workspace_id == ctx.workspace_id, Reading.conversation_id == from_id)
    statement = insert(Reading).from_select(
        ["workspace_id", "conversation_id", "operator_id", "inbound_count", "at"], rows
    )
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["conversation_id", "operator_id"],
            set_={"inbound_count": Reading.inbound_count + statement.excluded.inbound_count},
        )
    )


async def cap_readings(ctx: Ctx, conversation: Conversation) -> None:
    """Nobody has read more than there is."""
    await ctx.session.execute(
        update(Reading)
        .where(
            Reading.workspace_id == ctx.workspace_id,
            Reading.conversation_id == conversation.id,
            Reading.inbound_count > conversation.inbound_count,
        )
        .values(inbound_count=conversation.inbound_count)
    )


async def merge_of(ctx: Ctx, merged_id: UUID) -> ConversationMerge | None:
    """The merge that holds now."""
    query = scoped(ctx, ConversationMerge).where(
        ConversationMerge.merged_id == merged_id, ConversationMerge.undone_at.is_(None)
    )
    return await ctx.session.scalar(query.order_by(ConversationMerge.at.desc()).limit(1))


async def last_said(ctx: Ctx, conversation_id: UUID) -> Message | None:
    """What the list shows: the latest message that was said, by either side."""
    said = _of(ctx, conversation_id).where(Message.kind.in_(("message", "auto_reply", "bounce")))
    return await ctx.session.scalar(said.order_by(Message.sent_at.desc(), Message.id.desc()).limit(1))


def _of(ctx: Ctx, conversation_id: UUID) -> Select[Message]:
    return scoped(ctx, Message).where(Message.conversation_id == conversation_id)


async def _family(ctx: Ctx, conversation_id: UUID) -> list[UUID]:
    """The conversation and all that was merged into it, at whatever remove."""
    family = (
        select(Conversation.id)
        .where(Conversation.workspace_id == ctx.workspace_id, Conversation.id == conversation_id)
        .cte("family", recursive=True)
    )
    children = select(Conversation.id).where(
        Conversation.workspace_id == ctx.workspace_id, Conversation.merged_into_id == family.c.id
    )
    return list((await ctx.session.scalars(select(family.union(children).c.id))).all())
