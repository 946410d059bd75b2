"""One change made to many tasks: each succeeds or fails by itself, and each outcome is told."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from otklik.domains.tasks import errors, schemas
from otklik.domains.tasks.models import Task
from otklik.domains.tasks.service import changing, listing
from otklik.platform.context import Ctx
from otklik.platform.errors import OtklikError

Verb = Callable[[Ctx, UUID, schemas.TasksChangeIn], Awaitable[Task]]


async def change(ctx: Ctx, wanted: schemas.TasksChangeIn) -> list[schemas.TaskOutcome]:
    """Outcomes in the order of the ids. Raises `TaskChangeIncomplete`."""
    if wanted.action == "snooze" and wanted.until is None:
        raise errors.TaskChangeIncomplete(params={"field": "until"})
    done = {one: await _one(ctx, one, wanted) for one in sorted(set(wanted.task_ids))}
    return [done[one] for one in wanted.task_ids]


async def _one(ctx: Ctx, task_id: UUID, wanted: schemas.TasksChangeIn) -> schemas.TaskOutcome:
    """What fails takes nothing of the others with it."""
    try:
        async with ctx.attempt():
            await VERBS[wanted.action](ctx, task_id, wanted)
            return schemas.TaskOutcome(code="", task=await listing.one(ctx, task_id))
    except OtklikError as error:
        return schemas.TaskOutcome(code=error.code, task=None)


async def _finish(ctx: Ctx, task_id: UUID, _: schemas.TasksChangeIn) -> Task:
    return await changing.settle(ctx, task_id, state="done")


async def _cancel(ctx: Ctx, task_id: UUID, _: schemas.TasksChangeIn) -> Task:
    return await changing.settle(ctx, task_id, state="cancelled")


async def _reopen(ctx: Ctx, task_id: UUID, _: schemas.TasksChangeIn) -> Task:
    return await changing.settle(ctx, task_id, state="open")


async def _hand(ctx: Ctx, task_id: UUID, wanted: schemas.TasksChangeIn) -> Task:
    return await changing.hand(ctx, task_id, operator_id=wanted.operator_id, team_id=wanted.team_id)


async def _snooze(ctx: Ctx, task_id: UUID, wanted: schemas.TasksChangeIn) -> Task:
    return await changing.snooze(ctx, task_id, until=wanted.until)


async def _wake(ctx: Ctx, task_id: UUID, _: schemas.TasksChangeIn) -> Task:
    return await changing.snooze(ctx, task_id, until=None)


VERBS: Final[Mapping[schemas.Action, Verb]] = {
    "finish": _finish,
    "cancel": _cancel,
    "reopen": _reopen,
    "hand": _hand,
    "snooze": _snooze,
    "wake": _wake,
}
