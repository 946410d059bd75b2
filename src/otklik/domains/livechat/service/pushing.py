"""What reaches the visitor's stream, and when: ours when the ledger accepts it, theirs when it is stored."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.conversations.events import ConversationAssigned, MessageAdded, MessageChanged
from otklik.domains.livechat import queries, rules
from otklik.domains.livechat.service import availability, carrying_on, identities, leaving, ringing, thread, visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.promises.service import telling
from otklik.platform.context import Ctx

CHANGED: Final = "message.changed"
ADDED: Final = "message"
NEWLY_ACCEPTED: Final = "accepted"


async def added(ctx: Ctx, told: MessageAdded) -> None:
    """The visitor's own words come back to all their pages; ours wait until the ledger has accepted them."""
    if told.direction != "in" or not await visitors.come_by(ctx, told.channel_id):
        return
    visitor = await visitors.of_conversation(ctx, told.conversation_id)
    if visitor is None:
        return
    await _push(ctx, visitor, ADDED, told.message_id)
    await _promised(ctx, told)
    await leaving.returned(ctx, told.conversation_id)
    if visitor.customer is not None:
        await identities.note(ctx, visitor.customer, told.conversation_id)
    if visitor.email:
        await carrying_on.note_address(ctx, told.conversation_id, visitor.email)


async def changed(ctx: Ctx, told: MessageChanged) -> None:
    """`accepted` is the moment an answer exists for the visitor: stream and ledger are written together."""
    visitor = await visitors.of_conversation(ctx, told.conversation_id)
    if visitor is None:
        return
    accepted = told.state == NEWLY_ACCEPTED
    pushed = await _push(ctx, visitor, ADDED if accepted else CHANGED, told.message_id)
    if accepted and pushed and visitor.email:
        await look_later(ctx, visitor.id)
    if accepted and pushed and visitor.rings:
        await ringing.later(ctx, visitor.id)


async def assigned(ctx: Ctx, told: ConversationAssigned) -> None:
    """Who leads the conversation from now on, by their real name."""
    visitor = await visitors.of_conversation(ctx, told.conversation_id)
    if visitor is None:
        return
    face = await availability.face(ctx, told.operator_id) if told.operator_id else None
    data = msgspec.to_builtins(face) if face else {"name": "", "photo_url": None}
    ctx.push(visitor.stream, "operator", data)


async def look_later(ctx: Ctx, visitor_id: UUID) -> None:
    """Look in a while whether what we said must go by mail."""
    row = await queries.visitor(ctx, visitor_id, lock=True)
    if row is not None and row.email and row.mail_due_at is None:
        row.mail_due_at = ctx.now() + rules.HERE


async def _promised(ctx: Ctx, told: MessageAdded) -> None:
    """Whoever writes from the page has read there when the answer comes: that was promised."""
    conversation = await queries.conversation(ctx, told.conversation_id)
    if told.kind != "message" or conversation is None or conversation.promise_due_at is not None:
        return
    current = await availability.told(ctx, told.channel_id)
    if current is not None:
        await telling.tell(ctx, told.conversation_id, current, source="widget")


async def _push(ctx: Ctx, visitor: Visitor, kind: str, message_id: UUID) -> bool:
    await ctx.session.flush()
    message = await queries.message(ctx, message_id)
    if message is None:
        return False
    seen = (await thread.shown(ctx, [message]))[0]
    ctx.push(visitor.stream, kind, {"message": msgspec.to_builtins(seen)})
    return True
