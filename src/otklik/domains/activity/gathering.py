"""Events that come at the same moment are written together: one transaction for all who wait, and each waits for it.

As delivery's journal does with webhooks: what comes in while the last block is being written goes into the next.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.activity.errors import IntakeBusy
from otklik.domains.activity.schemas import FactIn
from otklik.domains.activity.service import recording
from otklik.domains.activity.service.recording import Outcome
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import Database, in_the_way
from otklik.platform.errors import OtklikError

BLOCK: Final = 2_000
"""Events of one transaction."""
GATHER_SECONDS: Final = 0.002
"""Of a stream as many are written together as came in this time; the first is written at once."""
WAITING_MAX: Final = 20_000
"""Of one company; over this many the database does not keep up, and whoever comes is asked to come again."""
TELL_SECONDS: Final = 1.0
"""Open cards are told of new facts no oftener."""
TOLD_MAX: Final = 200
"""People named in one push; of more, every open card looks for itself."""


class _Request(msgspec.Struct, frozen=True):
    facts: Sequence[FactIn]
    outcomes: asyncio.Future[list[Outcome]]


class _Stream:
    """What waits of one company."""

    def __init__(self) -> None:
        self.waiting: deque[_Request] = deque()
        self.size = 0
        self.writer: asyncio.Task[None] | None = None
        self.told_at = 0.0
        self.to_tell: set[UUID] = set()


class Gathering:
    """One for a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._streams: dict[WorkspaceId, _Stream] = {}

    async def put(self, workspace_id: WorkspaceId, facts: Sequence[FactIn]) -> list[Outcome]:
        """Durable on return. Raises `IntakeBusy`, and what the database raises."""
        stream = self._streams.setdefault(workspace_id, _Stream())
        if stream.size + len(facts) > WAITING_MAX:
            raise IntakeBusy(params={"retry_after_seconds": 1})
        mine = _Request(facts, asyncio.get_running_loop().create_future())
        stream.waiting.append(mine)
        stream.size += len(facts)
        if stream.writer is None:
            stream.writer = asyncio.create_task(self._write(workspace_id, stream))
        return await mine.outcomes

    async def _write(self, workspace_id: WorkspaceId, stream: _Stream) -> None:
        """Until nobody waits; a task of its own, for whoever asked first may go away."""
        loop = asyncio.get_running_loop()
        try:
            while stream.waiting:
                began = loop.time()
                await self._settle(workspace_id, stream, _next_block(stream))
                await asyncio.sleep(began + GATHER_SECONDS - loop.time())
            if stream.to_tell:
                await asyncio.sleep(stream.told_at + TELL_SECONDS - loop.time())
        finally:
            stream.writer = None
            if stream.waiting:  # it came while the last people were waited for
                stream.writer = asyncio.create_task(self._write(workspace_id, stream))
            elif stream.to_tell:
                await self._tell(workspace_id, stream)

    async def _settle(self, workspace_id: WorkspaceId, stream: _Stream, block: Sequence[_Request]) -> None:
        """Tell each what became of its own; one that cannot be stored does not take the others with it."""
        try:
            outcomes = await self._record(workspace_id, stream, block)
        except OtklikError as error:
            if len(block) == 1:
                _refuse(block, error)
            for one in block if len(block) > 1 else ():
                await self._settle(workspace_id, stream, [one])
        except Exception as error:  # noqa: BLE001 - it is raised where each waits
            _refuse(block, error)
        else:
            for one in block:
                mine, outcomes = outcomes[: len(one.facts)], outcomes[len(one.facts) :]
                if not one.outcomes.done():
                    one.outcomes.set_result(mine)

    async def _record(self, workspace_id: WorkspaceId, stream: _Stream, block: Sequence[_Request]) -> list[Outcome]:
        facts = [fact for one in block for fact in one.facts]
        try:
            return await self._transaction(workspace_id, stream, facts)
        except Exception as error:
            if not in_the_way(error):
                raise
            return await self._transaction(workspace_id, stream, facts)  # the other one is through by now

    async def _transaction(self, workspace_id: WorkspaceId, stream: _Stream, facts: Sequence[FactIn]) -> list[Outcome]:
        now = asyncio.get_running_loop().time()
        async with self._database.transaction(workspace_id) as ctx:
            outcomes = await recording.record(ctx, facts)
            people = stream.to_tell | {one.contact_id for one in outcomes if one.contact_id}
            told = bool(people) and now >= stream.told_at + TELL_SECONDS
            if told:
                push(ctx, people)
        stream.to_tell = set() if told else people
        stream.told_at = now if told else stream.told_at
        return outcomes

    async def _tell(self, workspace_id: WorkspaceId, stream: _Stream) -> None:
        people, stream.to_tell = stream.to_tell, set()
        stream.told_at = asyncio.get_running_loop().time()
        async with self._database.transaction(workspace_id) as ctx:
            push(ctx, people)


def push(ctx: Ctx, people: set[UUID]) -> None:
    """Let the open cards of these people fetch what is new."""
    named = [] if len(people) > TOLD_MAX else sorted(str(one) for one in people)
    ctx.push(f"desk/{ctx.workspace_id}", "facts.recorded", {"contact_ids": named})


def _next_block(stream: _Stream) -> list[_Request]:
    block = [stream.waiting.popleft()]
    size = len(block[0].facts)
    while stream.waiting and size + len(stream.waiting[0].facts) <= BLOCK:
        block.append(stream.waiting.popleft())
        size += len(block[-1].facts)
    stream.size -= size
    return block


def _refuse(block: Sequence[_Request], error: Exception) -> None:
    for one in block:
        if not one.outcomes.done():
            one.outcomes.set_exception(error)
