"""What activity does in the background and by the clock."""

from uuid import UUID

from otklik.domains.activity.service import loading, naming, ranking, undoing, visitors
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.errors import OtklikError
from otklik.platform.jobs import BULK, errand, periodic


@errand(queue=BULK)
async def load_import(parts: Parts, *, workspace_id: WorkspaceId, import_id: str) -> None:
    await loading.load(parts, workspace_id=workspace_id, import_id=UUID(import_id))


async def give_consents_up(parts: Parts, *, workspace_id: WorkspaceId, import_id: str, contact_ids: str) -> None:
    """What should not happen: an import whose agreements cannot be written is not shown as one that goes on."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await loading.settle_consents(ctx, UUID(import_id), _ids(contact_ids), code=OtklikError.code)


@errand(queue=BULK, gave_up=give_consents_up)
async def write_consents(parts: Parts, *, workspace_id: WorkspaceId, import_id: str, contact_ids: str) -> None:
    """Ids with commas between."""
    await loading.write_consents(
        parts, workspace_id=workspace_id, import_id=UUID(import_id), contact_ids=_ids(contact_ids)
    )


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


def _ids(said: str) -> list[UUID]:
    return [UUID(one) for one in said.split(",")]
