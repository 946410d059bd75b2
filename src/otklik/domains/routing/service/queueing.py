"""The queue: what enters it, what leaves it, who stands where in it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.conversations.events import ConversationAssigned, WaitingChanged
from otklik.domains.routing import jobs, queries, rules
from otklik.domains.routing.queries import Queued
from otklik.domains.routing.schemas import QueuedOut
from otklik.domains.routing.service import arranging
from otklik.platform.alarms import set_alarm
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.ids import new_id

OWN_REASON: Final = "routing."
"""What reasons of this domain begin with."""
CATCH_UP_MAX: Final = 500
"""Conversations that already wait and are taken in when a rule begins; the rest as their customers write again."""


async def wake(ctx: Ctx) -> None:
    """Let somebody look at the queue as soon as this is committed."""
    if await arranging.automatic(ctx):
        await ask(ctx)


async def ask(ctx: Ctx, *, after: timedelta = timedelta()) -> None:
    """Each asking is an alarm of its own: one being rung is held by whoever gives out, and must not be waited for."""
    await set_alarm(ctx, jobs.give_out, new_id(), at=ctx.now() + after)


async def waits(ctx: Ctx, told: WaitingChanged) -> None:
    """A customer waits and nobody leads the conversation; or waits no more."""
    if not await arranging.automatic(ctx):
        return
    if told.waiting_since is None:
        await _leave(ctx, told.conversation_id)
        return
    conversation = await queries.conversation(ctx, told.conversation_id)
    if conversation is not None and conversation.assignee_id is None:
        await enter(ctx, told.conversation_id)


async def enter(ctx: Ctx, conversation_id: UUID, *, skipped_id: UUID | None = None) -> None:
    """Where a rule gives it out by itself."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None or conversation.state != "open":
        return
    rule = await arranging.rule_for(ctx, channel_id=conversation.channel_id, team_id=conversation.team_id)
    if rule is not None and await queries.enter(ctx, conversation_id, skipped_id=skipped_id):
        await ask(ctx)


async def assigned(ctx: Ctx, told: ConversationAssigned) -> None:
    """Given to somebody it leaves the queue, and perhaps somebody else has a place free; given back it enters."""
    if not await arranging.automatic(ctx):
        return
    await _leave(ctx, told.conversation_id)
    if told.operator_id is not None:
        if not told.reason.startswith(OWN_REASON):
            await ask(ctx)
        return
    by_hand = not told.reason and told.team_id is None and ctx.actor.kind is ActorKind.OPERATOR
    await enter(ctx, told.conversation_id, skipped_id=ctx.actor.id if by_hand else told.taken_from_id)


async def labels_changed(ctx: Ctx, conversation_id: UUID) -> None:
    """What waits may need another skill now; what somebody has already stays with them."""
    if await arranging.asks_labels(ctx) and await queries.queued_among(ctx, [conversation_id]):
        await ask(ctx)


async def looked_at(ctx: Ctx, conversation_ids: Collection[UUID]) -> None:
    """Whoever held them back has looked: what of them waits may be given out (`holding`)."""
    if await arranging.automatic(ctx) and await queries.queued_among(ctx, conversation_ids):
        await ask(ctx)


async def closed(ctx: Ctx, conversation_id: UUID) -> None:
    if await arranging.automatic(ctx):
        await _leave(ctx, conversation_id)
        await ask(ctx)


async def catch_up(ctx: Ctx) -> None:
    """A rule changed: what already waits is taken in, what is given by hand now goes out when it is looked at."""
    for conversation_id in await queries.unassigned_waiting(ctx, limit=CATCH_UP_MAX):
        await enter(ctx, conversation_id)
    await wake(ctx)


async def listing(ctx: Ctx, *, limit: int) -> list[QueuedOut]:
    """In the order in which it is given out."""
    ordered = await in_order(ctx)
    positions = _positions(ordered)
    return [_shape(one, position=positions[one.row.conversation_id]) for one, _ in ordered[:limit]]


async def places(ctx: Ctx) -> Mapping[UUID, int]:
    """By conversation: its place among those for the same people, 1 is the next."""
    if not await arranging.automatic(ctx):
        return {}
    return _positions(await in_order(ctx))


async def in_order(ctx: Ctx) -> Sequence[tuple[Queued, int]]:
    """Priority first, then whoever waits longest; with the priority."""
    found = [(one, await _priority(ctx, one)) for one in await queries.queued(ctx) if one.state == "open"]
    return sorted(found, key=lambda pair: -pair[1])


async def _priority(ctx: Ctx, one: Queued) -> int:
    rule = await arranging.rule_for(ctx, channel_id=one.channel_id, team_id=one.team_id)
    return rules.urgency(priority=one.priority, of_rule=rule.priority if rule else 0)


def _positions(ordered: Sequence[tuple[Queued, int]]) -> dict[UUID, int]:
    ahead: Counter[UUID | None] = Counter()
    found: dict[UUID, int] = {}
    for one, _ in ordered:
        ahead[one.team_id] += 1
        found[one.row.conversation_id] = ahead[one.team_id]
    return found


def _shape(one: Queued, *, position: int) -> QueuedOut:
    return QueuedOut(
        conversation_id=one.row.conversation_id,
        number=one.number,
        contact_name=one.contact_name,
        channel_id=one.channel_id,
        team_id=one.team_id,
        position=position,
        priority=one.priority,
        waiting_since=one.waiting_since,
        entered_at=one.row.entered_at,
        code=one.row.code,
        params=one.row.params,
    )


async def _leave(ctx: Ctx, conversation_id: UUID) -> None:
    if await queries.leave(ctx, [conversation_id]):
        tell(ctx)


def tell(ctx: Ctx) -> None:
    """Every open desk that shows the queue asks again."""
    ctx.push(f"desk/{ctx.workspace_id}", "routing.queue_changed", {})
