"""The customer's provider is told that an operator read what they wrote: soon after, and once for all that was read."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.conversations import queries
from otklik.domains.conversations.models import Conversation
from otklik.domains.delivery.service import marking
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import Jobs

PAUSE: Final = timedelta(seconds=3)
"""A conversation is marked once in this time at most."""


async def show_later(ctx: Ctx, conversation: Conversation) -> None:
    if not await marking.can_mark(ctx, conversation.channel_id):
        return
    from otklik.domains.conversations import jobs  # noqa: PLC0415 - jobs call verbs of this package

    await ctx.use(Jobs).defer(
        ctx,
        jobs.show_read,
        arguments={"conversation_id": conversation.id},
        at=ctx.now() + PAUSE,
        once=f"conversations.show_read:{conversation.id}",
    )


async def show(parts: Parts, *, workspace_id: WorkspaceId, conversation_id: UUID) -> None:
    """Tell of the newest message that was read."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        conversation = await queries.conversation(ctx, conversation_id)
        external_id = await queries.latest_seen(ctx, conversation) if conversation else None
    if conversation is not None and external_id:
        await marking.mark(
            parts,
            workspace_id=workspace_id,
            channel_id=conversation.channel_id,
            thread_id=conversation.thread_id,
            external_id=external_id,
        )
