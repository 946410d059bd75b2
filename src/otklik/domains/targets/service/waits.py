"""Waits under a target: begun, made stricter, ended, judged."""

from datetime import datetime
from uuid import UUID

import msgspec

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.events import ContactChanged
from otklik.domains.conversations.events import Answered, ConversationAssigned, WaitingChanged
from otklik.domains.conversations.service import managing
from otklik.domains.schedule import service as schedule
from otklik.domains.targets import events, jobs, queries, rules
from otklik.domains.targets.models import TargetWait
from otklik.domains.targets.rules import Aim
from otklik.domains.targets.service import defining
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id


async def waiting_changed(ctx: Ctx, told: WaitingChanged) -> None:
    """Begin the wait, move its beginning, or let it go: closed with nothing to answer."""
    conversation = await queries.conversation(ctx, told.conversation_id)
    if conversation is None:
        return
    running = await queries.running(ctx, told.conversation_id) if conversation.target_due_at is not None else None
    if told.waiting_since is None:
        if running is not None:
            await end(ctx, running, at=ctx.now(), outcome="broken" if running.broken_at else "dropped")
        return
    if running is not None:
        if running.broken_at is not None:
            return
        await ctx.session.delete(running)
        await cancel_alarm(ctx, jobs.look, running.id)
        await ctx.session.flush()
    await begin(ctx, told.conversation_id, since=told.waiting_since)


async def answered(ctx: Ctx, told: Answered) -> None:
    """The provider took a person's answer: the wait is judged by that moment."""
    running = await queries.running(ctx, told.conversation_id)
    if running is None:
        return
    running.answered_by_id = told.operator_id
    if told.answered_at <= running.due_at and running.broken_at is None:
        running.held_by_id = told.operator_id
        running.held_team_id = await team_of(ctx, told.conversation_id)
        await end(ctx, running, at=told.answered_at, outcome="kept")
        return
    await mark_broken(ctx, running)
    await end(ctx, running, at=told.answered_at, outcome="broken")


async def facts_changed(ctx: Ctx, conversation_id: UUID) -> None:
    """It went to another team, or the person to another tier: a stricter target may hold now, never a slacker one."""
    conversation = await queries.conversation(ctx, conversation_id) if await queries.targets(ctx) else None
    if conversation is None:
        return
    for solving in (False, True):
        running = await queries.running(ctx, conversation_id, solving=solving)
        if running is not None:
            await _look_again(ctx, running)
        elif conversation.waiting_since is not None:
            since = conversation.waiting_since
            await begin(ctx, conversation_id, since=since, from_now_if_over=True, solving=solving)


async def _look_again(ctx: Ctx, running: TargetWait) -> None:
    chosen = await _chosen(ctx, running.conversation_id, _aim(solving=running.solving, first=running.first))
    if chosen is not None and running.broken_at is None and chosen.id != running.target_id:
        await _tighten(ctx, running, chosen)


async def assigned(ctx: Ctx, told: ConversationAssigned) -> None:
    await facts_changed(ctx, told.conversation_id)


async def labels_changed(ctx: Ctx, conversation_id: UUID) -> None:
    """Only where a target asks for a label."""
    if any(row.label_id for row in await queries.targets(ctx)):
        await facts_changed(ctx, conversation_id)


async def contact_changed(ctx: Ctx, told: ContactChanged) -> None:
    """Only the attribute that is the tier matters, and only where a target asks for one."""
    if not any(row.tier for row in await queries.targets(ctx)):
        return
    if f"attributes.{await queries.tier_attribute(ctx)}" in told.fields:
        await ctx.session.flush()
        for conversation_id in await queries.waiting_conversations_of(ctx, told.contact_id):
            await facts_changed(ctx, conversation_id)


async def mark_broken(ctx: Ctx, wait: TargetWait) -> None:
    """Write down for ever that it was due and not answered, or not solved, and whose it was."""
    if wait.broken_at is not None:
        return
    conversation = await queries.conversation(ctx, wait.conversation_id)
    wait.broken_at = wait.due_at
    wait.held_by_id = conversation.assignee_id if conversation else None
    wait.held_team_id = conversation.team_id if conversation else None
    await ctx.session.flush()
    broken = events.TargetBroken(
        wait_id=wait.id,
        conversation_id=wait.conversation_id,
        channel_id=wait.channel_id,
        target_id=wait.target_id,
        due_at=wait.due_at,
        held_by_id=wait.held_by_id,
        held_team_id=wait.held_team_id,
        solving=wait.solving,
    )
    await publish(ctx, broken, subject_id=conversation.contact_id if conversation else None)


async def set_next_alarm(ctx: Ctx, wait: TargetWait) -> None:
    """To whichever comes first of what is still to happen."""
    others = (wait.warn_at, wait.reassign_at, wait.escalate_at)
    due_at = wait.due_at if wait.broken_at is None else None
    at = rules.next_moment(due_at=due_at, others=others)
    if at is not None:
        await set_alarm(ctx, jobs.look, wait.id, at=at)


