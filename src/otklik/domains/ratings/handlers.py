"""What ratings do when a conversation ends, opens again, or a button is pressed."""

from otklik.domains.conversations.events import ConversationClosed, ConversationReopened, MessageAdded
from otklik.domains.delivery.events import ButtonPressed
from otklik.domains.ratings import jobs
from otklik.domains.ratings.service import asking, giving
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ConversationClosed)
async def on_conversation_closed(ctx: Ctx, event: ConversationClosed) -> None:
    at = await asking.due_at(ctx)
    if at is not None:
        await set_alarm(ctx, jobs.ask, event.conversation_id, at=at)


@on(ConversationReopened)
async def on_conversation_reopened(ctx: Ctx, event: ConversationReopened) -> None:
    await cancel_alarm(ctx, jobs.ask, event.conversation_id)


@on(ButtonPressed)
async def on_button_pressed(ctx: Ctx, event: ButtonPressed) -> None:
    await giving.pressed(ctx, event)


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    await giving.remarked(ctx, event)
