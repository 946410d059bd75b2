"""Live push: numbered streams, replayed after a gap, fanned out to this process's sockets.

A stream is a name such as `desk/<workspace>` or `visitor/<session>`. Its head row gives the next number inside
the writing transaction, so numbers follow commit order. NOTIFY wakes every process; each reads what it missed.
Ephemeral signals (typing, presence flicker) travel in the NOTIFY itself and are never stored.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, LiteralString

import msgspec
import psycopg
import structlog
from psycopg import sql
from sqlalchemy import text

from otklik.platform.context import Ctx, LivePush

STORED_CHANNEL: Final = "otklik_live"
FLASH_CHANNEL: Final = "otklik_flash"
FLASH_BYTES_MAX: Final = 7_000
"""PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more."""
REPLAY_MAX: Final = 500
"""A client further behind than this is told to fetch afresh."""
KEPT_SECONDS: Final = 24 * 3600
RECONNECT_SECONDS: Final = 1.0

log = structlog.get_logger()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a socket receives. `seq` is 0 for ephemeral entries."""

    seq: int
    kind: str
    data: Mapping[str, object]
    at: datetime | None = None


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Too much was missed: fetch the screen afresh and go on from `seq`."""

    seq: int


Receive = Callable[[bytes], Awaitable[None]]

_TAKE_NUMBERS = """
INSERT INTO live_streams (name, workspace_id, seq) VALUES (%(name)s, %(workspace)s, %(count)s)
ON CONFLICT (name) DO UPDATE SET seq = live_streams.seq + %(count)s
RETURNING seq
"""
_WRITE_ENTRIES = """
INSERT INTO live_entries (stream, seq, workspace_id, kind, data, at)
SELECT %(stream)s, %(before)s + place, %(workspace)s, kind, data::jsonb, %(at)s
FROM unnest(%(kinds)s::text[], %(data)s::text[]) WITH ORDINALITY AS entry (kind, data, place)
"""
_READ_AFTER: Final = """
SELECT seq, kind, data::text, at FROM live_entries
WHERE stream = %(stream)s AND seq > %(after)s ORDER BY seq LIMIT %(limit)s
"""
_NOTIFY: Final = "SELECT pg_notify(%(channel)s, %(payload)s)"
_READ_HEAD: Final = "SELECT seq FROM live_streams WHERE name = %(stream)s"
_WIDEN = "SELECT set_config('otklik.workspace_id', '*', false)"


async def flush_pushes(ctx: Ctx) -> None:
    """Number and store the unit of work's pushes, and wake the listeners at commit."""
    if not ctx.pushes:
        return
    driver = await ctx.driver()
    by_stream: dict[str, list[LivePush]] = defaultdict(list)
    for push in ctx.pushes:
        by_stream[push.stream].append(push)
    ctx.pushes.clear()
    async with driver.cursor() as cursor:
        # always in name order, so that two transactions with the same streams cannot deadlock
        for stream, pushes in sorted(by_stream.items()):
            await cursor.execute(_TAKE_NUMBERS, {"name": stream, "workspace": ctx.workspace_id, "count": len(pushes)})
            row = await cursor.fetchone()
            entries = {
                "stream": stream,
                "before": (int(str(row[0])) if row else 0) - len(pushes),
                "workspace": ctx.workspace_id,
                "at": ctx.now(),
                "kinds": [push.kind for push in pushes],
                "data": [msgspec.json.encode(push.data).decode() for push in pushes],
            }
            await cursor.execute(_WRITE_ENTRIES, entries)
            await cursor.execute("SELECT pg_notify(%s, %s)", (STORED_CHANNEL, stream))


async def head(ctx: Ctx, stream: str) -> int:
    """The number of the stream's last entry: whatever is asked for after this is brought up to date from here."""
    found = await ctx.session.scalar(text("SELECT seq FROM live_streams WHERE name = :stream"), {"stream": stream})
    return int(found or 0)


