"""What conversations do by the clock and beside the transaction."""

from uuid import UUID

from otklik.domains.conversations.service import alerting
from otklik.platform.context import Ctx
from otklik.platform.jobs import job


@job()
async def plan_rings(ctx: Ctx, *, message_id: str) -> None:
    await alerting.plan_rings(ctx, UUID(message_id))


@job()
async def ring(ctx: Ctx, *, message_id: str, operator_id: str) -> None:
    await alerting.ring(ctx, message_id=UUID(message_id), operator_id=UUID(operator_id))
