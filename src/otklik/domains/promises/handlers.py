"""What promises do when conversations tell of something."""

from otklik.domains.conversations.events import Answered, ConversationClosed, MessageAdded
from otklik.domains.promises.service import autoresponder, keeping, telling
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    await autoresponder.answer(ctx, event)
    await telling.heard(ctx, event)


@on(Answered)
async def on_answered(ctx: Ctx, event: Answered) -> None:
    await keeping.answered(ctx, event)


@on(ConversationClosed)
async def on_conversation_closed(ctx: Ctx, event: ConversationClosed) -> None:
    await keeping.closed(ctx, event)
