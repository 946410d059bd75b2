"""What targets do when conversations, contacts or teams change."""

from otklik.domains.contacts.events import ContactChanged
from otklik.domains.conversations.events import (
    Answered,
    ConversationAssigned,
    ConversationLabelled,
    ConversationUnlabelled,
    WaitingChanged,
)
from otklik.domains.targets.service import waits
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(WaitingChanged)
async def on_waiting_changed(ctx: Ctx, event: WaitingChanged) -> None:
    await waits.waiting_changed(ctx, event)


@on(Answered)
async def on_answered(ctx: Ctx, event: Answered) -> None:
    await waits.answered(ctx, event)


@on(ConversationAssigned)
async def on_conversation_assigned(ctx: Ctx, event: ConversationAssigned) -> None:
    await waits.assigned(ctx, event)


@on(ConversationLabelled, ConversationUnlabelled)
async def on_labels_changed(ctx: Ctx, event: ConversationLabelled | ConversationUnlabelled) -> None:
    await waits.labels_changed(ctx, event.conversation_id)


@on(ContactChanged)
async def on_contact_changed(ctx: Ctx, event: ContactChanged) -> None:
    await waits.contact_changed(ctx, event)
