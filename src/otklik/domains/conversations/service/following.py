"""Following: an operator is told of news in a conversation that is not theirs, once until they look."""

from uuid import UUID

from otklik.domains.conversations import errors, queries
from otklik.domains.conversations.events import ConversationClosed, MessageAdded
from otklik.domains.conversations.models import FOLLOWERS_MAX, Conversation
from otklik.domains.conversations.service import live
from otklik.domains.conversations.service.locking import locked
from otklik.domains.notifications import service as notifications
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Forbidden


async def follow(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """The caller is told of what happens here from now on. Raises `FollowersTooMany`."""
    operator_id = _own_id(ctx)
    conversation = await locked(ctx, conversation_id)
    if operator_id in conversation.follower_ids:
        return conversation
    if len(conversation.follower_ids) >= FOLLOWERS_MAX:
        raise errors.FollowersTooMany(params={"max": FOLLOWERS_MAX})
    conversation.follower_ids = [*conversation.follower_ids, operator_id]
    await live.conversation_changed(ctx, conversation)
    return conversation


async def unfollow(ctx: Ctx, conversation_id: UUID) -> Conversation:
    operator_id = _own_id(ctx)
    conversation = await locked(ctx, conversation_id)
    if operator_id in conversation.follower_ids:
        conversation.follower_ids = _without(conversation.follower_ids, operator_id)
        conversation.told_ids = _without(conversation.told_ids, operator_id)
        await live.conversation_changed(ctx, conversation)
    return conversation


async def said(ctx: Ctx, told: MessageAdded) -> None:
    """The customer wrote, or a colleague answered or noted: followers hear of it. A machine's words are no news."""
    if told.kind in {"message", "note"} and not told.automatic:
        conversation = await queries.held(ctx, told.conversation_id)
        if conversation is not None:
            await _tell(ctx, conversation, code="followed_wrote" if told.direction == "in" else "followed_answered")


async def closed(ctx: Ctx, told: ConversationClosed) -> None:
    conversation = await queries.held(ctx, told.conversation_id)
    if conversation is not None:
        await _tell(ctx, conversation, code="followed_closed")


def looked(conversation: Conversation, operator_id: UUID) -> None:
    """Whoever has read it may be told of the next news."""
    if operator_id in conversation.told_ids:
        conversation.told_ids = _without(conversation.told_ids, operator_id)


async def _tell(ctx: Ctx, conversation: Conversation, *, code: str) -> None:
    known = {*conversation.told_ids, ctx.actor.id}
    unaware = [one for one in conversation.follower_ids if one not in known]
    if not unaware:
        return
    conversation.told_ids = [*conversation.told_ids, *unaware]
    await notifications.tell(
        ctx,
        unaware,
        code=code,
        params={"number": str(conversation.number)},
        subject=notifications.Subject(kind="conversation", id=conversation.id),
    )


def _own_id(ctx: Ctx) -> UUID:
    """Raises `Forbidden` for a program: nobody tells it anything."""
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise Forbidden(params={"permission": "conversations.read"})
    return ctx.actor.id


def _without(ids: list[UUID], gone: UUID) -> list[UUID]:
    return [one for one in ids if one != gone]
