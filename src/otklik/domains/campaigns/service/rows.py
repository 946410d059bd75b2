"""Campaigns as rows and as shapes: found, shown, told to the desks."""

from collections.abc import Mapping
from typing import Any, Final, cast
from uuid import UUID

import msgspec

from otklik.domains.campaigns import models, queries, schemas
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.errors import CampaignNotFound, StateRefused
from otklik.domains.campaigns.rules import states
from otklik.platform.context import ActorKind, Ctx

CHANGED: Final = "campaign.changed"
PROGRESS: Final = "campaign.progress"
OWNER: Final = "campaign"
"""Under this name delivery knows whose batches they are."""


async def found(ctx: Ctx, campaign_id: UUID, *, lock: bool = False) -> models.Campaign:
    """Raises `CampaignNotFound`."""
    row = await queries.by_id(ctx, campaign_id, lock=lock)
    if row is None:
        raise CampaignNotFound
    return row


def plan_of(row: models.Campaign) -> CampaignPlan:
    return msgspec.convert(row.plan, CampaignPlan)


def attribution_of(row: models.Campaign) -> schemas.CampaignAttribution:
    return msgspec.convert(row.attribution, schemas.CampaignAttribution)


def kept(shape: msgspec.Struct) -> dict[str, Any]:  # Any: a JSON document
    return cast("dict[str, Any]", msgspec.to_builtins(shape))


def move(row: models.Campaign, state: states.State, *, code: str = "") -> None:
    """Raises `StateRefused`."""
    if not states.may(row.state, state):
        raise StateRefused(params={"state": row.state, "wanted": state})
    row.state, row.code = state, code


async def settings(ctx: Ctx) -> schemas.CampaignSettings:
    document: Mapping[str, Any] | None = await queries.choices(ctx)  # Any: a JSON document
    return msgspec.convert(document, schemas.CampaignSettings) if document else schemas.CampaignSettings()


async def told(ctx: Ctx, row: models.Campaign) -> schemas.CampaignOut:
    """Changed, written, and every open desk hears of it; it asks for what it shows."""
    row.updated_at = ctx.now()
    await ctx.session.flush()
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {"id": str(row.id), "state": row.state})
    return await shown(ctx, row)


async def shown(ctx: Ctx, row: models.Campaign) -> schemas.CampaignOut:
    about = msgspec.structs.asdict(line(row))
    return schemas.CampaignOut(
        **about,
        revision=row.revision,
        plan=plan_of(row),
        phase=cast("Any", row.phase),  # Any: checked by the database
        planned_at=row.planned_at,
        winner=row.winner,
        verdict=row.verdict,
        launched_by_id=row.launched_by_id,
        approved_by_id=row.approved_by_id,
        attribution=attribution_of(row),
        currency=await queries.currency(ctx),
    )


def line(row: models.Campaign) -> schemas.CampaignRow:
    plan = plan_of(row)
    return schemas.CampaignRow(
        id=row.id,
        name=row.name,
        state=cast("states.State", row.state),
        code=row.code,
        purpose=plan.purpose,
        channel_ids=[one.channel_id for one in plan.channels],
        people=row.people,
        starts_at=row.starts_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        updated_at=row.updated_at,
    )


def operator(ctx: Ctx) -> UUID | None:
    return ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None
