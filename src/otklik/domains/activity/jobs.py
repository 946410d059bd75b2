"""What activity does in the background and by the clock."""

from uuid import UUID

from otklik.domains.activity.service import loading, naming, ranking, undoing, visitors
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.jobs import BULK, errand, job, periodic


@errand(queue=BULK)
async def load_import(parts: Parts, *, workspace_id: WorkspaceId, import_id: str) -> None:
    await loading.load(parts, workspace_id=workspace_id, import_id=UUID(import_id))


@job(queue=BULK)
async def write_consents(ctx: Ctx, *, import_id: str, contact_ids: str) -> None:
    """Ids with commas between."""
    await loading.write_consents(ctx, UUID(import_id), [UUID(one) for one in contact_ids.split(",")])


@errand(queue=BULK)
async def undo_import(parts: Parts, *, workspace_id: WorkspaceId, import_id: str) -> None:
    await undoing.undo(parts, workspace_id=workspace_id, import_id=UUID(import_id))


@errand(queue=BULK)
async def forget_facts(parts: Parts, *, workspace_id: WorkspaceId, name: str) -> None:
    await naming.forget_facts(parts, workspace_id=workspace_id, name=name)


@periodic("53 2 * * *")
async def forget_visitor_facts(parts: Parts) -> None:
    await visitors.sweep(parts)


@periodic("17 1 * * *")
async def count_groups(parts: Parts) -> None:
    await ranking.count_everywhere(parts)
