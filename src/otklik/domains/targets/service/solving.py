"""Waits until a matter is solved: begun by the customer, ended by closing, gone on with where closing was too soon."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from otklik.domains.conversations.events import ConversationClosed, WaitingChanged
from otklik.domains.schedule import service as schedule
from otklik.domains.targets import queries, rules
from otklik.domains.targets.models import TargetWait
from otklik.domains.targets.service import waits
from otklik.platform.context import Ctx


async def waiting_changed(ctx: Ctx, told: WaitingChanged) -> None:
    """The customer wrote: a matter begins, unless one is being solved, or was said to be solved a little while ago."""
    if told.waiting_since is None or not any(row.solve_seconds for row in await queries.targets(ctx)):
        return
    if not await resume(ctx, told.conversation_id):
        await waits.begin(ctx, told.conversation_id, since=told.waiting_since, solving=True)


async def closed(ctx: Ctx, told: ConversationClosed) -> None:
    """Whoever closes it in time has kept it; so has the conversation's holder where no person closed it."""
    running = await queries.running(ctx, told.conversation_id, solving=True)
    if running is None:
        return
    if ctx.now() > running.due_at or running.broken_at is not None:
        await waits.mark_broken(ctx, running)
        await waits.end(ctx, running, at=ctx.now(), outcome="broken")
        return
    conversation = await queries.conversation(ctx, told.conversation_id)
    running.held_by_id = told.operator_id or (conversation.assignee_id if conversation else None)
    running.held_team_id = conversation.team_id if conversation else None
    await waits.end(ctx, running, at=ctx.now(), outcome="kept")


async def merged_away(ctx: Ctx, conversation_id: UUID) -> None:
    """The matter goes on in the conversation that was kept, by that one's time."""
    running = await queries.running(ctx, conversation_id, solving=True)
    if running is not None:
        await waits.end(ctx, running, at=ctx.now(), outcome="broken" if running.broken_at else "dropped")


async def resume(ctx: Ctx, conversation_id: UUID) -> bool:
    """Go on with the wait that ended less than `rules.SAME_MATTER` ago; whether there is one.

    What was left when it was closed is left now: the time it was closed is nobody's. A breach stays.
    """
    if await queries.running(ctx, conversation_id, solving=True) is not None:
        return True
    last = await queries.last_solving(ctx, conversation_id)
    if last is None or last.ended_at is None or ctx.now() - last.ended_at > rules.SAME_MATTER:
        return False
    put_off = await _putting_off(ctx, last, closed_at=last.ended_at)
    last.ended_at = last.outcome = None
    if last.broken_at is None:
        last.held_by_id = last.held_team_id = None
        last.due_at = put_off(last.due_at)
        last.warn_at, last.reassign_at, last.escalate_at = (
            one and put_off(one) for one in (last.warn_at, last.reassign_at, last.escalate_at)
        )
    await ctx.session.flush()
    await waits.set_next_alarm(ctx, last)
    return True


async def _putting_off(ctx: Ctx, wait: TargetWait, *, closed_at: datetime) -> Callable[[datetime], datetime]:
    """Moves a moment so that as much time, counted as the wait counts it, is before it as was at the closing."""
    if not wait.terms["working"]:
        return lambda moment: moment + (ctx.now() - closed_at)
    hours = await schedule.hours_for(ctx, channel_id=wait.channel_id)

    def put_off(moment: datetime) -> datetime:
        left = schedule.working_seconds(hours, closed_at, moment)
        return schedule.add_working_seconds(hours, start=ctx.now(), seconds=left) or moment

    return put_off
