"""What the visitor's side does when conversations or delivery tell of something."""

from otklik.domains.conversations.events import ConversationAssigned, MessageAdded, MessageChanged, WaitingChanged
from otklik.domains.delivery.events import MessageReceived, StateChanged
from otklik.domains.livechat.service import carrying_on, continuing, facts, leaving, pushing, visitors
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    await pushing.added(ctx, event)


@on(MessageChanged)
async def on_message_changed(ctx: Ctx, event: MessageChanged) -> None:
    await pushing.changed(ctx, event)


@on(WaitingChanged)
async def on_waiting_changed(ctx: Ctx, event: WaitingChanged) -> None:
    await leaving.waits(ctx, event)


@on(ConversationAssigned)
async def on_conversation_assigned(ctx: Ctx, event: ConversationAssigned) -> None:
    await pushing.assigned(ctx, event)


@on(MessageReceived)
async def on_message_received(ctx: Ctx, event: MessageReceived) -> None:
    if event.message.start_payload:
        await continuing.arrived(ctx, event)
    if event.address_kind == visitors.ADDRESS_KIND:
        await facts.spoke(ctx, event.message.thread_id)
    if event.address_kind == carrying_on.EMAIL:
        await carrying_on.answered(ctx, event)


@on(StateChanged)
async def on_state_changed(ctx: Ctx, event: StateChanged) -> None:
    if event.purpose == carrying_on.PURPOSE:
        await carrying_on.follow(ctx, event)
