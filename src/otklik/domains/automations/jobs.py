"""Background work of automations: considering what happened, counting minutes, calling outside, forgetting."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.automations import queries
from otklik.domains.automations.service import running, sifting, webhooks
from otklik.platform.alarms import alarm, once_for_all, set_alarm
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs, errand, periodic

KEPT: Final = timedelta(days=30)
WAITS_KEPT: Final = timedelta(days=60)
FIRED_KEPT_MAX: Final = 2_000
OTHERS_KEPT_MAX: Final = 500
"""Lines of the log kept for one automation: of those that fired, and of those that did not."""
CALL_ATTEMPTS: Final = 8


@once_for_all
@alarm
async def look_through(ctx: Ctx, _: UUID) -> None:
    """What happened since somebody last looked; each transaction in which something happened sets one."""
    sifted = await sifting.sift(ctx)
    for occurrence_id in sifted.apart:
        await set_alarm(ctx, consider, occurrence_id, at=ctx.now())
    if sifted.more:
        await set_alarm(ctx, look_through, new_id(), at=ctx.now())


@alarm
async def consider(ctx: Ctx, occurrence_id: UUID) -> None:
    await _follow(ctx, await running.consider(ctx, occurrence_id))


@alarm
async def minutes_over(ctx: Ctx, wait_id: UUID) -> None:
    await _follow(ctx, await running.minutes_over(ctx, wait_id))


async def give_up_call(parts: Parts, *, workspace_id: WorkspaceId, call_id: str) -> None:
    await webhooks.give_up(parts, workspace_id=workspace_id, call_id=UUID(call_id))


@errand(queue="webhooks", attempts_max=CALL_ATTEMPTS, gave_up=give_up_call)
async def call_webhook(parts: Parts, *, workspace_id: WorkspaceId, call_id: str) -> None:
    """Make one call; a passing failure raises, so that the job is tried again."""
    await webhooks.make(parts, workspace_id=workspace_id, call_id=UUID(call_id))


@periodic("*/10 * * * *")
async def forget_old(parts: Parts) -> None:
    """Keep the log to its bounds."""
    now = parts.get(Timekeeper).now()
    async with parts.get(Database).system() as session:
        await queries.forget(
            session,
            before=now - KEPT,
            waits_before=now - WAITS_KEPT,
            fired_max=FIRED_KEPT_MAX,
            others_max=OTHERS_KEPT_MAX,
        )


async def _follow(ctx: Ctx, considered: running.Considered) -> None:
    for due in considered.waits:
        await set_alarm(ctx, minutes_over, due.wait_id, at=due.at)
    for call_id in considered.calls:
        await ctx.use(Jobs).defer(ctx, call_webhook, arguments={"call_id": call_id})
