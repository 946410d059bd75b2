"""Signals that live for a moment and are never stored: who writes, who looks."""

from typing import Final
from uuid import UUID

from otklik.domains.conversations import queries
from otklik.domains.conversations.service import live, reading
from otklik.domains.workspaces.service import operators
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.realtime import Hub

TYPING: Final = "typing"
READING: Final = "reading"
ACCESS_CHANGED: Final = "otklik_access"
"""NOTIFY channel with the workspace's id: open sockets look again whether they may stay."""


async def operator_types(ctx: Ctx, conversation_id: UUID) -> None:
    """Tell colleagues, and the customer where the channel shows it. Raises `ConversationNotFound`."""
    conversation = await reading.get(ctx, conversation_id)
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        return
    colleague = (await operators.operators_by_id(ctx, [ctx.actor.id])).get(ctx.actor.id)
    by = {"kind": "operator", "id": str(ctx.actor.id), "name": colleague.name if colleague else ""}
    hub = ctx.use(Hub)
    await hub.flash(live.desk_stream(ctx), TYPING, {"conversation_id": str(conversation_id), "by": by})
    await hub.flash(f"thread/{conversation.channel_id}/{conversation.thread_id}", TYPING, {"by": by})


async def access_changed(ctx: Ctx) -> None:
    """Somebody was signed out, sent away or given another role; told at the commit, when it holds."""
    await queries.notify(ctx, channel=ACCESS_CHANGED, payload=str(ctx.workspace_id))


async def operator_reads(ctx: Ctx, conversation_id: UUID) -> None:
    """Tell colleagues who has the thread open, so that two do not answer at once."""
    if ctx.actor.kind is ActorKind.OPERATOR:
        data = {"conversation_id": str(conversation_id), "operator_id": str(ctx.actor.id)}
        await ctx.use(Hub).flash(live.desk_stream(ctx), READING, data)
