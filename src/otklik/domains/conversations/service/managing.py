"""Who looks after a conversation and whether it is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.contacts.events import ContactMerged, ContactUnmerged
from otklik.domains.conversations import errors, events, queries
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import following, live, showing_read, writing
from otklik.domains.conversations.service.locking import locked
from otklik.domains.workspaces.service import operators, teams
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Invalid
from otklik.platform.events import publish

LEFT: Final = "operator_left"
"""The reason of an assignment that ended because the operator left the company."""


async def close(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """Say that nothing is left to answer. Closing what is closed changes nothing."""
    conversation = await locked(ctx, conversation_id)
    if conversation.state == "closed":
        return conversation
    conversation.state = "closed"
    forget_snooze(conversation)
    conversation.closed_at, conversation.closed_by_id = ctx.now(), ctx.actor.id
    unanswered = None
    if not await queries.answer_under_way(ctx, conversation):
        # else the answer's acceptance ends the wait, and is counted (guarantee 8)
        unanswered = conversation.waiting_since
        await live.waits(ctx, conversation, since=None)
    await record(ctx, conversation, code="closed", params={"operator_id": _text(ctx.actor.id)})
    closed = events.ConversationClosed(
        conversation_id=conversation_id,
        operator_id=ctx.actor.id,
        waiting_since=unanswered,
        first=conversation.first_answered_at is None,
    )
    await publish(ctx, closed, subject_id=conversation.contact_id)
    return conversation


async def reopen(ctx: Ctx, conversation_id: UUID) -> Conversation:
    conversation = await locked(ctx, conversation_id)
    if conversation.state == "open":
        return conversation
    conversation.state = "open"
    conversation.closed_at = conversation.closed_by_id = None
    await record(ctx, conversation, code="reopened", params={"operator_id": _text(ctx.actor.id)})
    reopened = events.ConversationReopened(conversation_id=conversation_id, by_customer=False)
    await publish(ctx, reopened, subject_id=conversation.contact_id)
    return conversation


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a rule gave the conversation away; `params` fill the sentence of `code` in the thread's line.

    `takes`: whoever has it had it too long and is not asked again.
    """

    code: str
    params: Mapping[str, str | int] = {}
    takes: bool = False


async def assign(
    ctx: Ctx,
    conversation_id: UUID,
    *,
    operator_id: UUID | None,
    team_id: UUID | None,
    someone: bool = False,
    reason: Reason | None = None,
) -> Conversation:
    """Give the conversation to an operator, a team, both or nobody; whoever gets it sees it at once.

    By a rule it says why. Raises `AssigneeUnknown`, with `someone` for nobody too.
    """
    if someone and operator_id is None and team_id is None:
        raise errors.AssigneeUnknown
    conversation = await locked(ctx, conversation_id)
    if operator_id is not None:
        await _require_active(ctx, operator_id)
    if team_id is not None:
        await _require_team(ctx, team_id)
    if operator_id != conversation.assignee_id:
        forget_snooze(conversation)
    taken_from_id = conversation.assignee_id if reason and reason.takes else None
    conversation.assignee_id, conversation.team_id = operator_id, team_id
    why = {**reason.params, "reason": reason.code} if reason else {}
    whom = {"operator_id": _text(operator_id), "team_id": _text(team_id), "by_id": _text(ctx.actor.id)}
    await record(ctx, conversation, code="assigned", params={**why, **whom})
    await _tell_assigned(ctx, conversation, reason=reason.code if reason else "", taken_from_id=taken_from_id)
    return conversation


async def note_event(ctx: Ctx, conversation_id: UUID, *, code: str, params: Mapping[str, str | int]) -> None:
    """A quiet line in the thread about what a domain above decided. Raises `ConversationNotFound`."""
    conversation = await locked(ctx, conversation_id)
    await writing.event_line(ctx, conversation, code=code, params=dict(params))


async def show_promise_due(ctx: Ctx, conversation_id: UUID, *, at: datetime | None) -> None:
    """Let the list show by when an answer was promised; None: nothing is promised any more."""
    conversation = await _found(ctx, conversation_id)
    if conversation.merged_into_id is None and conversation.promise_due_at != at:
        conversation.promise_due_at = at
        await live.conversation_changed(ctx, conversation)
        await publish(ctx, events.DueShown(conversation_id=conversation_id))


