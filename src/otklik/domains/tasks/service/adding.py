"""A new task: of whom, by when, whose."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading
from otklik.domains.schedule import service as schedule
from otklik.domains.tasks import errors, events, queries, rules, schemas
from otklik.domains.tasks.models import Task
from otklik.domains.tasks.service import reminding, telling
from otklik.domains.workspaces.service import owning
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Any time on a day of the company, or by a moment: one of them."""

    on: date | None = None
    at: datetime | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, by when and by whom. Without an owner: whoever writes it down."""

    text: str
    due: Due
    operator_id: UUID | None = None
    team_id: UUID | None = None
    source: schemas.Source = "hand"


async def for_conversation(ctx: Ctx, conversation_id: UUID, draft: Draft) -> Task:
    """Raises `ConversationNotFound` and as `for_contact`."""
    conversation = await reading.get(ctx, conversation_id)
    row = await _add(ctx, draft, contact_id=conversation.contact_id, conversation_id=conversation.id)
    await telling.line(ctx, row, code="task_added")
    return row


async def for_contact(ctx: Ctx, contact_id: UUID, draft: Draft) -> Task:
    """Raises `ContactNotFound`, `TaskOwnerInvalid`, `TaskDueInvalid`, `TaskTextEmpty`, `TasksTooMany`."""
    return await _add(ctx, draft, contact_id=(await contacts.get(ctx, contact_id)).id, conversation_id=None)


async def set_due(ctx: Ctx, row: Task, due: Due) -> None:
    """Write the deadline and its reminder down. Raises `TaskDueInvalid`."""
    zone = (await schedule.get_hours(ctx)).time_zone
    due_at = rules.end_of(due.on, zone=zone) if due.on is not None else due.at
    if due_at is None or (due.on is not None) == (due.at is not None) or not rules.is_possible(due_at, now=ctx.now()):
        raise errors.TaskDueInvalid(params={"days_max": rules.LONGEST.days})
    row.due_at, row.due_on, row.overdue_at = due_at, due.on, None
    row.remind_at = rules.remind_at(due_at, due_on=due.on, zone=zone, now=ctx.now())


async def check_owner(ctx: Ctx, *, operator_id: UUID | None, team_id: UUID | None) -> None:
    """One operator who works here, or one team. Raises `TaskOwnerInvalid`."""
    if (operator_id is None) == (team_id is None):
        raise errors.TaskOwnerInvalid(params={"reason": "one"})
    if not await owning.exists(ctx, operator_id=operator_id, team_id=team_id):
        raise errors.TaskOwnerInvalid(params={"reason": "unknown"})


def words(text: str) -> str:
    """Raises `TaskTextEmpty`."""
    kept = text.replace("\0", "").strip()
    if not kept:
        raise errors.TaskTextEmpty
    return kept


async def _add(ctx: Ctx, draft: Draft, *, contact_id: UUID, conversation_id: UUID | None) -> Task:
    by = ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None
    operator_id = by if draft.operator_id is None and draft.team_id is None else draft.operator_id
    await check_owner(ctx, operator_id=operator_id, team_id=draft.team_id)
    if await queries.open_about(ctx, contact_id, count_max=rules.OPEN_MAX) >= rules.OPEN_MAX:
        raise errors.TasksTooMany(params={"max": rules.OPEN_MAX})
    row = Task(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        contact_id=contact_id,
        conversation_id=conversation_id,
        text=words(draft.text),
        operator_id=operator_id,
        team_id=draft.team_id,
        state="open",
        source=draft.source,
        author_id=by,
        created_at=ctx.now(),
    )
    await set_due(ctx, row, draft.due)
    ctx.session.add(row)
    await ctx.session.flush()
    await reminding.set_next(ctx, row)
    await telling.owner(ctx, row, code="task_assigned")
    telling.changed(ctx, row)
    added = events.TaskAdded(
        task_id=row.id,
        contact_id=contact_id,
        conversation_id=conversation_id,
        operator_id=operator_id,
        team_id=row.team_id,
        due_at=row.due_at,
        source=row.source,
    )
    await publish(ctx, added, subject_id=contact_id)
    return row
