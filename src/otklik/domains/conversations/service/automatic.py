"""What a machine of ours may say to a customer: seldom, never to machines, and it answers nobody (RFC 3834)."""

from uuid import UUID

from otklik.domains.conversations import queries, rules
from otklik.domains.conversations.events import MessageAdded
from otklik.domains.conversations.service import writing
from otklik.domains.delivery.errors import Refused
from otklik.platform.context import Ctx


async def may_answer(ctx: Ctx, told: MessageAdded) -> bool:
    """Whether a person wrote who has had no automatic answer for a while. The lock lets only one of two speak."""
    conversation = await queries.conversation(ctx, told.conversation_id, lock=True)
    return conversation is not None and rules.may_auto_reply(
        kind=told.kind,
        automatic=told.automatic,
        in_group=told.in_group,
        last=conversation.auto_replied_at,
        now=ctx.now(),
    )


async def answer(ctx: Ctx, conversation_id: UUID, text: str) -> bool:
    """Say it; False when the gate refuses. Either way it is not tried again for a while."""
    conversation = await queries.conversation(ctx, conversation_id, lock=True)
    if conversation is None:
        return False
    conversation.auto_replied_at = ctx.now()
    try:
        async with ctx.attempt():
            await writing.reply(ctx, conversation.id, writing.Words(text=text, automatic=True))
    except Refused:
        return False
    return True
