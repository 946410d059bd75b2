"""What the desk's screens are told: one entry for each change, enough to redraw without asking."""

from datetime import datetime
from uuid import UUID

import msgspec

from otklik.channels.registry import Registry
from otklik.domains.conversations import events
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.schemas import ConversationRow
from otklik.domains.conversations.service import views
from otklik.platform.context import Ctx
from otklik.platform.events import publish


def desk_stream(ctx: Ctx) -> str:
    return f"desk/{ctx.workspace_id}"


async def message_added(
    ctx: Ctx, conversation: Conversation, message: Message, *, with_files: bool = True
) -> ConversationRow:
    """Returns the conversation's line as it was shown."""
    shown, line = await views.added(ctx, conversation, message, with_files=with_files)
    ctx.push(desk_stream(ctx), "message.added", msgspec.to_builtins({"message": shown, "conversation": line}))
    return line


async def announce(
    ctx: Ctx, conversation: Conversation, message: Message, *, in_group: bool = False, with_files: bool = True
) -> None:
    """Show a new message on the desk, and tell whoever listens that it was said."""
    line = await message_added(ctx, conversation, message, with_files=with_files)
    await publish(
        ctx,
        events.MessageAdded(
            message_id=message.id,
            conversation_id=conversation.id,
            channel_id=conversation.channel_id,
            contact_id=conversation.contact_id,
            kind=message.kind,
            direction=message.direction,
            author_kind=message.author_kind,
            automatic=message.automatic,
            sent_at=message.sent_at,
            in_group=in_group,
            with_link="://" in message.text and not _is_letter(ctx, message, kind=line.channel_kind),
        ),
    )


async def message_changed(ctx: Ctx, message: Message) -> None:
    await ctx.session.flush()
    data = {"message": await views.message(ctx, message)}
    ctx.push(desk_stream(ctx), "message.changed", msgspec.to_builtins(data))


async def conversation_changed(ctx: Ctx, conversation: Conversation) -> None:
    await ctx.session.flush()
    data = {"conversation": await views.row(ctx, conversation)}
    ctx.push(desk_stream(ctx), "conversation.changed", msgspec.to_builtins(data))


def conversation_read(ctx: Ctx, conversation: Conversation, *, operator_id: UUID) -> None:
    """The operator's other screens count as unread only what came after."""
    data = {
        "conversation_id": str(conversation.id),
        "operator_id": str(operator_id),
        "inbound_count": conversation.inbound_count,
    }
    ctx.push(desk_stream(ctx), "reading.changed", data)


async def waits(ctx: Ctx, conversation: Conversation, *, since: datetime | None) -> None:
    """Write down since when the customer waits, None for not at all, and tell whoever counts the time."""
    if conversation.waiting_since == since:
        return
    conversation.waiting_since = since
    changed = events.WaitingChanged(
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        contact_id=conversation.contact_id,
        waiting_since=since,
    )
    await publish(ctx, changed)


def _is_letter(ctx: Ctx, message: Message, *, kind: str) -> bool:
    """A message in a channel of letters, designed or plain; a note beside one is our own."""
    if message.kind == "note":
        return False
    return bool(message.html) or ctx.use(Registry).get(kind).manifest.capabilities.html
