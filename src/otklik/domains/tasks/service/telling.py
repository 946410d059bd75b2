"""Who is told of a task: its owner, the thread, open screens."""

from typing import Final
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading, writing
from otklik.domains.notifications import service as notifications
from otklik.domains.tasks.models import Task
from otklik.domains.workspaces.service import owning
from otklik.platform.context import Ctx

CHANGED: Final = "task.changed"


async def owner(ctx: Ctx, row: Task, *, code: str, also: UUID | None = None) -> None:
    """Everybody who owns it, and `also`, but whoever did it themselves."""
    told = {*await owning.people(ctx, operator_id=row.operator_id, team_id=row.team_id)}
    if also is not None and await owning.is_at_work(ctx, also):
        told.add(also)
    await notifications.tell(
        ctx,
        {one for one in told if one != ctx.actor.id},
        code=code,
        params={"name": await _name(ctx, row)},
        subject=_subject(row),
    )


async def line(ctx: Ctx, row: Task, *, code: str) -> None:
    """A quiet line in the thread of the task's conversation."""
    if row.conversation_id is None:
        return
    params = {"operator_id": _text(row.operator_id), "team_id": _text(row.team_id), "task_id": str(row.id)}
    await writing.event_line(ctx, await reading.get(ctx, row.conversation_id), code=code, params=params)


def changed(ctx: Ctx, row: Task) -> None:
    data = {"id": str(row.id), "contact_id": str(row.contact_id), "conversation_id": _text(row.conversation_id) or None}
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, data)


async def _name(ctx: Ctx, row: Task) -> str:
    found = await contacts.summaries(ctx, [row.contact_id])
    return found[row.contact_id].name if row.contact_id in found else ""


def _subject(row: Task) -> notifications.Subject:
    if row.conversation_id is not None:
        return notifications.Subject(kind="conversation", id=row.conversation_id)
    return notifications.Subject(kind="contact", id=row.contact_id)


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
