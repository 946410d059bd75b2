"""A visitor who waits and goes away with no answer is missed: written down, so that somebody reaches them otherwise."""

from uuid import UUID

from otklik.domains.conversations.events import WaitingChanged
from otklik.domains.conversations.service import managing
from otklik.domains.livechat import jobs, queries, rules
from otklik.domains.livechat.service import visitors
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx


async def waits(ctx: Ctx, told: WaitingChanged) -> None:
    """Look in a while whether whoever began to wait is still there. One look at a time goes on from the one before."""
    if told.waiting_since is None or not await visitors.come_by(ctx, told.channel_id):
        return
    if await visitors.of_conversation(ctx, told.conversation_id) is not None:
        await set_alarm(ctx, jobs.look_left, told.conversation_id, at=ctx.now() + rules.HERE)


async def look(ctx: Ctx, conversation_id: UUID) -> None:
    """Still waiting, and not heard of for a while: they have left. Still there: look again."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None or conversation.waiting_since is None:
        return
    visitor = await visitors.of_conversation(ctx, conversation_id)
    row = await queries.visitor(ctx, visitor.id) if visitor else None
    if row is None:
        return
    if row.last_seen_at > ctx.now() - rules.HERE:
        await set_alarm(ctx, jobs.look_left, conversation_id, at=row.last_seen_at + rules.HERE)
        return
    await managing.show_left(ctx, conversation_id, at=max(row.last_seen_at, conversation.waiting_since))


async def returned(ctx: Ctx, conversation_id: UUID) -> None:
    """They are here again: whoever still waits is watched as before."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None or conversation.left_at is None:
        return
    await managing.show_left(ctx, conversation_id, at=None)
    await set_alarm(ctx, jobs.look_left, conversation_id, at=ctx.now() + rules.HERE)