async def begin(
    ctx: Ctx, conversation_id: UUID, *, since: datetime, from_now_if_over: bool = False, solving: bool = False
) -> None:
    """`from_now_if_over`: nobody is handed a breach with a conversation that comes under a target only now."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None:
        return
    aim = _aim(solving=solving, first=conversation.first_answered_at is None)
    chosen = await _chosen(ctx, conversation_id, aim)
    if chosen is None:
        return
    moments = await _moments(ctx, chosen, channel_id=conversation.channel_id, aim=aim, start=since)
    if moments is not None and from_now_if_over and moments.due_at <= ctx.now():
        moments = await _moments(ctx, chosen, channel_id=conversation.channel_id, aim=aim, start=ctx.now())
    if moments is None:
        return
    wait = TargetWait(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=conversation_id,
        channel_id=conversation.channel_id,
        target_id=chosen.id,
        terms=msgspec.to_builtins(rules.terms(chosen, aim=aim)),
        first=aim is Aim.FIRST,
        solving=solving,
        started_at=since,
        due_at=moments.due_at,
        warn_at=moments.warn_at,
        reassign_at=moments.reassign_at,
        escalate_at=moments.escalate_at,
    )
    ctx.session.add(wait)
    await ctx.session.flush()
    await set_next_alarm(ctx, wait)
    await _show_due(ctx, wait, at=wait.due_at)


async def _tighten(ctx: Ctx, wait: TargetWait, chosen: rules.Rule) -> None:
    aim = _aim(solving=wait.solving, first=wait.first)
    from_start = await _moments(ctx, chosen, channel_id=wait.channel_id, aim=aim, start=wait.started_at)
    from_now = await _moments(ctx, chosen, channel_id=wait.channel_id, aim=aim, start=ctx.now())
    if from_start is None or from_now is None:
        return
    due_at = rules.tightened(wait.due_at, from_start=from_start.due_at, from_now=from_now.due_at, now=ctx.now())
    if due_at is None:
        return
    moments = from_start if due_at == from_start.due_at else from_now
    wait.target_id = chosen.id
    wait.terms = msgspec.to_builtins(rules.terms(chosen, aim=aim))
    wait.due_at, wait.warn_at = moments.due_at, moments.warn_at
    wait.reassign_at, wait.escalate_at = moments.reassign_at, moments.escalate_at
    await ctx.session.flush()
    await set_next_alarm(ctx, wait)
    await _show_due(ctx, wait, at=wait.due_at)


async def end(ctx: Ctx, wait: TargetWait, *, at: datetime, outcome: str) -> None:
    wait.ended_at, wait.outcome = at, outcome
    await ctx.session.flush()
    await cancel_alarm(ctx, jobs.look, wait.id)
    await _show_due(ctx, wait, at=None)


async def _show_due(ctx: Ctx, wait: TargetWait, *, at: datetime | None) -> None:
    """Lists show by when an answer is due; by when the matter should be closed stands beside the thread."""
    if not wait.solving:
        await managing.show_target_due(ctx, wait.conversation_id, at=at)


def _aim(*, solving: bool, first: bool) -> Aim:
    return Aim.SOLUTION if solving else Aim.FIRST if first else Aim.ANY


async def _chosen(ctx: Ctx, conversation_id: UUID, aim: Aim) -> rules.Rule | None:
    known = [defining.rule(row) for row in await queries.targets(ctx)]
    conversation = await queries.conversation(ctx, conversation_id) if known else None
    if conversation is None:
        return None
    tier = await _tier(ctx, conversation.contact_id) if any(rule.tier for rule in known) else ""
    facts = rules.Facts(
        channel_id=conversation.channel_id,
        team_id=conversation.team_id,
        label_ids=frozenset(conversation.label_ids or ()),
        tier=tier,
    )
    return rules.choose(known, facts, aim=aim)


async def _tier(ctx: Ctx, contact_id: UUID) -> str:
    attributes = (await contacts.get(ctx, contact_id)).attributes
    return str(attributes.get(await queries.tier_attribute(ctx), "")).strip()


async def _moments(
    ctx: Ctx, chosen: rules.Rule, *, channel_id: UUID, aim: Aim, start: datetime
) -> rules.Moments | None:
    if not chosen.working:
        return rules.moments(chosen, aim=aim, start=start, count=rules.by_the_clock)
    hours = await schedule.hours_for(ctx, channel_id=channel_id)

    def count(since: datetime, seconds: float) -> datetime | None:
        return schedule.add_working_seconds(hours, start=since, seconds=seconds)

    return rules.moments(chosen, aim=aim, start=start, count=count)


async def team_of(ctx: Ctx, conversation_id: UUID) -> UUID | None:
    conversation = await queries.conversation(ctx, conversation_id)
    return conversation.team_id if conversation else None
