"""What previews do beside the transaction."""

from uuid import UUID

from otklik.domains.previews.service import fetching
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.jobs import errand


@errand(queue="previews", attempts_max=2)
async def look_behind_link(parts: Parts, *, workspace_id: WorkspaceId, message_id: str) -> None:
    await fetching.look(parts, workspace_id=workspace_id, message_id=UUID(message_id))
