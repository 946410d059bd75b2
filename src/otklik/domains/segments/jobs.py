"""What segments do in the background: look again at people whom something touched, whom time turned, or at all."""

from uuid import UUID

from otklik.domains.segments.service import following
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.jobs import BULK, errand, periodic


@alarm
async def look_at_touched(ctx: Ctx, segment_id: UUID) -> None:
    await following.look_at_touched(ctx, segment_id)


@alarm
async def look_at_due(ctx: Ctx, segment_id: UUID) -> None:
    await following.look_at_due(ctx, segment_id)


@errand(queue=BULK)
async def look_at_everybody(parts: Parts, *, workspace_id: WorkspaceId, segment_id: str) -> None:
    await following.sweep(parts, workspace_id=workspace_id, segment_id=UUID(segment_id))


@periodic("29 2 * * *")
async def look_at_night(parts: Parts) -> None:
    await following.sweep_everywhere(parts)
