"""What routing does when conversations, people or absences change."""

from otklik.domains.absences.events import AbsenceBegan, AbsenceEnded
from otklik.domains.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationLabelled,
    ConversationReopened,
    ConversationUnlabelled,
    WaitingChanged,
)
from otklik.domains.routing.service import queueing
from otklik.domains.workspaces.events import PresenceChanged
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(WaitingChanged)
async def on_waiting_changed(ctx: Ctx, event: WaitingChanged) -> None:
    await queueing.waits(ctx, event)


@on(ConversationReopened)
async def on_conversation_reopened(ctx: Ctx, event: ConversationReopened) -> None:
    if event.by_customer:
        await queueing.enter(ctx, event.conversation_id)


@on(ConversationAssigned)
async def on_conversation_assigned(ctx: Ctx, event: ConversationAssigned) -> None:
    await queueing.assigned(ctx, event)


@on(ConversationClosed)
async def on_conversation_closed(ctx: Ctx, event: ConversationClosed) -> None:
    await queueing.closed(ctx, event.conversation_id)


@on(ConversationLabelled, ConversationUnlabelled)
async def on_labels_changed(ctx: Ctx, event: ConversationLabelled | ConversationUnlabelled) -> None:
    await queueing.labels_changed(ctx, event.conversation_id)


@on(PresenceChanged)
async def on_presence_changed(ctx: Ctx, event: PresenceChanged) -> None:
    if event.status == "online":
        await queueing.wake(ctx)


@on(AbsenceBegan, AbsenceEnded)
async def on_absence_changed(ctx: Ctx, _: AbsenceBegan | AbsenceEnded) -> None:
    await queueing.wake(ctx)