async def show_target_due(ctx: Ctx, conversation_id: UUID, *, at: datetime | None) -> None:
    """Let the list show by when the target wants an answer; None: no target runs."""
    conversation = await _found(ctx, conversation_id)
    if conversation.merged_into_id is None and conversation.target_due_at != at:
        conversation.target_due_at = at
        await live.conversation_changed(ctx, conversation)
        await publish(ctx, events.DueShown(conversation_id=conversation_id))


async def show_left(ctx: Ctx, conversation_id: UUID, *, at: datetime | None) -> None:
    """Write down that the customer went away while they waited, or (None) that they are back."""
    conversation = await _found(ctx, conversation_id)
    if conversation.merged_into_id is None and conversation.left_at != at:
        conversation.left_at = at
        await publish(ctx, events.CustomerLeft(conversation_id=conversation_id, left_at=at))


async def show_bad_rating(ctx: Ctx, conversation_id: UUID, *, at: datetime | None) -> None:
    """Let the list show that the customer rated badly; None: they did not, or changed their mind."""
    conversation = await locked(ctx, conversation_id)
    if conversation.bad_rating_at != at:
        conversation.bad_rating_at = at
        await live.conversation_changed(ctx, conversation)


async def read(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """The operator has the thread open and saw everything in it."""
    conversation = await _found(ctx, conversation_id)
    if ctx.actor.kind is ActorKind.OPERATOR and ctx.actor.id is not None:
        following.looked(conversation, ctx.actor.id)
        await queries.set_reading(ctx, conversation, operator_id=ctx.actor.id)
        live.conversation_read(ctx, conversation, operator_id=ctx.actor.id)
        seen = await queries.mark_seen(ctx, conversation_id, operator_id=ctx.actor.id)
        for message_id in seen:
            changed = events.MessageChanged(message_id=message_id, conversation_id=conversation_id, state="seen")
            await publish(ctx, changed)
        if seen:
            await showing_read.show_later(ctx, conversation)
    return conversation


async def release_all_of(ctx: Ctx, operator_id: UUID) -> None:
    """Whoever leaves leaves nothing behind that nobody sees: their open conversations go back to everyone."""
    for conversation in await queries.open_of(ctx, operator_id):
        conversation.assignee_id = None
        forget_snooze(conversation)
        params = {"operator_id": "", "team_id": _text(conversation.team_id), "by_id": _text(ctx.actor.id)}
        await record(ctx, conversation, code="assigned", params=params)
        await _tell_assigned(ctx, conversation, reason=LEFT)


async def contact_merged(ctx: Ctx, told: ContactMerged) -> None:
    """The card that was joined in is shown as the other from now on."""
    await queries.move_to_contact(
        ctx, from_contact_id=told.other_id, to_contact_id=told.kept_id, identity_ids=told.identity_ids
    )


async def contact_unmerged(ctx: Ctx, told: ContactUnmerged) -> None:
    await queries.move_to_contact(
        ctx, from_contact_id=told.kept_id, to_contact_id=told.other_id, identity_ids=told.identity_ids
    )


async def _tell_assigned(
    ctx: Ctx, conversation: Conversation, *, reason: str, taken_from_id: UUID | None = None
) -> None:
    assigned = events.ConversationAssigned(
        conversation_id=conversation.id,
        operator_id=conversation.assignee_id,
        team_id=conversation.team_id,
        reason=reason,
        taken_from_id=taken_from_id,
    )
    await publish(ctx, assigned, subject_id=conversation.contact_id)


async def record(ctx: Ctx, conversation: Conversation, *, code: str, params: Mapping[str, str | int]) -> None:
    """A quiet line in the thread; its push carries the conversation's row as it is now."""
    await ctx.session.flush()
    await writing.event_line(ctx, conversation, code=code, params=dict(params))


def forget_snooze(conversation: Conversation) -> None:
    """Back in the lists. An alarm that rings later finds nothing to wake."""
    conversation.snoozed_until = conversation.snoozed_by_id = None


async def _require_active(ctx: Ctx, operator_id: UUID) -> None:
    found = (await operators.operators_by_id(ctx, [operator_id])).get(operator_id)
    if found is None or found.deactivated_at is not None:
        raise errors.AssigneeUnknown(params={"operator_id": str(operator_id)})


async def _require_team(ctx: Ctx, team_id: UUID) -> None:
    """A foreign key would take another company's team."""
    try:
        await teams.check_teams(ctx, [team_id])
    except Invalid as error:
        raise errors.AssigneeUnknown(params={"team_id": str(team_id)}) from error


async def _found(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """As it is, merged away or not."""
    conversation = await queries.conversation(ctx, conversation_id, lock=True)
    if conversation is None:
        raise errors.ConversationNotFound
    return conversation


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
