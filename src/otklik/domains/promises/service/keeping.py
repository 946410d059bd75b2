"""Guard a running promise, worry in time, and settle it for ever: kept or broken."""

from datetime import datetime
from uuid import UUID

from otklik.domains.conversations.events import Answered, ConversationClosed
from otklik.domains.conversations.service import managing
from otklik.domains.promises import jobs, queries, rules
from otklik.domains.promises.events import PromiseBroken, PromiseKept
from otklik.domains.promises.models import Promise
from otklik.domains.promises.rules import Outcome, Step
from otklik.domains.promises.service import escalating, setting
from otklik.domains.schedule import service as schedule
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def guard(ctx: Ctx, promise: Promise) -> None:
    """Be called at the first step of escalation, else when the time has come."""
    await _watch_next(ctx, promise, await _moments(ctx, promise))


async def look(ctx: Ctx, promise_id: UUID) -> None:
    """The alarm rang: do the steps that are due, or settle what nobody has answered."""
    promise = await queries.promise(ctx, promise_id, lock=True)
    if promise is None or promise.state != Outcome.RUNNING:
        return
    if ctx.now() >= promise.due_at:
        await _time_is_up(ctx, promise)
        return
    moments = await _moments(ctx, promise)
    for step, at in moments[promise.steps_done :]:
        if at > ctx.now():
            break
        promise.steps_done += 1
        if promise.closed_at is None:
            await escalating.escalate(ctx, promise, step)
    await _watch_next(ctx, promise, moments)


async def answered(ctx: Ctx, told: Answered) -> None:
    """A person's answer was accepted: what runs is settled by when; what is broken learns when it was answered."""
    unanswered = await queries.unanswered(ctx, told.conversation_id)
    for promise in unanswered:
        if promise.state == Outcome.RUNNING:
            promise.answered_at, promise.operator_id = told.answered_at, told.operator_id
            await _settle(ctx, promise, waits=True)
        elif promise.waiting_since >= told.waiting_since:
            promise.answered_at = told.answered_at
    if unanswered:
        await managing.show_promise_due(ctx, told.conversation_id, at=None)


async def closed(ctx: Ctx, told: ConversationClosed) -> None:
    """Closing answers nobody: the promise runs on to its time and can only be kept by an answer after all."""
    running = [one for one in await queries.unanswered(ctx, told.conversation_id) if one.state == Outcome.RUNNING]
    for promise in running:
        promise.closed_at = ctx.now()
    conversation = await queries.conversation(ctx, told.conversation_id)
    if conversation is not None and conversation.promise_due_at is not None:
        await managing.show_promise_due(ctx, told.conversation_id, at=None)


async def take_back(ctx: Ctx, promise: Promise) -> None:
    """Something more exact is told in the same breath: this one never was."""
    await cancel_alarm(ctx, jobs.watch, promise.id)
    await ctx.session.delete(promise)
    await ctx.session.flush()


async def _time_is_up(ctx: Ctx, promise: Promise) -> None:
    """An answer that is being handed over may have been accepted in time: it is waited for."""
    if await queries.answer_under_way(ctx, promise.conversation_id, since=promise.waiting_since):
        await set_alarm(ctx, jobs.watch, promise.id, at=rules.patience(due_at=promise.due_at, now=ctx.now()))
        return
    conversation = await queries.conversation(ctx, promise.conversation_id)
    if conversation is not None:
        promise.operator_id, promise.team_id = conversation.assignee_id, conversation.team_id
    await _settle(ctx, promise, waits=conversation is not None and conversation.waiting_since is not None)
    if promise.state == Outcome.VOID:
        await managing.show_promise_due(ctx, promise.conversation_id, at=None)


async def _settle(ctx: Ctx, promise: Promise, *, waits: bool) -> None:
    outcome, reason = rules.settle(
        due_at=promise.due_at,
        answered_at=promise.answered_at,
        now=ctx.now(),
        closed=promise.closed_at is not None,
        waits=waits,
    )
    promise.state, promise.reason, promise.settled_at = outcome.value, reason, ctx.now()
    await cancel_alarm(ctx, jobs.watch, promise.id)
    if outcome is Outcome.KEPT:
        await _tell_kept(ctx, promise)
    elif outcome is Outcome.BROKEN:
        await _tell_broken(ctx, promise)


async def _tell_kept(ctx: Ctx, promise: Promise) -> None:
    assert promise.operator_id is not None
    assert promise.answered_at is not None
    kept = PromiseKept(
        promise_id=promise.id,
        conversation_id=promise.conversation_id,
        operator_id=promise.operator_id,
        answered_at=promise.answered_at,
    )
    await publish(ctx, kept)


async def _tell_broken(ctx: Ctx, promise: Promise) -> None:
    broken = PromiseBroken(
        promise_id=promise.id,
        conversation_id=promise.conversation_id,
        due_at=promise.due_at,
        reason=promise.reason,
    )
    await publish(ctx, broken, subject_id=promise.conversation_id)
    if promise.answered_at is None and promise.closed_at is None:
        await escalating.say_broken(ctx, promise)


async def _moments(ctx: Ctx, promise: Promise) -> list[tuple[Step, datetime]]:
    """When each step is due. Working time alone counts: nobody is warned at night of a promise for the morning."""
    chosen = await setting.settings(ctx, channel_id=promise.channel_id)
    hours = await schedule.hours_for(ctx, channel_id=promise.channel_id)
    working = schedule.working_seconds(hours, promise.made_at, promise.due_at)
    found: list[tuple[Step, datetime]] = []
    for step in chosen.steps:
        at = schedule.add_working_seconds(hours, start=promise.made_at, seconds=working * step.percent / 100)
        found.append((step.as_rule(), min(at or promise.due_at, promise.due_at)))
    return found


async def _watch_next(ctx: Ctx, promise: Promise, moments: list[tuple[Step, datetime]]) -> None:
    later = [at for _, at in moments[promise.steps_done :]]
    await set_alarm(ctx, jobs.watch, promise.id, at=min([*later, promise.due_at]))
