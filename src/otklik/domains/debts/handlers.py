"""Whatever may change who waits for us has the lines of its source computed anew."""

from typing import Final, Protocol
from uuid import UUID

from otklik.domains.consultations.events import (
    ConsultationAnswered,
    ConsultationAsked,
    ConsultationChanged,
)
from otklik.domains.conversations.events import (
    Answered,
    ConversationAssigned,
    ConversationClosed,
    ConversationMerged,
    ConversationReopened,
    ConversationSnoozed,
    ConversationUnmerged,
    ConversationWoken,
    CustomerLeft,
    DueShown,
    MessageAdded,
    MessageChanged,
    WaitingChanged,
)
from otklik.domains.debts.queries.ledger import FAILED
from otklik.domains.debts.service import refreshing
from otklik.domains.promises.events import PromiseBroken, PromiseKept
from otklik.domains.targets.events import TargetBroken
from otklik.domains.tasks.events import TaskAdded, TaskChanged, TaskSettled
from otklik.platform.context import Ctx
from otklik.platform.events import on

SETTLED: Final = frozenset({*FAILED, "accepted"})
"""States of what we say that may raise or end a debt."""


class _OfConversation(Protocol):
    @property
    def conversation_id(self) -> UUID: ...


class _OfTask(Protocol):
    @property
    def task_id(self) -> UUID: ...


class _OfConsultation(Protocol):
    @property
    def consultation_id(self) -> UUID: ...


@on(
    WaitingChanged,
    DueShown,
    Answered,
    ConversationAssigned,
    ConversationClosed,
    ConversationReopened,
    ConversationSnoozed,
    ConversationWoken,
    CustomerLeft,
    PromiseBroken,
    PromiseKept,
    TargetBroken,
)
async def on_conversation_changed(ctx: Ctx, event: _OfConversation) -> None:
    await refreshing.refresh(ctx, "conversation", event.conversation_id)


@on(ConversationMerged, ConversationUnmerged)
async def on_conversation_merged(ctx: Ctx, event: ConversationMerged | ConversationUnmerged) -> None:
    for conversation_id in (event.conversation_id, event.merged_id):
        await refreshing.refresh(ctx, "conversation", conversation_id)


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    """Not for what customers write: a wait that it begins is told of by `WaitingChanged`."""
    if event.kind == "bounce" or (event.kind == "message" and event.direction == "out"):
        await refreshing.refresh(ctx, "conversation", event.conversation_id)


@on(MessageChanged)
async def on_message_changed(ctx: Ctx, event: MessageChanged) -> None:
    if event.state in SETTLED:
        await refreshing.refresh(ctx, "conversation", event.conversation_id)


@on(TaskAdded, TaskChanged, TaskSettled)
async def on_task_changed(ctx: Ctx, event: _OfTask) -> None:
    await refreshing.refresh(ctx, "task", event.task_id)


@on(ConsultationAsked, ConsultationAnswered, ConsultationChanged)
async def on_consultation_changed(ctx: Ctx, event: _OfConsultation) -> None:
    await refreshing.refresh(ctx, "consultation", event.consultation_id)
