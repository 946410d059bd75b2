"""A campaign's budget, as delivery asks of it where messages are handed over."""

from otklik.domains.campaigns import jobs, queries
from otklik.domains.campaigns.service import rows
from otklik.domains.delivery.service import mass
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx


async def budget(ctx: Ctx, batch: mass.Batch) -> mass.Budget | None:
    """In the company's currency. Raises `CampaignNotFound`."""
    plan = rows.plan_of(await rows.found(ctx, batch.owner_id))
    if plan.budget_micros is None:
        return None
    return mass.Budget(micros=plan.budget_micros, currency=await queries.currency(ctx))


async def out_of_money(ctx: Ctx, batch: mass.Batch, *, foreign: bool) -> None:
    """The batch is paused a moment later: here the sender holds it."""
    await set_alarm(ctx, jobs.hold_currency if foreign else jobs.hold_money, batch.id, at=ctx.now())