class Hub:
    """This process's sockets by stream, fed by one LISTEN connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._receivers: dict[str, dict[object, Receive]] = defaultdict(dict)
        self._seen: dict[str, int] = {}
        self._wakers: dict[str, list[Callable[[str], None]]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self._listener: asyncio.Task[None] | None = None
        self._reader: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._dirty: dict[str, None] = {}
        self._dirty_event = asyncio.Event()
        self._ready = asyncio.Event()
        self._reading = asyncio.Lock()

    async def start(self) -> None:
        """Begin to listen; returns when the first LISTEN is in force."""
        self._task = asyncio.create_task(self._run(), name="live-hub")
        await self._ready.wait()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def on_notify(self, channel: str, wake: Callable[[str], None]) -> Callable[[], None]:
        """Call `wake(payload)` at each NOTIFY on `channel`; returns the function that ends it."""
        new = channel not in {STORED_CHANNEL, FLASH_CHANNEL, *self._wakers}
        self._wakers[channel].append(wake)
        if new and self._listener is not None:
            self._listener.cancel()  # it comes back at once, and listens to this channel too
        return lambda: self._wakers[channel].remove(wake)

    def listening(self, stream: str) -> int:
        """How many sockets of this process are on the stream."""
        return len(self._receivers.get(stream, ()))

    async def join(self, stream: str, receive: Receive, *, after: int | None) -> Callable[[], None]:
        """Attach a socket and replay what came after the number it saw last; None: from now on.

        The first frame is `{"head": n}`; then the missed entries, or a `Gap`. Returns the function that leaves.
        """
        key = object()
        async with self._reading:
            await self._advance(stream)  # those already here must not miss what the newcomer starts after
            head = self._seen[stream] if stream in self._seen else await self._head(stream)
            await receive(msgspec.json.encode({"head": head}))
            if after is not None and after != head:
                await self._replay(stream, receive, after=after, head=head)
            self._receivers[stream][key] = receive
            self._seen[stream] = head

        def leave() -> None:
            self._receivers[stream].pop(key, None)
            if not self._receivers[stream]:
                self._receivers.pop(stream, None)
                self._seen.pop(stream, None)

        return leave

    async def flash(self, stream: str, kind: str, data: Mapping[str, object]) -> None:
        """Send an ephemeral signal to every process's sockets on the stream; nothing is stored."""
        payload = msgspec.json.encode({"stream": stream, "kind": kind, "data": data})
        if len(payload) > FLASH_BYTES_MAX:
            return
        async with self._reading:
            await self._ask(_NOTIFY, {"channel": FLASH_CHANNEL, "payload": payload.decode()})

    async def _run(self) -> None:
        pump = asyncio.create_task(self._pump(), name="live-pump")
        try:
            while True:
                self._listener = asyncio.create_task(self._listen(), name="live-listen")
                await asyncio.wait({self._listener})
                error = None if self._listener.cancelled() else self._listener.exception()
                if isinstance(error, psycopg.OperationalError):
                    log.warning("live.listen.lost", error=type(error).__name__)
                    await asyncio.sleep(RECONNECT_SECONDS)
                elif error is not None:
                    raise error
        finally:
            pump.cancel()
            if self._listener is not None:
                self._listener.cancel()
            if self._reader is not None:
                await self._reader.close()

    async def _listen(self) -> None:
        channels = {STORED_CHANNEL, FLASH_CHANNEL, *self._wakers}
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            for channel in sorted(channels):
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            self._ready.set()
            self._after_silence()
            async for notice in connection.notifies():
                await self._take(notice.channel, notice.payload)

    def _after_silence(self) -> None:
        """A lost connection may have lost notices: look at every stream and wake every waiter once."""
        for stream in list(self._receivers):
            self._mark(stream)
        for wakers in self._wakers.values():
            for wake in wakers:
                wake("")

    async def _take(self, channel: str, payload: str) -> None:
        if channel == STORED_CHANNEL:
            if payload in self._receivers:
                self._mark(payload)
        elif channel == FLASH_CHANNEL:
            await self._spread_flash(payload)
        for wake in self._wakers.get(channel, ()):
            wake(payload)

    def _mark(self, stream: str) -> None:
        self._dirty[stream] = None
        self._dirty_event.set()

    async def _pump(self) -> None:
        while True:
            await self._dirty_event.wait()
            self._dirty_event.clear()
            streams, self._dirty = list(self._dirty), {}
            for stream in streams:
                try:
                    async with self._reading:
                        await self._advance(stream)
                except psycopg.OperationalError:
                    self._reader = None
                    self._mark(stream)
                    await asyncio.sleep(RECONNECT_SECONDS)

    async def _advance(self, stream: str) -> None:
        seen = self._seen.get(stream)
        if seen is None:
            return
        entries = await self._read(stream, after=seen)
        for entry in entries:
            await _send_all(list(self._receivers.get(stream, {}).values()), entry[1])
        if entries and stream in self._seen:  # the last socket may have left meanwhile
            self._seen[stream] = max(self._seen[stream], entries[-1][0])
        if len(entries) == REPLAY_MAX:
            self._mark(stream)

    async def _replay(self, stream: str, receive: Receive, *, after: int, head: int) -> None:
        entries = await self._read(stream, after=after) if after < head else []
        complete = bool(entries) and entries[0][0] == after + 1 and entries[-1][0] >= head
        if not complete:
            await receive(msgspec.json.encode({"gap": head}))
            return
        for seq, frame in entries:
            if seq <= head:
                await receive(frame)

    async def _read(self, stream: str, *, after: int) -> list[tuple[int, bytes]]:
        rows = await self._ask(_READ_AFTER, {"stream": stream, "after": after, "limit": REPLAY_MAX})
        return [(int(str(row[0])), _frame(row)) for row in rows]

    async def _head(self, stream: str) -> int:
        rows = await self._ask(_READ_HEAD, {"stream": stream})
        return int(str(rows[0][0])) if rows else 0

    async def _ask(self, query: LiteralString, values: Mapping[str, object]) -> list[tuple[object, ...]]:
        """The rows; a connection that the server closed meanwhile is replaced once before the caller hears of it."""
        try:
            return await (await (await self._connection()).execute(query, values)).fetchall()
        except psycopg.OperationalError:
            return await (await (await self._connection()).execute(query, values)).fetchall()

    async def _connection(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        if self._reader is None or self._reader.closed:
            self._reader = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
            await self._reader.execute(_WIDEN)
        return self._reader

    async def _spread_flash(self, payload: str) -> None:
        signal = msgspec.json.decode(payload, type=_Flash)
        receivers = list(self._receivers.get(signal.stream, {}).values())
        if receivers:
            await _send_all(receivers, msgspec.json.encode(Entry(seq=0, kind=signal.kind, data=signal.data)))


class _Flash(msgspec.Struct, frozen=True):
    stream: str
    kind: str
    data: dict[str, object]


def _frame(row: Sequence[object]) -> bytes:
    seq, kind, data, at = row
    head = msgspec.json.encode({"seq": seq, "kind": kind, "at": at})
    return head[:-1] + b',"data":' + str(data).encode() + b"}"


async def _send_all(receivers: Sequence[Receive], frame: bytes) -> None:
    """Each socket has its own queue behind `receive`, so a slow one holds up nobody."""
    for receive in receivers:
        with suppress(ConnectionError):
            await receive(frame)
