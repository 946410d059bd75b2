"""What targets do when conversations, contacts or teams change."""

from otklik.domains.contacts.events import ContactChanged
from otklik.domains.conversations.events import (
    Answered,
    ConversationAssigned,
    ConversationClosed,
    ConversationLabelled,
    ConversationMerged,
    ConversationReopened,
    ConversationUnlabelled,
    ConversationUnmerged,
    WaitingChanged,
)
from otklik.domains.targets.service import solving, waits
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(WaitingChanged)
async def on_waiting_changed(ctx: Ctx, event: WaitingChanged) -> None:
    await waits.waiting_changed(ctx, event)
    await solving.waiting_changed(ctx, event)


@on(Answered)
async def on_answered(ctx: Ctx, event: Answered) -> None:
    await waits.answered(ctx, event)


@on(ConversationClosed)
async def on_conversation_closed(ctx: Ctx, event: ConversationClosed) -> None:
    await solving.closed(ctx, event)


@on(ConversationReopened)
async def on_conversation_reopened(ctx: Ctx, event: ConversationReopened) -> None:
    await solving.resume(ctx, event.conversation_id)


@on(ConversationMerged)
async def on_conversation_merged(ctx: Ctx, event: ConversationMerged) -> None:
    await solving.merged_away(ctx, event.merged_id)


@on(ConversationUnmerged)
async def on_conversation_unmerged(ctx: Ctx, event: ConversationUnmerged) -> None:
    await solving.resume(ctx, event.merged_id)


@on(ConversationAssigned)
async def on_conversation_assigned(ctx: Ctx, event: ConversationAssigned) -> None:
    await waits.assigned(ctx, event)


@on(ConversationLabelled, ConversationUnlabelled)
async def on_labels_changed(ctx: Ctx, event: ConversationLabelled | ConversationUnlabelled) -> None:
    await waits.labels_changed(ctx, event.conversation_id)


@on(ContactChanged)
async def on_contact_changed(ctx: Ctx, event: ContactChanged) -> None:
    await waits.contact_changed(ctx, event)
