"""Alarms: a moment at which something is to be looked at again, one row for a verb and its subject.

An alarm is set in the transaction that made it necessary and rings in one of its own, which takes the row: the verb's
work and the row's end commit together. Nobody polls a domain's tables: one loop sleeps until the earliest alarm.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up, in_the_way
from otklik.platform.realtime import Hub
from otklik.platform.tables import Alarm
from otklik.platform.workers import Bell

SET: Final = "otklik_alarms"
"""NOTIFY channel: an alarm rings sooner than the loop looks by itself."""
LOOK_SECONDS: Final = 5.0
GATHER_SECONDS: Final = 0.2
"""Alarms that are set one after another ring together: what asks the same for all of them is asked once."""
BLOCK: Final = 100
TOGETHER_MAX: Final = 1_000
ATTEMPTS_MAX: Final = 8
PAUSE_FIRST: Final = timedelta(seconds=5)

_YIELD: Final = text("SET LOCAL lock_timeout = '500ms'")
"""Half of PostgreSQL's own deadlock_timeout: who changes a row and sets its alarm waits for a verb that waits for the
row, and it is the alarm, never the person, that gives way."""

log = structlog.get_logger()
Verb = Callable[[Ctx, UUID], Awaitable[None]]
_Verb = TypeVar("_Verb", bound=Verb)


class Due(NamedTuple):
    name: str
    subject_id: UUID
    workspace_id: UUID
    due_at: datetime


class Alarms:
    """Which verb each name calls; made once from the modules the composition root found."""

    def __init__(self) -> None:
        self._verbs: dict[str, Verb] = {}

    def collect(self, modules: Iterable[ModuleType]) -> None:
        for module in modules:
            for _, function in inspect.getmembers(module, inspect.isfunction):
                if "__alarm__" in function.__dict__ and function.__module__ == module.__name__:
                    self._verbs[name_of(function)] = function

    def verb(self, name: str) -> Verb | None:
        """None for the alarm of a version that is gone."""
        return self._verbs.get(name)


def alarm(function: Verb) -> Verb:
    """Mark `async def verb(ctx, subject_id)` of a `jobs.py` to be called when its alarm rings.

    It looks again at whether there is something to do: what it was set for may have changed meanwhile.
    """
    function.__dict__["__alarm__"] = True
    return function


def once_for_all(function: _Verb) -> _Verb:
    """Mark an alarm whose verb does not ask for whom it rings: all that are due in a company ring as one."""
    function.__dict__["__once_for_all__"] = True
    return function


def name_of(function: Verb) -> str:
    """`otklik.domains.promises.jobs.escalate` is `promises.escalate`."""
    return f"{function.__module__.split('.')[-2]}.{function.__name__}"


async def set_alarm(ctx: Ctx, function: Verb, subject_id: UUID, *, at: datetime) -> None:
    """Let `function` be called at that moment; an alarm already set for the subject is moved."""
    values = {"due_at": at, "attempts": 0, "failed": False}
    row = {"name": name_of(function), "subject_id": subject_id, "workspace_id": ctx.workspace_id, **values}
    statement = insert(Alarm).values(**row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["name", "subject_id"], set_=values))
    if at < ctx.now() + timedelta(seconds=LOOK_SECONDS):
        await ctx.session.execute(select(func.pg_notify(SET, "")))


async def cancel_alarm(ctx: Ctx, function: Verb, subject_id: UUID) -> None:
    """Harmless when none is set."""
    await ctx.session.execute(_one(name_of(function), subject_id))


async def ring_due(parts: Parts, *, workspace_id: WorkspaceId | None = None) -> int:
    """Call what is due now, in order; returns how many verbs were called.

    With `workspace_id` only that company's: tests move a clock of their own.
    """
    rung = 0
    done: set[tuple[str, UUID]] = set()
    for due in await _due(parts, workspace_id):
        if (due.name, due.workspace_id) in done:
            continue
        rung += await _ring(parts, due)
        if _for_all(parts.get(Alarms).verb(due.name)):
            done.add((due.name, due.workspace_id))
    return rung


async def keep_ringing(parts: Parts) -> None:
    """The loop of a worker node; any number of nodes share the work."""
    bell = Bell()
    forget = parts.get(Hub).on_notify(SET, bell.ring)
    try:
        while True:
            if await ring_due(parts) == 0:
                await bell.wait(seconds=await _seconds_to_next(parts))
                await asyncio.sleep(GATHER_SECONDS)
    finally:
        forget()


async def _due(parts: Parts, workspace_id: WorkspaceId | None) -> list[Due]:
    query = select(Alarm.name, Alarm.subject_id, Alarm.workspace_id, Alarm.due_at)
    query = query.where(Alarm.due_at <= parts.get(Timekeeper).now(), ~Alarm.failed)
    if workspace_id is not None:
        query = query.where(Alarm.workspace_id == workspace_id)
    async with parts.get(Database).system() as session:
        return [Due(*row) for row in await session.execute(query.order_by(Alarm.due_at).limit(BLOCK))]


async def _seconds_to_next(parts: Parts) -> float:
    async with parts.get(Database).system() as session:
        earliest = await session.scalar(select(func.min(Alarm.due_at)).where(~Alarm.failed))
    if earliest is None:
        return LOOK_SECONDS
    return min(max((earliest - parts.get(Timekeeper).now()).total_seconds(), 0.05), LOOK_SECONDS)


async def _ring(parts: Parts, due: Due) -> bool:
    """Whether it was this node that called the verb."""
    verb = parts.get(Alarms).verb(due.name)
    workspace_id = WorkspaceId(due.workspace_id)
    try:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            if not await _take(ctx, due, all_of_them=_for_all(verb)):
                return False
            await ctx.session.execute(_YIELD)
            if verb is not None:
                await verb(ctx, due.subject_id)
    except Exception as error:
        if in_the_way(error):
            log.info("alarms.gave_way", alarm=due.name, subject_id=str(due.subject_id))
            return True  # still due: the next look rings it again
        if gave_up(error):
            raise
        log.exception("alarms.verb.failed", alarm=due.name, subject_id=str(due.subject_id))
        await _put_off(parts, due)
    return True


async def _take(ctx: Ctx, due: Due, *, all_of_them: bool) -> bool:
    """False when another node has it, or when it was moved or cancelled meanwhile."""
    rows = select(Alarm.subject_id).where(Alarm.name == due.name, Alarm.workspace_id == due.workspace_id)
    if all_of_them:
        rows = rows.where(Alarm.due_at <= ctx.now(), ~Alarm.failed).limit(TOGETHER_MAX)
    else:
        rows = rows.where(Alarm.subject_id == due.subject_id, Alarm.due_at == due.due_at)
    taken = rows.with_for_update(skip_locked=True).cte()
    gone = delete(Alarm).where(Alarm.name == due.name, Alarm.subject_id.in_(select(taken.c.subject_id)))
    return bool((await ctx.session.scalars(gone.returning(Alarm.subject_id))).all())


def _for_all(verb: Verb | None) -> bool:
    return verb is not None and "__once_for_all__" in verb.__dict__


def _one(name: str, subject_id: UUID):  # noqa: ANN202 - SQLAlchemy's own type says less than the name
    return delete(Alarm).where(Alarm.name == name, Alarm.subject_id == subject_id)


async def _put_off(parts: Parts, due: Due) -> None:
    """Later again, twice as long each time; after the last attempt it stays in the table, marked."""
    attempts = Alarm.attempts + 1
    changed = {
        "attempts": attempts,
        "failed": attempts >= ATTEMPTS_MAX,
        "due_at": parts.get(Timekeeper).now() + PAUSE_FIRST * func.power(2, Alarm.attempts),
    }
    mine = (Alarm.name == due.name, Alarm.subject_id == due.subject_id, Alarm.due_at == due.due_at)
    async with parts.get(Database).transaction(WorkspaceId(due.workspace_id)) as ctx:
        await ctx.session.execute(update(Alarm).where(*mine).values(**changed))
