"""Rings the phone of whoever should answer, when nobody sees the customer's message at a desk."""

from typing import Final
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import events, jobs, queries
from otklik.domains.conversations.models import Conversation
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx
from otklik.platform.jobs import Jobs

CODE: Final = "message"
RUNG_MAX: Final = 50
"""Operators rung for one message that is nobody's yet."""


async def announce(ctx: Ctx, event: events.MessageAdded) -> None:
    """Have it looked at once it is written; where no phone is subscribed, nothing is done."""
    if event.kind != "message" or event.direction != "in" or event.automatic or event.in_group:
        return
    if await notifications.pushable(ctx):
        arguments = {"message_id": event.message_id}
        await ctx.use(Jobs).defer(ctx, jobs.plan_rings, arguments=arguments, once=f"rings:{event.conversation_id}")


async def plan_rings(ctx: Ctx, message_id: UUID) -> None:
    """Ring those whom the message concerns, each once for a conversation until it is seen, in their patience."""
    message = await queries.message(ctx, message_id)
    conversation = await queries.conversation(ctx, message.conversation_id) if message is not None else None
    if conversation is None:
        return
    for operator_id in (await _concerned(ctx, conversation, await notifications.pushable(ctx)))[:RUNG_MAX]:
        at = await notifications.after_patience(ctx, operator_id)
        arguments = {"message_id": message_id, "operator_id": operator_id}
        once = f"ring:{conversation.id}:{operator_id}"
        await ctx.use(Jobs).defer(ctx, jobs.ring, arguments=arguments, at=at, once=once)


async def ring(ctx: Ctx, *, message_id: UUID, operator_id: UUID) -> None:
    """Ring, unless somebody saw the message or answered meanwhile."""
    message = await queries.message(ctx, message_id)
    conversation = await queries.conversation(ctx, message.conversation_id) if message is not None else None
    if message is None or conversation is None or message.seen_at is not None or conversation.waiting_since is None:
        return
    person = (await contacts.summaries(ctx, [conversation.contact_id])).get(conversation.contact_id)
    news = notifications.News(
        code=CODE,
        params={"name": person.name if person else "", "number": str(conversation.number)},
        path=f"/inbox/{conversation.id}",
        tag=f"conversation:{conversation.id}",
        text=conversation.preview if conversation.preview_author == "contact" else "",
    )
    await notifications.push(ctx, operator_id, news)


async def _concerned(ctx: Ctx, conversation: Conversation, reachable: frozenset[UUID]) -> list[UUID]:
    """The one it is given to; else the team's members; else everyone who may answer."""
    if conversation.assignee_id is not None:
        return [conversation.assignee_id] if conversation.assignee_id in reachable else []
    people = (await operators.operators_by_id(ctx, sorted(reachable))).values()
    able = [one for one in people if one.deactivated_at is None and operators.may_answer(one.role)]
    return [one.id for one in able if conversation.team_id is None or conversation.team_id in one.team_ids]
