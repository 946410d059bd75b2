"""Alarms: a moment at which something is to be looked at again, one row for a verb and its subject.

An alarm is set in the transaction that made it necessary. To ring it is taken for half a minute, in a block with the
others that are due, and the verb's work and the row's end commit together: what a dead node had taken is taken again.
Nobody polls a domain's tables: one loop sleeps until the earliest alarm.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from otklik.platform.alarm_rows import LOOK_SECONDS, SET
from otklik.platform.clock import Timekeeper
from otklik.platform.context import AlarmWish, Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up, in_the_way
from otklik.platform.realtime import Hub
from otklik.platform.tables import Alarm
from otklik.platform.workers import Bell

GATHER_SECONDS: Final = 0.2
"""Alarms that are set one after another ring together: what asks the same for all of them is asked once."""
BLOCK: Final = 100
TAKEN: Final = timedelta(seconds=30)
ATTEMPTS_MAX: Final = 8
PAUSE_FIRST: Final = timedelta(seconds=5)

log = structlog.get_logger()
Verb = Callable[[Ctx, UUID], Awaitable[None]]
_Verb = TypeVar("_Verb", bound=Verb)


class Taken(NamedTuple):
    """What one call of a verb answers: one subject, or all that were due of a verb that rings once for all."""

    name: str
    workspace_id: WorkspaceId
    subjects: tuple[UUID, ...]
    until: datetime


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
    ctx.alarms[name_of(function), subject_id] = AlarmWish(at=at)


async def cancel_alarm(ctx: Ctx, function: Verb, subject_id: UUID) -> None:
    """Harmless when none is set."""
    ctx.alarms[name_of(function), subject_id] = AlarmWish(at=None)


async def ring_due(parts: Parts, *, workspace_id: WorkspaceId | None = None) -> int:
    """Call what is due now, in order; returns how many verbs were called.

    With `workspace_id` only that company's: tests move a clock of their own.
    """
    rung = 0
    for taken in await _take(parts, workspace_id):
        if parts.get(Timekeeper).now() >= taken.until:
            break  # the verbs before took too long: these are taken again, here or by another node
        await _ring(parts, taken)
        rung += 1
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


async def _take(parts: Parts, workspace_id: WorkspaceId | None) -> list[Taken]:
    """A block of what is due, the longest due first; another node does not see it until `TAKEN` is over."""
    now = parts.get(Timekeeper).now()
    query = select(Alarm.name, Alarm.subject_id, Alarm.due_at).where(Alarm.due_at <= now, ~Alarm.failed)
    if workspace_id is not None:
        query = query.where(Alarm.workspace_id == workspace_id)
    due = query.order_by(Alarm.due_at).limit(BLOCK).with_for_update(skip_locked=True).cte("due")
    mine = (Alarm.name == due.c.name, Alarm.subject_id == due.c.subject_id)
    taking = update(Alarm).where(*mine).values(due_at=now + TAKEN)
    returned = taking.returning(due.c.due_at, Alarm.name, Alarm.workspace_id, Alarm.subject_id)
    unseen = {"synchronize_session": False}
    async with parts.get(Database).system() as session:
        rows = sorted(await session.execute(returned, execution_options=unseen))
    return _together(parts.get(Alarms), rows, until=now + TAKEN)


def _together(alarms: Alarms, rows: Iterable[tuple[datetime, str, UUID, UUID]], *, until: datetime) -> list[Taken]:
    """In the order of the first due of each."""
    calls: dict[tuple[str, UUID, UUID | None], list[UUID]] = {}
    for _, name, workspace_id, subject_id in rows:
        apart = None if _for_all(alarms.verb(name)) else subject_id
        calls.setdefault((name, workspace_id, apart), []).append(subject_id)
    return [Taken(name, WorkspaceId(company), tuple(those), until) for (name, company, _), those in calls.items()]


async def _seconds_to_next(parts: Parts) -> float:
    async with parts.get(Database).system() as session:
        earliest = await session.scalar(select(func.min(Alarm.due_at)).where(~Alarm.failed))
    if earliest is None:
        return LOOK_SECONDS
    return min(max((earliest - parts.get(Timekeeper).now()).total_seconds(), 0.05), LOOK_SECONDS)


async def _ring(parts: Parts, taken: Taken) -> None:
    """Call the verb; what it sets anew for its own subject stays set."""
    verb = parts.get(Alarms).verb(taken.name)
    try:
        async with parts.get(Database).transaction(taken.workspace_id) as ctx:
            if verb is not None:
                await verb(ctx, taken.subjects[0])
            for subject_id in taken.subjects:
                ctx.alarms.setdefault((taken.name, subject_id), AlarmWish(at=None, taken_until=taken.until))
    except Exception as error:
        if gave_up(error) and not in_the_way(error):
            raise
        log.exception("alarms.verb.failed", alarm=taken.name, subject_id=str(taken.subjects[0]))
        await _put_off(parts, taken)


def _for_all(verb: Verb | None) -> bool:
    return verb is not None and "__once_for_all__" in verb.__dict__


async def _put_off(parts: Parts, taken: Taken) -> None:
    """Later again, twice as long each time; after the last attempt it stays in the table, marked."""
    attempts = Alarm.attempts + 1
    changed = {
        "attempts": attempts,
        "failed": attempts >= ATTEMPTS_MAX,
        "due_at": parts.get(Timekeeper).now() + PAUSE_FIRST * func.power(2, Alarm.attempts),
    }
    mine = (Alarm.name == taken.name, Alarm.subject_id.in_(taken.subjects), Alarm.due_at == taken.until)
    async with parts.get(Database).transaction(taken.workspace_id) as ctx:
        await ctx.session.execute(update(Alarm).where(*mine).values(**changed))
