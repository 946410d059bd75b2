"""Background work of campaigns: planning, counting, and moments that come."""

from uuid import UUID

from otklik.domains.campaigns.service import checking, following, planning, steering
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.jobs import BULK, errand


@errand(queue=BULK)
async def plan(parts: Parts, *, workspace_id: WorkspaceId, campaign_id: str) -> None:
    await planning.walk(parts, workspace_id=workspace_id, campaign_id=UUID(campaign_id))


@errand(attempts_max=2)
async def count(parts: Parts, *, workspace_id: WorkspaceId, campaign_id: str, revision: int) -> None:
    await checking.count(parts, workspace_id=workspace_id, campaign_id=UUID(campaign_id), revision=revision)


@alarm
async def begin(ctx: Ctx, campaign_id: UUID) -> None:
    await steering.begin(ctx, campaign_id)


@alarm
async def look(ctx: Ctx, campaign_id: UUID) -> None:
    await following.look(ctx, campaign_id)


@alarm
async def hold_money(ctx: Ctx, batch_id: UUID) -> None:
    await following.out_of_money(ctx, batch_id, code=following.MONEY_STOP)


@alarm
async def hold_currency(ctx: Ctx, batch_id: UUID) -> None:
    await following.out_of_money(ctx, batch_id, code=following.OTHER_CURRENCY)


@alarm
async def decide(ctx: Ctx, campaign_id: UUID) -> None:
    await following.decide(ctx, campaign_id)


@alarm
async def expire(ctx: Ctx, campaign_id: UUID) -> None:
    await steering.expire(ctx, campaign_id)
