"""Putting a conversation out of sight until a moment; the customer's waiting and our promises go on meanwhile."""

from datetime import datetime
from uuid import UUID

from otklik.domains.conversations import errors, events, jobs, queries, rules
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import managing
from otklik.domains.conversations.service.locking import locked
from otklik.domains.notifications import service as notifications
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def snooze(ctx: Ctx, conversation_id: UUID, *, until: datetime) -> Conversation:
    """Raises `SnoozeInvalid` for a moment that is past or too far off, `ConversationOver` when it is closed."""
    conversation = await locked(ctx, conversation_id)
    if conversation.state == "closed":
        raise errors.ConversationOver
    if not rules.may_snooze(until, now=ctx.now()):
        raise errors.SnoozeInvalid(params={"days_max": rules.SNOOZE_MAX.days})
    if conversation.snoozed_until == until:
        return conversation
    conversation.snoozed_until, conversation.snoozed_by_id = until, ctx.actor.id
    conversation.snooze_ended_at = None
    await set_alarm(ctx, jobs.snooze_ends, conversation_id, at=until)
    await managing.record(ctx, conversation, code="snoozed", params={"until": until.isoformat()})
    snoozed = events.ConversationSnoozed(conversation_id=conversation_id, until=until)
    await publish(ctx, snoozed, subject_id=conversation.contact_id)
    return conversation


async def wake(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """Back into the lists before its time; harmless when it does not sleep."""
    conversation = await locked(ctx, conversation_id)
    if conversation.snoozed_until is not None:
        await cancel_alarm(ctx, jobs.snooze_ends, conversation_id)
        await _woke(ctx, conversation, code="woken")
    return conversation


async def wake_in_time(ctx: Ctx, conversation_id: UUID) -> None:
    """Its moment has come: back into the lists, and whoever looks after it is told.

    Nothing happens to what was woken, closed or put off further meanwhile.
    """
    conversation = await queries.conversation(ctx, conversation_id, lock=True)
    if conversation is None or conversation.snoozed_until is None or conversation.snoozed_until > ctx.now():
        return
    people = {conversation.snoozed_by_id, conversation.assignee_id}
    conversation.snooze_ended_at = ctx.now()
    await _woke(ctx, conversation, code="snooze_ended")
    await notifications.tell(
        ctx,
        [one for one in people if one is not None],
        code="snooze_ended",
        params={"number": str(conversation.number)},
        subject=notifications.Subject(kind="conversation", id=conversation_id),
    )


async def _woke(ctx: Ctx, conversation: Conversation, *, code: str) -> None:
    managing.forget_snooze(conversation)
    await managing.record(ctx, conversation, code=code, params={})
    woken = events.ConversationWoken(conversation_id=conversation.id, by_customer=False)
    await publish(ctx, woken, subject_id=conversation.contact_id)
