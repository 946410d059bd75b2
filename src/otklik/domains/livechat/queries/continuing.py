"""Which conversations were carried on elsewhere, by which links."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.conversations.models import Conversation
from otklik.domains.livechat.models import Continuation
from otklik.platform.context import Ctx, WorkspaceId

CONTINUED_FOR: Final = timedelta(days=30)
"""Uses are counted so long; every link made before one has run out by then (rules.CONTINUATION_LIFE)."""


async def hold(ctx: Ctx, conversation_id: UUID) -> bool:
    """Whether there is such a conversation; held, so that of two links used at once only one is good."""
    query = select(Conversation.id).where(
        Conversation.workspace_id == ctx.workspace_id, Conversation.id == conversation_id
    )
    return await ctx.session.scalar(query.with_for_update(key_share=True)) is not None


async def uses_of(ctx: Ctx, conversation_id: UUID) -> int:
    return (await uses(ctx, conversation_id)).get(conversation_id, 0)


async def uses(ctx: Ctx, conversation_id: UUID | None = None) -> dict[UUID, int]:
    """How often each conversation was carried on elsewhere of late."""
    query = (
        select(Continuation.conversation_id, func.count())
        .where(Continuation.workspace_id == ctx.workspace_id, Continuation.used_at > ctx.now() - CONTINUED_FOR)
        .group_by(Continuation.conversation_id)
    )
    if conversation_id is not None:
        query = query.where(Continuation.conversation_id == conversation_id)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def workspace_of_conversation(session: AsyncSession, conversation_id: UUID) -> WorkspaceId | None:
    """Across workspaces: a link names only the conversation."""
    return await session.scalar(select(Conversation.workspace_id).where(Conversation.id == conversation_id))


async def use(ctx: Ctx, used: Continuation) -> bool:
    """False when the link was used before."""
    taken = await ctx.session.scalar(
        insert(Continuation)
        .values(
            workspace_id=ctx.workspace_id,
            token_digest=used.token_digest,
            conversation_id=used.conversation_id,
            continued_in_id=used.continued_in_id,
            used_at=used.used_at,
        )
        .on_conflict_do_nothing()
        .returning(Continuation.token_digest)
    )
    return taken is not None
