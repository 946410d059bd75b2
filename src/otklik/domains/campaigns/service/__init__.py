"""The verbs of campaigns: written, saved, copied, listed. What happens after the launch is in the files beside."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from msgspec.structs import replace as replaced

from otklik.domains.campaigns import models, queries, schemas
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.errors import CampaignsTooMany, DraftChanged, NotEditable
from otklik.domains.campaigns.service import references, rows
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.platform.web import Position

CAMPAIGNS_MAX: Final = 20_000


async def create(ctx: Ctx, new: schemas.NewCampaign) -> schemas.CampaignOut:
    """Raises `CampaignsTooMany`, `ReferenceUnknown`."""
    await references.check(ctx, new.plan)
    if await queries.more_than(ctx, CAMPAIGNS_MAX - 1):
        raise CampaignsTooMany(params={"max": CAMPAIGNS_MAX})
    row = models.Campaign(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=new.name.strip(),
        state="draft",
        code="",
        plan=rows.kept(new.plan),
        revision=1,
        phase="main",
        source=0,
        people=0,
        verdict="",
        attribution=rows.kept((await rows.settings(ctx)).attribution),
        created_at=ctx.now(),
        created_by_id=rows.operator(ctx),
        updated_at=ctx.now(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    return await rows.told(ctx, row)


async def get(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignOut:
    """Raises `CampaignNotFound`."""
    return await rows.shown(ctx, await rows.found(ctx, campaign_id))


async def listing(
    ctx: Ctx, *, q: str = "", states: Collection[str] = (), before: Position | None = None, limit: int
) -> list[schemas.CampaignRow]:
    """The last changed first."""
    return [rows.line(one) for one in await queries.page(ctx, q=q, states=states, before=before, limit=limit)]


async def save(ctx: Ctx, campaign_id: UUID, draft: schemas.CampaignDraft) -> schemas.CampaignOut:
    """Kept even where something is missing yet. Raises `NotEditable`, `DraftChanged`, `ReferenceUnknown`."""
    await references.check(ctx, draft.plan)
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state != "draft":
        raise NotEditable(params={"state": row.state})
    if row.revision != draft.revision:
        raise DraftChanged(params={"revision": row.revision})
    row.name, row.plan = draft.name.strip(), rows.kept(draft.plan)
    row.revision += 1
    return await rows.told(ctx, row)


async def copy(ctx: Ctx, campaign_id: UUID, *, name: str) -> schemas.CampaignOut:
    """A draft that says the same, by the newest versions of its templates. Raises `CampaignNotFound`."""
    plan = rows.plan_of(await rows.found(ctx, campaign_id))
    return await create(ctx, schemas.NewCampaign(name=name, plan=unfixed(plan)))


async def delete(ctx: Ctx, campaign_id: UUID) -> None:
    """Only what was never launched. Raises `CampaignNotFound`, `NotEditable`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    if row.state != "draft":
        raise NotEditable(params={"state": row.state})
    await ctx.session.delete(row)
    ctx.push(f"desk/{ctx.workspace_id}", rows.CHANGED, {"id": str(campaign_id), "state": "deleted"})


async def settings(ctx: Ctx) -> schemas.CampaignSettings:
    return await rows.settings(ctx)


async def save_settings(ctx: Ctx, data: schemas.CampaignSettings) -> schemas.CampaignSettings:
    """Campaigns already launched keep the window they were launched with."""
    await queries.save_choices(ctx, rows.kept(data))
    return data


def unfixed(plan: CampaignPlan) -> CampaignPlan:
    """Without the numbers of versions that a launch fixed."""
    return with_numbers(plan, {})


def with_numbers(plan: CampaignPlan, numbers: dict[UUID, int]) -> CampaignPlan:
    """With the versions that are to be sent from now on."""
    return replaced(
        plan,
        channels=tuple(
            replaced(
                channel,
                sayings=tuple(
                    replaced(one, number=numbers.get(one.template_id) if one.template_id else None)
                    for one in channel.sayings
                ),
            )
            for channel in plan.channels
        ),
    )
