"""Threads of other channels that belong to a conversation: an answer there comes back here."""

from uuid import UUID

from otklik.domains.conversations import queries
from otklik.platform.context import Ctx


async def bind(ctx: Ctx, *, conversation_id: UUID, channel_id: UUID, thread_id: str) -> bool:
    """From now on the thread is this conversation's; False when it is another's already."""
    return await queries.claim_thread(ctx, channel_id=channel_id, thread_id=thread_id, conversation_id=conversation_id)
