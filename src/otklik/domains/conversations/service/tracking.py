"""What became of what we said, and whether it ended somebody's waiting (guarantees 5, 7, 8)."""

from typing import Final

from otklik.domains.conversations import events, holding, queries, rules
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.service import holding_rules, live, writing
from otklik.domains.delivery.events import FileArrived, StateChanged
from otklik.platform.context import Ctx
from otklik.platform.events import publish

UNSETTLED: Final = frozenset({"planned", "claimed", "handed", "unknown", "failed"})
TAKEN: Final = frozenset({"accepted", "delivered", "read"})
"""The provider has it; where its receipt is quicker than its own answer, the receipt says so first."""


async def follow(ctx: Ctx, told: StateChanged) -> None:
    """Carry a ledger row's new state into its message."""
    message = await queries.message(ctx, told.subject_id, lock=True)
    if message is None:
        return
    unsettled = message.state in UNSETTLED
    message.state, message.state_code, message.state_at = told.state, told.code, told.at
    message.read_by_machine = told.read_by_machine
    if told.external_id and message.external_id is None:
        message.external_id = await _own_id(ctx, message, told.external_id)
    await live.message_changed(ctx, message)
    changed = events.MessageChanged(message_id=message.id, conversation_id=message.conversation_id, state=message.state)
    await publish(ctx, changed)
    if unsettled and told.state in TAKEN and told.purpose == writing.ANSWER:
        await _count_answer(ctx, message, told)


async def _own_id(ctx: Ctx, message: Message, external_id: str) -> str | None:
    """None when an earlier message has it: SMS centres count anew after a restart. The ledger knows it all the same."""
    earlier = await queries.message_by_external(
        ctx, conversation_id=message.conversation_id, external_id=external_id, merged_from_id=message.merged_from_id
    )
    return None if earlier is not None else external_id


async def file_arrived(ctx: Ctx, told: FileArrived) -> None:
    message = await queries.message_of_file(ctx, told.file_id)
    if message is not None:
        await live.message_changed(ctx, message)
        changed = events.MessageChanged(
            message_id=message.id, conversation_id=message.conversation_id, state=message.state
        )
        await publish(ctx, changed)


async def _count_answer(ctx: Ctx, message: Message, told: StateChanged) -> None:
    """An answer of a person stops the clock at the provider's acceptance; the writer gets the credit."""
    conversation = await queries.conversation(ctx, message.conversation_id, lock=True)
    if conversation is None or message.author_kind != "operator" or message.author_id is None or message.holding:
        return
    waited_since = conversation.waiting_since
    if waited_since is None or not rules.answers(waited_since, wrote_at=message.sent_at):
        return
    accepted_at = max(told.at, waited_since)
    answered_at = await holding_rules.answered_at(
        ctx, conversation.id, waiting_since=waited_since, accepted_at=accepted_at
    )
    await publish(
        ctx,
        events.Answered(
            conversation_id=conversation.id,
            channel_id=conversation.channel_id,
            message_id=message.id,
            operator_id=message.author_id,
            waiting_since=waited_since,
            answered_at=max(answered_at, waited_since),
            first=conversation.first_answered_at is None,
            team_id=conversation.team_id,
            accepted_at=accepted_at,
            letters=holding.substance(message.visible_text),
        ),
        subject_id=conversation.contact_id,
    )
    await _stop_waiting(ctx, conversation, message, told)


async def _stop_waiting(ctx: Ctx, conversation: Conversation, message: Message, told: StateChanged) -> None:
    """Whoever wrote after this answer was written still waits."""
    conversation.first_answered_at = conversation.first_answered_at or told.at
    since = await queries.waiting_after(ctx, conversation.id, stored_at=message.stored_at)
    await live.waits(ctx, conversation, since=since)
    await live.conversation_changed(ctx, conversation)
