"""What posts do in the background and by the clock."""

from uuid import UUID

from otklik.domains.posts import service
from otklik.domains.posts.service import publishing
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.jobs import errand


@alarm
async def start_due(ctx: Ctx, post_id: UUID) -> None:
    await service.start_due(ctx, post_id)


@errand()
async def publish_copy(parts: Parts, *, workspace_id: WorkspaceId, copy_id: str) -> None:
    await publishing.publish(parts, workspace_id=workspace_id, copy_id=UUID(copy_id))
