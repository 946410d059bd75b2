"""What a campaign did and brought: counters of delivery, purchases, lift over the control group, the contest."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

from litestar.response import Stream

from otklik.domains.campaigns import models, queries, schemas
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.rules import comparing
from otklik.domains.campaigns.service import counting, rows
from otklik.domains.delivery.service import channels
from otklik.platform import i18n, sheets
from otklik.platform.context import Ctx
from otklik.platform.money import digits_of, in_units

MICROS_PER_UNIT: Final = 1_000_000
COLUMNS: Final = (
    "channel", "variant", "planned", "waiting", "skipped", "sent", "delivered", "failed", "unknown", "read",
    "read_by_machine", "clicked", "unsubscribed", "complained", "converted", "purchases", "revenue", "cost",
)  # fmt: skip


async def figures(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignFigures:
    """Raises `CampaignNotFound`."""
    row = await rows.found(ctx, campaign_id)
    plan, found = rows.plan_of(row), await counting.gather(ctx, campaign_id)
    money, costs = await queries.currency(ctx), counting.costs(found)
    parts = counting.slices(found, currency=money)
    whole = counting.total(parts, buyers=await queries.buyers(ctx, campaign_id))
    meant = _meant(row, plan, parts, whole)
    return schemas.CampaignFigures(
        at=ctx.now(),
        people=row.people,
        total=whole,
        slices=parts,
        reasons=counting.reasons(found, "skipped"),
        failures=counting.reasons(found, "failed"),
        currency=money,
        costs=costs,
        return_percent=_return(whole, currency=money) if costs.keys() == {money} else None,
        lift=await _lift(ctx, campaign_id, found, people=meant) if plan.control_percent else None,
        contest=_contest(row, plan, found) if plan.test is not None else None,
    )


async def export(ctx: Ctx, campaign_id: UUID, kind: sheets.Kind) -> Stream:
    """A line for each channel and variant. Raises `CampaignNotFound`."""
    row = await rows.found(ctx, campaign_id)
    plan, found = rows.plan_of(row), await counting.gather(ctx, campaign_id)
    money = await queries.currency(ctx)
    parts = counting.slices(found, currency=money)
    names = {one.channel_id: (await channels.get(ctx, one.channel_id)).name for one in plan.channels}
    lines = [_line(plan, part, names, currency=money) for part in parts]

    async def pages() -> AsyncIterator[Sequence[sheets.Row]]:
        yield lines

    titles = [i18n.tr(ctx.locale, f"campaigns.column.{name}") for name in COLUMNS]
    return await sheets.sheet(kind, name=row.name, titles=titles, pages=pages(), locale=ctx.locale)


def _line(plan: CampaignPlan, part: schemas.CampaignSlice, names: dict[UUID, str], *, currency: str) -> sheets.Row:
    counts = [getattr(part, name) for name in COLUMNS[2:-2]]
    return [
        names.get(plan.channels[part.channel].channel_id, ""),
        plan.variants[part.variant].name or chr(ord("A") + part.variant),
        *counts,
        float(in_units(part.revenue_minor, currency)),
        _say_costs(part, currency=currency),
    ]


def _say_costs(part: schemas.CampaignSlice, *, currency: str) -> float | str:
    """A number where all was paid in the company's money, else each sum with its own."""
    if set(part.costs) <= {currency}:
        return part.cost_micros / MICROS_PER_UNIT
    return " + ".join(
        f"{micros / MICROS_PER_UNIT:.{digits_of(paid_in)}f} {paid_in}" for paid_in, micros in sorted(part.costs.items())
    )


def _return(whole: schemas.CampaignCounts, *, currency: str) -> float | None:
    """None where nothing was spent: there is nothing to divide by."""
    cost, revenue = whole.cost_micros / MICROS_PER_UNIT, float(in_units(whole.revenue_minor, currency))
    return round((revenue - cost) / cost * 100, 1) if cost else None


def _meant(
    row: models.Campaign, plan: CampaignPlan, parts: Sequence[schemas.CampaignSlice], whole: schemas.CampaignCounts
) -> int:
    """How many were to get it, each once: by every channel a person is as many messages, and left out by the first."""
    if plan.spread == "first":
        return whole.planned
    return row.people - sum(part.skipped for part in parts if part.channel == 0)


async def _lift(ctx: Ctx, campaign_id: UUID, found: counting.Gathered, *, people: int) -> schemas.CampaignLift:
    """Everybody who was to get it and could be reached, whatever became of it, beside those kept back."""
    mine = comparing.Arm(people=people, successes=await queries.bought(ctx, campaign_id, control=False))
    kept_back = comparing.Arm(
        people=counting.control_people(found), successes=await queries.bought(ctx, campaign_id, control=True)
    )
    return schemas.CampaignLift(
        people=mine.people,
        bought=mine.successes,
        control_people=kept_back.people,
        control_bought=kept_back.successes,
        difference=_interval(comparing.difference(mine, kept_back)),
    )


def _interval(found: comparing.Difference | None) -> schemas.CampaignInterval | None:
    if found is None:
        return None
    return schemas.CampaignInterval(estimate=found.estimate, low=found.low, high=found.high, p_value=found.p_value)


def _contest(row: models.Campaign, plan: CampaignPlan, found: counting.Gathered) -> schemas.CampaignContest:
    assert plan.test is not None
    arms = counting.arms(found, plan.test, variants=len(plan.variants))
    decision = comparing.decide(arms, people_min=plan.test.people_min)
    return schemas.CampaignContest(
        metric=plan.test.metric,
        people_min=plan.test.people_min,
        arms=[_arm(number, arm) for number, arm in enumerate(arms)],
        leader=decision.leader,
        verdict=decision.verdict,
        p_value=decision.p_value,
        decides_at=row.decides_at if row.decided_at is None else None,
    )


def _arm(number: int, arm: comparing.Arm) -> schemas.CampaignArm:
    low, high = comparing.wilson(arm)
    return schemas.CampaignArm(variant=number, people=arm.people, successes=arm.successes, low=low, high=high)
