"""Live sockets as light as they can be: raw ASGI, no task while nothing is sent, a slow reader is cut.

A socket that waits costs what the server's own protocol costs and one suspended coroutine. Frames are JSON texts.
Close codes from 4000 on are ours (RFC 6455, 7.4.2); clients take them for reasons, not for failures to retry at once.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from litestar.types import Receive, Scope, Send

BACKLOG_MAX: Final = 500
"""Frames a socket may fall behind; a browser that cannot keep up comes back with the last number it saw."""
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

PONG: Final = b'{"pong":1}'


class Gone(ConnectionError):
    """The other side is not there any more, or was cut."""


class LiveSocket:
    """One accepted WebSocket. `put` never waits: what cannot be written at once is kept, up to a limit."""

    __slots__ = ("_backlog", "_limit", "_receive", "_send", "_sender", "closed_with", "gone")

    def __init__(self, receive: Receive, send: Send, *, backlog_max: int = BACKLOG_MAX) -> None:
        self._receive = receive
        self._send = send
        self._limit = backlog_max
        self._backlog: deque[bytes] | None = None
        self._sender: asyncio.Task[None] | None = None
        self.gone = False
        self.closed_with = 0

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
            return
        if len(self._backlog) >= self._limit:
            self.cut(TOO_SLOW)
            raise Gone
        self._backlog.append(frame)

    async def tell(self, value: object) -> None:
        """Send a value as JSON. Raises `Gone`."""
        await self.put(msgspec.json.encode(value))

    def cut(self, code: int) -> None:
        """End it from outside: what waits is dropped, the reader learns of it by the closing handshake."""
        if self.gone:
            return
        self.gone = True
        self.closed_with = code
        if self._sender is not None:
            self._sender.cancel()
        self._sender = asyncio.create_task(self._close(code))

    async def frames(self) -> AsyncIterator[bytes]:
        """Texts of the other side until it leaves or is cut. Too long a one ends the socket."""
        while not self.gone:
            message: Mapping[str, Any] = dict(await self._receive())  # Any: ASGI messages are open mappings
            if message["type"] != "websocket.receive":
                break
            data = message.get("bytes") or str(message.get("text") or "").encode()
            if len(data) > FRAME_BYTES_MAX:
                self.cut(TOO_LARGE)
                break
            yield data
        await self._finish()

    async def close(self, code: int) -> None:
        """End it from the reader's side, after what waits was sent."""
        if not self.gone:
            self.gone = True
            self.closed_with = code
            await self._close(code)

    async def _finish(self) -> None:
        self.gone = True
        if self._sender is not None:
            if not self.closed_with:
                self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    async def _drain(self, backlog: deque[bytes]) -> None:
        try:
            while backlog:
                await self._send({"type": "websocket.send", "text": backlog[0].decode(), "bytes": None})
                backlog.popleft()
        except (OSError, RuntimeError):  # uvicorn: ClientDisconnected is an OSError; RuntimeError after a close
            self.gone = True
        finally:
            self._backlog = self._sender = None if not self.gone else self._sender

    async def _close(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code, "reason": ""})
        except (OSError, RuntimeError):
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
    await socket.close(code)


async def refuse_plain_request(send: Send) -> None:
    """An HTTP request to a socket's address (426, RFC 9110, 15.5.22)."""
    headers = [(b"upgrade", b"websocket"), (b"content-type", b"application/json"), (b"content-length", b"32")]
    body = b'{"code":"request.upgrade_needed"}'
    headers[2] = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 426, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
