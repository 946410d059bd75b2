"""A conversation taken for a change: whoever else changes it waits, and what was merged away is changed no more."""

from uuid import UUID

from otklik.domains.conversations import errors, queries
from otklik.domains.conversations.models import Conversation
from otklik.platform.context import Ctx


async def locked(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """Raises `ConversationNotFound`, and `ConversationMerged` with where its messages went."""
    conversation = await queries.conversation(ctx, conversation_id, lock=True)
    if conversation is None:
        raise errors.ConversationNotFound
    if conversation.merged_into_id is not None:
        raise errors.ConversationMerged(params={"conversation_id": str(conversation.merged_into_id)})
    return conversation
