"""Who is told of a consultation, in the desk's notifications, in the thread and on open screens."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.consultations.models import Consultation
from otklik.domains.conversations.service import reading, writing
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.service import owning
from otklik.platform.context import Ctx

CHANGED: Final = "consultation.changed"


async def line(ctx: Ctx, row: Consultation, *, code: str) -> None:
    """A quiet line in the thread; the words themselves stay beside it."""
    conversation = await reading.get(ctx, row.conversation_id)
    params = {"operator_id": _text(row.operator_id), "team_id": _text(row.team_id), "consultation_id": str(row.id)}
    await writing.event_line(ctx, conversation, code=code, params=params)
    changed(ctx, row)


async def owner(ctx: Ctx, row: Consultation, *, code: str) -> None:
    await tell(ctx, row, await owners(ctx, row), code=code)


async def asker(ctx: Ctx, row: Consultation, *, code: str) -> None:
    """Whoever asked; when they left, whoever has the conversation, else whoever leads."""
    await tell(ctx, row, await heirs_of_asker(ctx, row), code=code)


async def heirs_of_asker(ctx: Ctx, row: Consultation) -> Sequence[UUID]:
    if await owning.is_at_work(ctx, row.asker_id):
        return [row.asker_id]
    assignee_id = (await reading.get(ctx, row.conversation_id)).assignee_id
    return [assignee_id] if assignee_id else await owning.leaders(ctx)


async def owners(ctx: Ctx, row: Consultation) -> Sequence[UUID]:
    """The operator who owns it, else everybody of the team."""
    return await owning.people(ctx, operator_id=row.operator_id, team_id=row.team_id)


async def tell(ctx: Ctx, row: Consultation, operator_ids: Sequence[UUID], *, code: str) -> None:
    """Everybody but whoever did it themselves."""
    number = (await reading.get(ctx, row.conversation_id)).number
    await notifications.tell(
        ctx,
        {one for one in operator_ids if one != ctx.actor.id},
        code=code,
        params={"number": str(number)},
        subject=notifications.Subject(kind="conversation", id=row.conversation_id),
    )


def changed(ctx: Ctx, row: Consultation) -> None:
    data = {"id": str(row.id), "conversation_id": str(row.conversation_id)}
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, data)


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
