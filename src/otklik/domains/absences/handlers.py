"""What absences do when conversations or people change."""

from otklik.domains.absences.service import covering
from otklik.domains.conversations.events import ConversationAssigned, ConversationReopened, MessageAdded
from otklik.domains.workspaces.events import OperatorDeactivated
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ConversationAssigned)
async def on_conversation_assigned(ctx: Ctx, event: ConversationAssigned) -> None:
    await covering.assigned(ctx, event)


@on(ConversationReopened)
async def on_conversation_reopened(ctx: Ctx, event: ConversationReopened) -> None:
    await covering.reopened(ctx, event.conversation_id)


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    await covering.copy(ctx, event)


@on(OperatorDeactivated)
async def on_operator_deactivated(ctx: Ctx, event: OperatorDeactivated) -> None:
    await covering.left(ctx, event.operator_id)
