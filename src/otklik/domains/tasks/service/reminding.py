"""The moments of a task: a reminder before it is due, overdue, back from rest."""

from uuid import UUID

from otklik.domains.tasks import events, jobs, queries, rules
from otklik.domains.tasks.models import Task
from otklik.domains.tasks.service import telling
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def set_next(ctx: Ctx, row: Task) -> None:
    """Be called at whichever moment of the task comes next; a settled one has none."""
    at = None
    if row.state == "open":
        at = rules.next_moment(
            due_at=row.due_at,
            remind=row.remind_at,
            snoozed_until=row.snoozed_until,
            told_overdue=row.overdue_at is not None,
        )
    if at is None:
        await cancel_alarm(ctx, jobs.look, row.id)
    else:
        await set_alarm(ctx, jobs.look, row.id, at=at)


async def look(ctx: Ctx, task_id: UUID) -> None:
    """Its owner is told once of each moment that has come; of several at once only the last."""
    row = await queries.task(ctx, task_id)
    if row is None or row.state != "open":
        return
    if row.snoozed_until is not None and row.snoozed_until > ctx.now():
        await set_next(ctx, row)
        return
    code = _came(ctx, row)
    await ctx.session.flush()
    if code == "task_overdue":
        await _overdue(ctx, row)
    elif code:
        await telling.owner(ctx, row, code=code)
    telling.changed(ctx, row)
    await set_next(ctx, row)


def _came(ctx: Ctx, row: Task) -> str:
    """Which moment it is, written down; empty for none."""
    code = ""
    if row.snoozed_until is not None:
        row.snoozed_until, code = None, "task_back"
    if row.remind_at is not None and row.remind_at <= ctx.now():
        row.remind_at, code = None, "task_due"
    if row.overdue_at is None and row.due_at <= ctx.now():
        row.overdue_at, row.remind_at, code = ctx.now(), None, "task_overdue"
    return code


async def _overdue(ctx: Ctx, row: Task) -> None:
    """Whoever owns it and whoever wrote it down are told."""
    await telling.owner(ctx, row, code="task_overdue", also=row.author_id)
    overdue = events.TaskOverdue(
        task_id=row.id, contact_id=row.contact_id, conversation_id=row.conversation_id, due_at=row.due_at
    )
    await publish(ctx, overdue, subject_id=row.contact_id)
