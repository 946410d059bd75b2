"""What becomes of a task: reworded, handed on, put off, done, cancelled, open again."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from otklik.domains.tasks import errors, events, queries, rules
from otklik.domains.tasks.models import Task
from otklik.domains.tasks.service import adding, reminding, telling
from otklik.domains.workspaces.service import owning
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish

LINES: Final = {"done": "task_done", "cancelled": "task_cancelled", "open": "task_reopened"}


async def change(ctx: Ctx, task_id: UUID, *, text: str, due: adding.Due) -> Task:
    """Other words, another deadline. Raises `TaskNotFound`, `TaskSettled`, `TaskDueInvalid`, `TaskTextEmpty`.

    A deadline said again as it was may be over.
    """
    row = await _open(ctx, task_id)
    row.text = adding.words(text)
    if adding.Due(on=row.due_on, at=None if row.due_on else row.due_at) != due:
        await adding.set_due(ctx, row, due)
    await _changed(ctx, row, "text", "due_at")
    return row


async def hand(ctx: Ctx, task_id: UUID, *, operator_id: UUID | None, team_id: UUID | None) -> Task:
    """Give it to another owner, or take it. Raises `TaskNotFound`, `TaskSettled`, `TaskOwnerInvalid`."""
    row = await _open(ctx, task_id)
    await adding.check_owner(ctx, operator_id=operator_id, team_id=team_id)
    await _give(ctx, row, operator_id=operator_id, team_id=team_id)
    return row


async def snooze(ctx: Ctx, task_id: UUID, *, until: datetime | None) -> Task:
    """Out of sight until a moment, or (None) back in sight. Raises `TaskNotFound`, `TaskSettled`, `TaskDueInvalid`."""
    row = await _open(ctx, task_id)
    if until is not None and not rules.is_possible(until, now=ctx.now()):
        raise errors.TaskDueInvalid(params={"days_max": rules.LONGEST.days})
    row.snoozed_until = until
    await _changed(ctx, row, "snoozed_until")
    return row


async def settle(ctx: Ctx, task_id: UUID, *, state: Literal["open", "done", "cancelled"]) -> Task:
    """Done, cancelled, or open again; saying it twice changes nothing. Raises `TaskNotFound`, `TaskOwnerInvalid`."""
    row = await _found(ctx, task_id)
    if row.state == state:
        return row
    row.state, row.snoozed_until = state, None
    row.settled_at = None if state == "open" else ctx.now()
    row.settled_by_id = ctx.actor.id if state != "open" and ctx.actor.kind is ActorKind.OPERATOR else None
    if state == "open" and row.operator_id is not None and not await owning.is_at_work(ctx, row.operator_id):
        row.operator_id, row.team_id = await owning.heir(ctx, row.operator_id, team_id=row.team_id)
    await telling.line(ctx, row, code=LINES[state])
    if state == "open":
        await _changed(ctx, row, "state")
        return row
    await ctx.session.flush()
    await reminding.set_next(ctx, row)
    telling.changed(ctx, row)
    settled = events.TaskSettled(
        task_id=row.id, contact_id=row.contact_id, conversation_id=row.conversation_id, state=state
    )
    await publish(ctx, settled, subject_id=row.contact_id)
    return row


async def operator_left(ctx: Ctx, operator_id: UUID) -> None:
    """Nothing that was to be done by whoever leaves is lost."""
    for row in await queries.open_owned_by(ctx, operator_id):
        new_operator, new_team = await owning.heir(ctx, operator_id, team_id=row.team_id)
        if new_operator or new_team:
            await _give(ctx, row, operator_id=new_operator, team_id=new_team)


async def team_gone(ctx: Ctx, team_id: UUID) -> None:
    """What a team that is given up had not taken goes to whoever leads."""
    leaders = await owning.leaders(ctx)
    for row in await queries.open_of_team(ctx, team_id):
        if leaders:
            await _give(ctx, row, operator_id=leaders[0], team_id=None)


async def _give(ctx: Ctx, row: Task, *, operator_id: UUID | None, team_id: UUID | None) -> None:
    """Taken by one of the team it is still the team's: whoever leaves gives it back."""
    row.operator_id = operator_id
    row.team_id = team_id if operator_id is None else row.team_id
    await _changed(ctx, row, "owner")
    await telling.owner(ctx, row, code="task_assigned")


async def _changed(ctx: Ctx, row: Task, *fields: str) -> None:
    await ctx.session.flush()
    await reminding.set_next(ctx, row)
    telling.changed(ctx, row)
    changed = events.TaskChanged(
        task_id=row.id, contact_id=row.contact_id, conversation_id=row.conversation_id, fields=fields
    )
    await publish(ctx, changed, subject_id=row.contact_id)


async def _open(ctx: Ctx, task_id: UUID) -> Task:
    row = await _found(ctx, task_id)
    if row.state != "open":
        raise errors.TaskSettled(params={"state": row.state})
    return row


async def _found(ctx: Ctx, task_id: UUID) -> Task:
    row = await queries.task(ctx, task_id)
    if row is None:
        raise errors.TaskNotFound
    return row
