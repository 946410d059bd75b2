"""The journal's one statement: a raw item is durable, once, before its provider is answered.

What comes in while the last statement is being written goes into the next one together: one commit for all who wait,
and nobody waits longer than for the statement before.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import psycopg

from otklik.channels.contract import EVENT_ID_MAX, RawItem
from otklik.platform.context import WorkspaceId
from otklik.platform.ids import new_id
from otklik.platform.pool import SystemPool

ARRIVED: Final = "otklik_inbound"
"""NOTIFY channel: something waits in the journal."""
BLOCK: Final = 200
GATHER_SECONDS: Final = 0.01
"""Of a stream as many are written together as came in this time; the first is written at once."""
BLOCK_BYTES: Final = 8 * 2**20
WAITING_MAX: Final = 2_000
"""Over this many the database does not keep up, and whoever comes is asked to come again."""

_STORE: Final = """
INSERT INTO journal (id, workspace_id, channel_id, event_id, body, headers, received_at)
SELECT id, workspace_id, channel_id, event_id, body, headers::jsonb, received_at
FROM unnest(%(ids)s::uuid[], %(workspaces)s::uuid[], %(channels)s::uuid[], %(events)s::text[], %(bodies)s::bytea[],
    %(headers)s::text[], %(moments)s::timestamptz[])
    AS item (id, workspace_id, channel_id, event_id, body, headers, received_at)
ON CONFLICT (channel_id, event_id) DO NOTHING
RETURNING id, pg_notify('otklik_inbound', channel_id::text)
"""
"""Equal notices of one transaction are delivered once."""


class JournalFull(psycopg.OperationalError):
    """As if the database were not there: the provider repeats what was refused."""


class _Waiting(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    workspace_id: WorkspaceId
    channel_id: UUID
    event_id: str
    body: bytes
    headers: str
    received_at: datetime
    stored: asyncio.Future[bool]


class Journal:
    """One for a process."""

    def __init__(self, pool: SystemPool) -> None:
        self._pool = pool
        self._waiting: deque[_Waiting] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def store(self, *, channel_id: UUID, workspace_id: WorkspaceId, item: RawItem, received_at: datetime) -> bool:
        """Durable on return, and its readers are woken; False when the item was there already.

        Raises `JournalFull`, and what the database raises.
        """
        if len(self._waiting) >= WAITING_MAX:
            raise JournalFull("too many items wait for the journal")
        mine = _Waiting(
            id=new_id(),
            workspace_id=workspace_id,
            channel_id=channel_id,
            event_id=item.event_id.replace("\0", "\ufffd")[:EVENT_ID_MAX],
            body=item.body,
            headers=msgspec.json.encode(dict(item.headers)).decode(),
            received_at=received_at,
            stored=asyncio.get_running_loop().create_future(),
        )
        self._waiting.append(mine)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await mine.stored

    async def _write(self) -> None:
        """Until nobody waits; a task of its own, for whoever asked first may go away."""
        try:
            loop = asyncio.get_running_loop()
            while self._waiting:
                began = loop.time()
                await self._settle(self._next_block())
                await asyncio.sleep(began + GATHER_SECONDS - loop.time())
        finally:
            self._writer = None

    def _next_block(self) -> list[_Waiting]:
        block = [self._waiting.popleft()]
        size = len(block[0].body)
        while self._waiting and len(block) < BLOCK and size + len(self._waiting[0].body) <= BLOCK_BYTES:
            block.append(self._waiting.popleft())
            size += len(block[-1].body)
        return block

    async def _settle(self, block: Sequence[_Waiting]) -> None:
        """Tell each what became of it; one that cannot be stored does not take the others with it."""
        try:
            new = await self._insert(block)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            if len(block) == 1:
                _refuse(block, error)
            for one in block if len(block) > 1 else ():
                await self._settle([one])
        except Exception as error:  # noqa: BLE001 - it is raised where each waits
            _refuse(block, error)
        else:
            for one in block:
                if not one.stored.done():
                    one.stored.set_result(one.id in new)

    async def _insert(self, block: Sequence[_Waiting]) -> set[UUID]:
        values = {
            "ids": [one.id for one in block],
            "workspaces": [one.workspace_id for one in block],
            "channels": [one.channel_id for one in block],
            "events": [one.event_id for one in block],
            "bodies": [one.body for one in block],
            "headers": [one.headers for one in block],
            "moments": [one.received_at for one in block],
        }
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_STORE, values, binary=True)
            return {UUID(str(row[0])) for row in await cursor.fetchall()}


def _refuse(block: Sequence[_Waiting], error: Exception) -> None:
    for one in block:
        if not one.stored.done():
            one.stored.set_exception(error)
