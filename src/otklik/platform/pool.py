"""A small pool of plain psycopg connections for the hot paths: one statement, one commit, no ORM.

Its connections see every workspace; only code that checks a channel's own secret may use it.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

SYSTEM_SCOPE = "-c otklik.workspace_id=*"
WAIT_SECONDS: Final = 5.0
"""Longer nobody waits for a connection: providers repeat a webhook that was refused."""
RECONNECT_SECONDS: Final = 2.0
"""The pool doubles its pauses until it gives up; given up soon, the next request begins afresh."""

Connection = AsyncConnection[tuple[object, ...]]


class SystemPool:
    """Opened with the program, closed with it."""

    def __init__(self, url: str, *, connections_max: int = 8) -> None:
        self._pool = AsyncConnectionPool[Connection](
            url,
            min_size=1,
            max_size=connections_max,
            open=False,
            timeout=WAIT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            kwargs={"autocommit": True, "options": SYSTEM_SCOPE, "application_name": "otklik-hot"},
            check=AsyncConnectionPool.check_connection,
        )

    async def open(self) -> None:
        await self._pool.open(wait=True)

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        async with self._pool.connection() as connection:
            yield connection
