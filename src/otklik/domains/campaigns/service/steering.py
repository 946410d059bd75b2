"""A campaign's life: launched, approved, begun, held, gone on with, ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.campaigns import jobs, models, queries, schemas, service
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.errors import ApprovedByOneself, NotReady, PlaceUnknown, StateRefused, StockUnknown
from otklik.domains.campaigns.events import (
    CampaignApproved,
    CampaignDecided,
    CampaignLaunched,
    CampaignPaused,
    CampaignResumed,
    CampaignReturned,
    CampaignStopped,
)
from otklik.domains.campaigns.rules import launching, states
from otklik.domains.campaigns.service import planning, reviewing, rows
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.delivery.service import mass
from otklik.domains.templates import service as templates
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.jobs import Jobs

EAST: Final = ZoneInfo("Pacific/Kiritimati")
"""Where a day begins first (UTC+14): a campaign by everybody's own clock is planned before that."""
OVER: Final = frozenset({"finished", "stopped"})
PLAN_BEFORE: Final = timedelta(minutes=30)


async def launch(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignOut:
    """Versions of templates are fixed; it begins at its moment, or when another person approved.

    Raises `CampaignNotFound`, `StateRefused`, `NotReady`.
    """
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state != "draft":
        raise StateRefused(params={"state": row.state, "wanted": "scheduled"})
    asked = await _ready(ctx, row)
    settings = await rows.settings(ctx)
    row.plan = rows.kept(await _fixed(ctx, asked.plan))
    row.attribution = rows.kept(settings.attribution)
    row.launched_at, row.launched_by_id = ctx.now(), rows.operator(ctx)
    await publish(ctx, CampaignLaunched(campaign_id=row.id, awaiting=settings.approval), subject_id=row.id)
    if settings.approval:
        rows.move(row, "awaiting")
        return await rows.told(ctx, row)
    return await _begin(ctx, row, asked)


async def approve(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignOut:
    """By somebody else than who launched it, and as ready as it was then.

    Raises `CampaignNotFound`, `StateRefused`, `ApprovedByOneself`, `NotReady`.
    """
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state != "awaiting":
        raise StateRefused(params={"state": row.state, "wanted": "scheduled"})
    who = rows.operator(ctx)
    if who is None or who == row.launched_by_id:
        raise ApprovedByOneself
    asked = await _ready(ctx, row)
    row.approved_at, row.approved_by_id = ctx.now(), who
    await publish(ctx, CampaignApproved(campaign_id=row.id), subject_id=row.id)
    return await _begin(ctx, row, asked)


async def take_back(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignOut:
    """A draft again, while nothing was sent: not approved, or no longer wished. Raises as `launch`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    rows.move(row, "draft")
    row.plan = rows.kept(service.unfixed(rows.plan_of(row)))
    row.starts_at = row.launched_at = row.launched_by_id = row.approved_at = row.approved_by_id = None
    row.revision += 1
    await cancel_alarm(ctx, jobs.begin, row.id)
    await cancel_alarm(ctx, jobs.expire, row.id)
    await publish(ctx, CampaignReturned(campaign_id=row.id), subject_id=row.id)
    return await rows.told(ctx, row)


async def begin(ctx: Ctx, campaign_id: UUID) -> None:
    """Its moment has come: from here it is planned and sent. Nothing where it was taken back."""
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state != "scheduled":
        return
    rows.move(row, "running")
    row.started_at, row.phase = ctx.now(), "test" if rows.plan_of(row).test else "main"
    await _plan_on(ctx, row)
    await rows.told(ctx, row)


async def pause(ctx: Ctx, campaign_id: UUID, *, code: str = "") -> schemas.CampaignOut:
    """Nothing more is handed over; what already was settles. Raises `CampaignNotFound`, `StateRefused`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    rows.move(row, "paused", code=code)
    for batch_id in await _batches(ctx, row.id):
        await mass.pause(ctx, batch_id)
    await publish(ctx, CampaignPaused(campaign_id=row.id, code=code), subject_id=row.id)
    return await rows.told(ctx, row)


async def resume(ctx: Ctx, campaign_id: UUID, *, budget_micros: int | None = None) -> schemas.CampaignOut:
    """`budget_micros`: a new money stop, where the old one held it. Raises `CampaignNotFound`, `StateRefused`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state != "paused":
        raise StateRefused(params={"state": row.state, "wanted": "running"})
    rows.move(row, "running")
    if budget_micros is not None:
        row.plan = {**row.plan, "budget_micros": budget_micros}
    for batch_id in await _batches(ctx, row.id):
        for alarm in (jobs.hold_money, jobs.hold_currency):
            await cancel_alarm(ctx, alarm, batch_id)
        if budget_micros is not None:
            await mass.limit(ctx, batch_id)
        await mass.resume(ctx, batch_id)
    await _plan_on(ctx, row)
    await _decide_on(ctx, row)
    await set_alarm(ctx, jobs.look, row.id, at=ctx.now())
    await publish(ctx, CampaignResumed(campaign_id=row.id), subject_id=row.id)
    return await rows.told(ctx, row)


async def stop(ctx: Ctx, campaign_id: UUID, *, code: str = "") -> schemas.CampaignOut:
    """For good. Raises `CampaignNotFound`, `StateRefused`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    rows.move(row, "stopped", code=code)
    row.finished_at = ctx.now()
    for batch_id in await _batches(ctx, row.id):
        await mass.stop(ctx, batch_id)
    for alarm in (jobs.begin, jobs.decide, jobs.expire):
        await cancel_alarm(ctx, alarm, row.id)
    await publish(ctx, CampaignStopped(campaign_id=row.id, code=code), subject_id=row.id)
    return await rows.told(ctx, row)


async def choose(ctx: Ctx, campaign_id: UUID, *, variant: int, verdict: str = "chosen") -> schemas.CampaignOut:
    """The rest gets this one. Raises `CampaignNotFound`, `StateRefused`, `PlaceUnknown`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.phase != "test" or row.state not in {"running", "deciding"} or row.planned_at is None:
        raise StateRefused(params={"state": row.state, "wanted": "running"})
    if variant >= len(rows.plan_of(row).variants):
        raise PlaceUnknown
    if row.state == "deciding":
        rows.move(row, "running")
    row.phase, row.source, row.after, row.planned_at = planning.REST, 0, None, None
    row.winner, row.verdict, row.decided_at = variant, verdict, ctx.now()
    await cancel_alarm(ctx, jobs.decide, row.id)
    await _plan_on(ctx, row)
    await publish(ctx, CampaignDecided(campaign_id=row.id, variant=variant, verdict=verdict), subject_id=row.id)
    return await rows.told(ctx, row)


async def tell_stock(ctx: Ctx, campaign_id: UUID, *, name: str, left: int) -> schemas.CampaignOut:
    """From the next block on people read this number; when nothing is left the campaign ends.

    Raises `CampaignNotFound`, `StateRefused` for a draft and for what is over, `StockUnknown`.
    """
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state == "draft" or row.state in OVER:
        raise StateRefused(params={"state": row.state, "wanted": row.state})
    asked = await reviewing.gather(ctx, row)
    if launching.kinds_of(asked.channels).get(name) != "stock":
        raise StockUnknown(params={"name": name})
    row.plan = {**row.plan, "values": {**row.plan.get("values", {}), name: str(left)}}
    if not left and states.may(row.state, "stopped"):
        return await stop(ctx, campaign_id, code="sold_out")
    return await rows.told(ctx, row)


async def say_anew(ctx: Ctx) -> None:
    """A block that letters share was changed: those that have not gone are laid out with what it says now."""
    for campaign_id in await queries.live(ctx):
        for batch_id in sorted(await _batches(ctx, campaign_id)):
            await mass.redesign(ctx, batch_id)


async def expire(ctx: Ctx, campaign_id: UUID) -> None:
    """A deadline that is named in it has passed: whatever has not gone would lie."""
    row = await rows.found(ctx, campaign_id, lock=True)
    if states.may(row.state, "stopped"):
        await stop(ctx, campaign_id, code="deadline_expired")


async def _ready(ctx: Ctx, row: models.Campaign) -> launching.Asked:
    """Raises `NotReady`."""
    asked = await reviewing.gather(ctx, row)
    grave = [one for one in launching.findings(asked) if one.severity == "error"]
    if grave:
        raise NotReady(params={"count": len(grave), "first": grave[0].code})
    return asked


async def _begin(ctx: Ctx, row: models.Campaign, asked: launching.Asked) -> schemas.CampaignOut:
    rows.move(row, "scheduled")
    row.starts_at = starts_at = launching.starts(asked.plan) or _before_the_first(asked.plan) or ctx.now()
    ends = launching.deadline_of(asked.plan, launching.kinds_of(asked.channels))
    if ends is not None:
        await set_alarm(ctx, jobs.expire, row.id, at=ends)
    if starts_at <= ctx.now():
        await rows.told(ctx, row)
        await begin(ctx, row.id)
        return await rows.shown(ctx, row)
    await set_alarm(ctx, jobs.begin, row.id, at=starts_at)
    return await rows.told(ctx, row)


def _before_the_first(plan: CampaignPlan) -> datetime | None:
    """Of a campaign by everybody's own clock: before the hour comes anywhere."""
    wall = launching.wall(plan.schedule)
    if plan.schedule.mode != "local" or wall is None:
        return None
    return contact_policy.local_moment(EAST, *wall) - PLAN_BEFORE


async def _fixed(ctx: Ctx, plan: CampaignPlan) -> CampaignPlan:
    ids = {one.template_id for channel in plan.channels for one in channel.sayings if one.template_id}
    return service.with_numbers(plan, {one: (await templates.published(ctx, one))[0] for one in ids})


async def _plan_on(ctx: Ctx, row: models.Campaign) -> None:
    if row.planned_at is None:
        arguments = {"campaign_id": row.id}
        await ctx.use(Jobs).defer(ctx, jobs.plan, arguments=arguments, once=f"campaign-plan:{row.id}")


async def _decide_on(ctx: Ctx, row: models.Campaign) -> None:
    """The test's hour rings once, and nobody heard it while the campaign was held."""
    if row.phase == "test" and row.decides_at is not None and row.decided_at is None:
        await set_alarm(ctx, jobs.decide, row.id, at=max(row.decides_at, ctx.now()))


async def _batches(ctx: Ctx, campaign_id: UUID) -> Sequence[UUID]:
    found = await mass.progress(ctx, owner=rows.OWNER, owner_id=campaign_id)
    return list(dict.fromkeys(one.batch_id for one in found))
