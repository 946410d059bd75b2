"""Store what a customer who waits was told: one wait, one promise."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.conversations.events import MessageAdded
from otklik.domains.conversations.service import managing
from otklik.domains.promises import queries, rules
from otklik.domains.promises.events import PromiseMade
from otklik.domains.promises.models import Promise
from otklik.domains.promises.schemas import Current, Said, Source
from otklik.domains.promises.service import computing, keeping
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

BADGE: Source = "badge"


async def tell(ctx: Ctx, conversation_id: UUID, current: Current, *, source: Source, text: str = "") -> None:
    """Note that whoever waits in the conversation was told this.

    Nothing is noted when no time was told, when nobody waits, or when this wait has its promise already: what is told
    again later changes nothing, except that words said to the customer stand instead of a badge's general claim.
    """
    conversation = await queries.conversation(ctx, conversation_id)
    if current.due_at is None or conversation is None or conversation.waiting_since is None:
        return
    if conversation.promise_due_at is not None and not await _outspoken(ctx, conversation_id, source=source):
        return
    await ctx.session.flush()  # a conversation opened in this very block must be there for its promise
    if await queries.of_wait(ctx, conversation_id, conversation.waiting_since) is not None:
        return
    promise = Promise(
        **_what(ctx, current, source=source, text=text),
        conversation_id=conversation_id,
        channel_id=conversation.channel_id,
        waiting_since=conversation.waiting_since,
        due_at=current.due_at,
        operator_id=conversation.assignee_id,
        team_id=conversation.team_id,
    )
    ctx.session.add(promise)
    await ctx.session.flush()
    await keeping.guard(ctx, promise)
    await managing.show_promise_due(ctx, conversation_id, at=promise.due_at)
    made = PromiseMade(
        promise_id=promise.id,
        conversation_id=conversation_id,
        channel_id=promise.channel_id,
        due_at=promise.due_at,
    )
    await publish(ctx, made)


async def heard(ctx: Ctx, told: MessageAdded) -> None:
    """A customer began to wait who may have seen a badge: its claim is a promise too."""
    if told.direction != "in" or told.kind != "message" or told.automatic or told.in_group:
        return
    conversation = await queries.conversation(ctx, told.conversation_id)
    if conversation is None or conversation.promise_due_at is not None or conversation.waiting_since is None:
        return
    if await _badge_seen(ctx, told.channel_id):
        current = await computing.current(ctx, channel_id=told.channel_id)
        if current.code in {"within", "by"}:  # a badge tells how fast, not when it opens
            await tell(ctx, told.conversation_id, current, source=BADGE)


async def _badge_seen(ctx: Ctx, channel_id: UUID) -> bool:
    """Asked once a transaction: a block of one channel's messages is read in one."""
    known: dict[UUID, bool] = ctx.session.info.setdefault("badge_seen", {})
    if channel_id not in known:
        since = ctx.now() - rules.BADGE_BELIEVED
        known[channel_id] = await queries.badge_seen(ctx, channel_id=channel_id, since=since)
    return known[channel_id]


async def _outspoken(ctx: Ctx, conversation_id: UUID, *, source: Source) -> bool:
    """Whether the running promise was only a badge's and may give way; it is taken back then."""
    if source == BADGE:
        return False
    running = [one for one in await queries.unanswered(ctx, conversation_id) if one.state == "running"]
    general = [one for one in running if one.source == BADGE and ctx.now() - one.made_at < timedelta(minutes=1)]
    for one in general:
        await keeping.take_back(ctx, one)
    return bool(general)


def _what(ctx: Ctx, current: Current, *, source: Source, text: str) -> dict[str, Any]:  # Any: columns by name
    said = Said(code=current.code, seconds=current.seconds, opens_at=current.opens_at, text=text)
    return {
        "id": new_id(),
        "workspace_id": ctx.workspace_id,
        "made_at": ctx.now(),
        "source": source,
        "said": msgspec.to_builtins(said),
        "basis": msgspec.to_builtins(current.basis),
        "hour_of_week": rules.hour_of_week(ctx.now().astimezone(ZoneInfo(current.time_zone))),
        "state": "running",
        "reason": "",
        "steps_done": 0,
    }
