"""What the desk's screens are told: one entry for each change, enough to redraw without asking."""

import msgspec

from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.service import views
from otklik.platform.context import Ctx


def desk_stream(ctx: Ctx) -> str:
    return f"desk/{ctx.workspace_id}"


async def message_added(ctx: Ctx, conversation: Conversation, message: Message) -> None:
    await ctx.session.flush()
    data = {"message": await views.message(ctx, message), "conversation": await views.row(ctx, conversation)}
    ctx.push(desk_stream(ctx), "message.added", msgspec.to_builtins(data))


async def message_changed(ctx: Ctx, message: Message) -> None:
    await ctx.session.flush()
    data = {"message": await views.message(ctx, message)}
    ctx.push(desk_stream(ctx), "message.changed", msgspec.to_builtins(data))


async def conversation_changed(ctx: Ctx, conversation: Conversation) -> None:
    await ctx.session.flush()
    data = {"conversation": await views.row(ctx, conversation)}
    ctx.push(desk_stream(ctx), "conversation.changed", msgspec.to_builtins(data))
