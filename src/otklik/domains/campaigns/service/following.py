"""What comes of a campaign while it goes: its end, its money, its winner, its purchases.

Nothing here takes the campaign's lock inside a sender's transaction: planning holds it while it writes delivery's
counters, so a sender that waited for it would stand in a ring. A sender sets an alarm, and the alarm looks.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from otklik.domains.campaigns import jobs, models, queries
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.events import CampaignFinished
from otklik.domains.campaigns.rules import comparing
from otklik.domains.campaigns.service import counting, rows, steering
from otklik.domains.delivery.service import mass
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish

MONEY_STOP: Final = "money_stop"
OTHER_CURRENCY: Final = "other_currency"
"""What waits is paid in another currency than the budget's."""
PURCHASE: Final = "purchase"
"""Activity's own name for what was bought."""
PURCHASES_MAX: Final = 10_000
"""Of one block of readers: the newest hits concern a thousand people."""


async def settled(ctx: Ctx, campaign_id: UUID) -> None:
    """A block of messages came to rest: desks hear of it, and whether it is the end is asked a moment later."""
    await set_alarm(ctx, jobs.look, campaign_id, at=ctx.now())
    ctx.push(f"desk/{ctx.workspace_id}", rows.PROGRESS, {"id": str(campaign_id)})


async def look(ctx: Ctx, campaign_id: UUID) -> None:
    """Whether the money is used up; whether everything went."""
    row = await queries.by_id(ctx, campaign_id, lock=True)
    if row is None or row.state != "running":
        return
    plan = rows.plan_of(row)
    found = await counting.gather(ctx, campaign_id)
    going = row.planned_at is None or counting.still_open(found) > 0
    if counting.still_open(found) > 0 and (await _spent(ctx, plan, found) or not counting.goes(found)):
        await steering.pause(ctx, campaign_id, code=MONEY_STOP)
    if going:
        return
    if row.phase == "test":
        await _wait_for_the_test(ctx, row, hours=plan.test.hours if plan.test else 0)
        return
    rows.move(row, "finished")
    row.finished_at = ctx.now()
    await publish(ctx, CampaignFinished(campaign_id=row.id), subject_id=row.id)
    await rows.told(ctx, row)


async def out_of_money(ctx: Ctx, batch_id: UUID, *, code: str) -> None:
    """A sender found that nothing of this batch fits into the budget any more; what is cheaper may go on."""
    batch = await mass.batch(ctx, batch_id)
    row = await queries.by_id(ctx, batch.owner_id, lock=True)
    if row is None or row.state != "running" or rows.plan_of(row).budget_micros is None:
        return
    await mass.pause(ctx, batch_id)
    if not counting.goes(await counting.gather(ctx, row.id)):
        await steering.pause(ctx, row.id, code=code)


async def decide(ctx: Ctx, campaign_id: UUID) -> None:
    """The test's time is over: its rules are asked, once."""
    row = await queries.by_id(ctx, campaign_id, lock=True)
    if row is None or row.state != "running" or row.phase != "test" or row.decided_at is not None:
        return
    plan = rows.plan_of(row)
    if plan.test is None:
        return
    found = await counting.gather(ctx, campaign_id)
    arms = counting.arms(found, plan.test, variants=len(plan.variants))
    decision = comparing.decide(arms, people_min=plan.test.people_min)
    if decision.verdict == "winner" or plan.test.otherwise == "leader":
        await steering.choose(ctx, campaign_id, variant=decision.leader, verdict=decision.verdict)
        return
    rows.move(row, "deciding")
    row.verdict = decision.verdict
    await rows.told(ctx, row)


async def bought(ctx: Ctx, fact_ids: Sequence[UUID]) -> None:
    """Purchases came: which campaigns were they after."""
    changed = await queries.attribute(ctx, fact_ids, name=PURCHASE, currency=await queries.currency(ctx))
    for campaign_id in changed:
        ctx.push(f"desk/{ctx.workspace_id}", rows.PROGRESS, {"id": str(campaign_id)})


async def touched(ctx: Ctx, contact_ids: Collection[UUID], *, since: datetime) -> None:
    """Readers and clickers are known a little later than they act: what they bought since is looked at again."""
    found = await queries.bought_since(
        ctx, list(set(contact_ids)), name=PURCHASE, since=since - timedelta(seconds=1), limit=PURCHASES_MAX
    )
    if found:
        await bought(ctx, found)


async def _spent(ctx: Ctx, plan: CampaignPlan, found: counting.Gathered) -> bool:
    """The money stop is in the company's currency."""
    if plan.budget_micros is None:
        return False
    return counting.spent(found, currency=await queries.currency(ctx)) >= plan.budget_micros


async def _wait_for_the_test(ctx: Ctx, row: models.Campaign, *, hours: int) -> None:
    if row.decides_at is None:
        row.decides_at = at = ctx.now() + timedelta(hours=hours)
        await set_alarm(ctx, jobs.decide, row.id, at=at)
        await rows.told(ctx, row)
