"""Live sockets as light as they can be: raw ASGI, no task while nothing is sent, a slow reader is cut.

A socket that waits costs what the server's own protocol costs and one suspended coroutine. Frames are JSON texts.
Close codes from 4000 on are ours (RFC 6455, 7.4.2); clients take them for reasons, not for failures to retry at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from litestar.types import Receive, Scope, Send

BACKLOG_MAX: Final = 1_000
"""Frames a socket may fall behind, more than one replay (realtime.REPLAY_MAX), which comes in one go.

A browser that cannot keep up comes back with the last number it saw.
"""
FRAME_BYTES_MAX: Final = 64 * 1024
QUERY_FIELDS_MAX: Final = 20

MALFORMED: Final = 4400
"""A frame that is no JSON object of a known shape."""
UNAUTHENTICATED: Final = 4401
"""No token or session, or one that has run out: sign in again."""
FORBIDDEN: Final = 4403
"""Known, but not allowed here."""
TOO_SLOW: Final = 4408
"""Fell behind: connect again with `after`."""
TOO_LARGE: Final = 4413
"""A frame beyond 64 KiB."""
TOO_MANY: Final = 4429
"""Too many frames or sockets: wait before connecting again."""

FAREWELL_SECONDS: Final = 2.0

PONG: Final = b'{"pong":1}'


class Gone(ConnectionError):
    """The other side is not there any more, or was cut."""


class LiveSocket:
    """One WebSocket. `put` never waits: what cannot be written at once is kept, up to a limit."""

    __slots__ = ("_backlog", "_closed_with", "_limit", "_receive", "_send", "_sender", "_waiting", "gone")

    def __init__(self, receive: Receive, send: Send, *, backlog_max: int = BACKLOG_MAX) -> None:
        self._receive = receive
        self._send = send
        self._limit = backlog_max
        self._backlog: deque[bytes] | None = None
        self._sender: asyncio.Task[None] | None = None
        self._waiting: asyncio.Task[object] | None = None
        self._closed_with = 0
        self.gone = False

    async def accept(self) -> None:
        """Answer the handshake."""
        await self._receive()
        await self._send({"type": "websocket.accept", "subprotocol": None, "headers": []})

    async def put(self, frame: bytes) -> None:
        """Send a frame after those before it. Raises `Gone`."""
        if self.gone:
            raise Gone
        if self._backlog is None:
            self._backlog = deque((frame,))
            self._sender = asyncio.create_task(self._drain(self._backlog))
        elif len(self._backlog) < self._limit:
            self._backlog.append(frame)
        else:
            self.end(TOO_SLOW)
            raise Gone

    async def tell(self, value: object) -> None:
        """Send a value as JSON. Raises `Gone`."""
        await self.put(msgspec.json.encode(value))

    def end(self, code: int) -> None:
        """Close it, from whichever task: whoever reads is woken and says the code to the other side."""
        if self.gone:
            return
        self.gone = True
        self._closed_with = code
        if self._waiting is not None:
            self._waiting.cancel()

    async def read(self, take: Callable[[bytes], Awaitable[None]]) -> None:
        """Give every text to `take`, one after another, until either side ends it."""
        try:
            while not self.gone:
                data = await self._next()
                if data is None:
                    break
                if len(data) > FRAME_BYTES_MAX:
                    self.end(TOO_LARGE)
                else:
                    await take(data)
        finally:
            await self._finish()

    async def _next(self) -> bytes | None:
        """The next text; None when there will be no more."""
        self._waiting = asyncio.current_task()
        try:
            message: Mapping[str, Any] = dict(await self._receive())  # Any: ASGI messages are open mappings
        except asyncio.CancelledError:
            if not self._closed_with or self._waiting is None:
                raise
            self._waiting.uncancel()  # it was `end`, not the server's shutdown
            return None
        finally:
            self._waiting = None
        if message["type"] != "websocket.receive":
            self.gone = True
            return None
        return message.get("bytes") or str(message.get("text") or "").encode()

    async def _drain(self, backlog: deque[bytes]) -> None:
        try:
            while backlog:
                await self._send({"type": "websocket.send", "text": backlog[0].decode(), "bytes": None})
                backlog.popleft()
        except (OSError, RuntimeError):  # uvicorn: ClientDisconnected is an OSError; RuntimeError after a close
            self.gone = True
        finally:
            self._backlog = self._sender = None

    async def _finish(self) -> None:
        """Let go of the sender; say why, if it was us. A congested line may never take the words."""
        sender, code, self.gone = self._sender, self._closed_with, True
        try:
            async with asyncio.timeout(FAREWELL_SECONDS if code else 0):
                if sender is not None:
                    await sender
                if code:
                    await self._send({"type": "websocket.close", "code": code, "reason": ""})
        except (TimeoutError, OSError, RuntimeError):
            return


def query_of(scope: Scope) -> dict[str, str]:
    """The address's parameters."""
    raw = scope.get("query_string", b"")
    return dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=QUERY_FIELDS_MAX))


def header_of(scope: Scope, name: bytes) -> str:
    """A header by its lower-case name; empty when it is missing."""
    return next((value.decode("latin-1") for key, value in scope.get("headers", []) if key == name), "")


async def refuse(receive: Receive, send: Send, *, code: int) -> None:
    """Accept and close with a code: before accepting, a browser would tell its page nothing but "failed"."""
    socket = LiveSocket(receive, send)
    await socket.accept()
    socket.end(code)
    await socket.read(_ignore)


async def refuse_plain_request(send: Send) -> None:
    """An HTTP request to a socket's address (426, RFC 9110, 15.5.22)."""
    body = b'{"code":"request.upgrade_needed","params":{},"request_id":""}'
    headers = [
        (b"upgrade", b"websocket"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 426, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _ignore(_data: bytes) -> None:
    return None
