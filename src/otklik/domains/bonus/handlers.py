"""What the bonus does when a conversation ends or is opened again."""

from otklik.domains.bonus.service import remembering
from otklik.domains.conversations.events import ConversationClosed, ConversationReopened
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ConversationClosed)
async def on_conversation_closed(ctx: Ctx, event: ConversationClosed) -> None:
    await remembering.closed(ctx, event)


@on(ConversationReopened)
async def on_conversation_reopened(ctx: Ctx, event: ConversationReopened) -> None:
    await remembering.reopened(ctx, event)
