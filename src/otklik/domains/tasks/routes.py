"""HTTP of tasks: each handler is one verb."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.tasks import schemas
from otklik.domains.tasks.queries import View, Whose
from otklik.domains.tasks.service import adding, bulk, changing, listing
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
ONE = f"{API}/tasks/{{task_id:uuid}}"


@post(f"{API}/conversations/{{conversation_id:uuid}}/tasks", permission="tasks.write")
async def add_conversation_task(ctx: Ctx, conversation_id: UUID, data: schemas.TaskIn) -> schemas.TaskOut:
    """Something to be done about a conversation; without an owner it is the caller's."""
    row = await adding.for_conversation(ctx, conversation_id, _draft(data))
    return await listing.one(ctx, row.id)


@get(f"{API}/conversations/{{conversation_id:uuid}}/tasks", permission="tasks.read")
async def list_conversation_tasks(ctx: Ctx, conversation_id: UUID) -> list[schemas.TaskOut]:
    """Open ones first, what is due first; 50 at most."""
    return await listing.of_conversation(ctx, conversation_id)


@post(f"{API}/contacts/{{contact_id:uuid}}/tasks", permission="tasks.write")
async def add_contact_task(ctx: Ctx, contact_id: UUID, data: schemas.TaskIn) -> schemas.TaskOut:
    """Something to be done about a person."""
    row = await adding.for_contact(ctx, contact_id, _draft(data))
    return await listing.one(ctx, row.id)


@get(f"{API}/contacts/{{contact_id:uuid}}/tasks", permission="tasks.read")
async def list_contact_tasks(ctx: Ctx, contact_id: UUID) -> list[schemas.TaskOut]:
    """Of the person and of their conversations: open ones first, what is due first; 50 at most."""
    return await listing.of_contact(ctx, contact_id)


@get(f"{API}/tasks", permission="tasks.read")
async def list_tasks(
    ctx: Ctx, *, view: View = "open", whose: Whose = "mine", cursor: Cursor = None, limit: Limit = None
) -> Page[schemas.TaskOut]:
    """What is due first; of `done` ones the latest first. `mine`: the caller's, and their teams' that nobody took."""
    size = page_size(limit)
    found = await listing.listed(ctx, view, whose, after=decode_position(cursor), limit=size + 1)
    shown = found[:size]
    if len(found) <= size:
        return Page(items=shown)
    return Page(items=shown, next_cursor=encode_position(_moment(shown[-1], view), shown[-1].id))


@get(f"{API}/tasks/counts", permission="tasks.read")
async def count_tasks(ctx: Ctx) -> schemas.TaskCounts:
    return await listing.counts(ctx)


@post(f"{API}/tasks/changes", permission="tasks.write", status_code=200)
async def change_tasks(ctx: Ctx, data: schemas.TasksChangeIn) -> schemas.TaskOutcomes:
    """One change for up to 200 tasks; one that fails keeps the others."""
    return schemas.TaskOutcomes(outcomes=await bulk.change(ctx, data))


@get(ONE, permission="tasks.read")
async def get_task(ctx: Ctx, task_id: UUID) -> schemas.TaskOut:
    return await listing.one(ctx, task_id)


@put(ONE, permission="tasks.write")
async def change_task(ctx: Ctx, task_id: UUID, data: schemas.TaskChanges) -> schemas.TaskOut:
    """Other words, another deadline."""
    await changing.change(ctx, task_id, text=data.text, due=adding.Due(on=data.due_on, at=data.due_at))
    return await listing.one(ctx, task_id)


@put(f"{ONE}/owner", permission="tasks.write")
async def hand_task(ctx: Ctx, task_id: UUID, data: schemas.TaskOwnerIn) -> schemas.TaskOut:
    """Give it to another operator or team, or take it oneself."""
    await changing.hand(ctx, task_id, operator_id=data.operator_id, team_id=data.team_id)
    return await listing.one(ctx, task_id)


@put(f"{ONE}/snooze", permission="tasks.write")
async def snooze_task(ctx: Ctx, task_id: UUID, data: schemas.TaskSnoozeIn) -> schemas.TaskOut:
    """Out of sight until a moment; its deadline stays. `until` null: back in sight."""
    await changing.snooze(ctx, task_id, until=data.until)
    return await listing.one(ctx, task_id)


@put(f"{ONE}/state", permission="tasks.write")
async def settle_task(ctx: Ctx, task_id: UUID, data: schemas.TaskStateIn) -> schemas.TaskOut:
    """Done, cancelled, or open again; saying it twice changes nothing."""
    await changing.settle(ctx, task_id, state=data.state)
    return await listing.one(ctx, task_id)


def _draft(data: schemas.TaskIn) -> adding.Draft:
    return adding.Draft(
        text=data.text,
        due=adding.Due(on=data.due_on, at=data.due_at),
        operator_id=data.operator_id,
        team_id=data.team_id,
        source=data.source,
    )


def _moment(last: schemas.TaskOut, view: View) -> datetime:
    return last.settled_at if view == "done" and last.settled_at is not None else last.due_at


routes: Sequence[ControllerRouterHandler] = [
    add_conversation_task,
    list_conversation_tasks,
    add_contact_task,
    list_contact_tasks,
    list_tasks,
    count_tasks,
    change_tasks,
    get_task,
    change_task,
    hand_task,
    snooze_task,
    settle_task,
]
