"""What became of closed conversations: whom a closing left without an answer, and which customers came back."""

from datetime import datetime
from uuid import UUID

from otklik.domains.bonus import queries
from otklik.domains.bonus.models import BonusClosing
from otklik.domains.conversations import holding
from otklik.domains.conversations.events import ConversationClosed, ConversationReopened
from otklik.domains.schedule import service as schedule
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.ids import new_id


async def closed(ctx: Ctx, told: ConversationClosed) -> None:
    """Only what people close is theirs; an automation's closing is nobody's."""
    if ctx.actor.kind is not ActorKind.OPERATOR or told.operator_id is None:
        return
    channel_id = await queries.channel_of(ctx, told.conversation_id)
    closing = BonusClosing(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=told.conversation_id,
        channel_id=channel_id,
        operator_id=told.operator_id,
        closed_at=ctx.now(),
        waiting_since=told.waiting_since,
        first=told.first,
        in_hours=False,
        letters=0,
    )
    if told.waiting_since is not None:
        await _weigh(ctx, closing, told.waiting_since)
    ctx.session.add(closing)


async def reopened(ctx: Ctx, told: ConversationReopened) -> None:
    if told.by_customer:
        await queries.reopened(ctx, told.conversation_id)


async def _weigh(ctx: Ctx, closing: BonusClosing, since: datetime) -> None:
    hours = await schedule.hours_for(ctx, channel_id=closing.channel_id)
    closing.in_hours = schedule.open_at(hours, since)
    closing.working_seconds = schedule.working_seconds(hours, since, closing.closed_at)
    closing.letters = await _said(ctx, closing.conversation_id, since)


async def _said(ctx: Ctx, conversation_id: UUID, since: datetime) -> int:
    return sum(holding.substance(text) for text in await queries.said_since(ctx, conversation_id, since))
