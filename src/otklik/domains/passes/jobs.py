"""What cards need done in the background: phones are woken outside of any transaction."""

from uuid import UUID

from otklik.domains.passes.service import following, telling
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.jobs import BULK, errand, job


async def give_up(parts: Parts, *, workspace_id: WorkspaceId, row_id: str, pass_id: str, note: str) -> None:  # noqa: ARG001 - the job's own arguments
    """Nobody waits for ever to learn what came of a message."""
    await telling.give_up(parts, workspace_id=workspace_id, row_id=UUID(row_id))


@errand(queue="push", attempts_max=4, gave_up=give_up)
async def write_for_many(parts: Parts, *, workspace_id: WorkspaceId, row_id: str, pass_id: str, note: str) -> None:
    """Write a message onto somebody's card, wake their phones, and say what came of it."""
    await telling.write(parts, workspace_id=workspace_id, row_id=UUID(row_id), pass_id=UUID(pass_id), sealed_note=note)


@job()
async def look(ctx: Ctx, *, pass_id: str) -> None:
    """Whether a card shows something else than phones were told."""
    await following.look(ctx, UUID(pass_id))


@errand(queue=BULK)
async def look_at_all(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    """The same of all cards of a company."""
    await following.look_at_all(parts, workspace_id=workspace_id)


@errand(queue="push", attempts_max=4)
async def refresh(parts: Parts, *, workspace_id: WorkspaceId, pass_id: str) -> None:
    """What a card shows of its person changed."""
    await telling.refresh(parts, workspace_id=workspace_id, pass_id=UUID(pass_id))
