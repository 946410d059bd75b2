"""A client light enough to share two cores with the server it measures: hand-made HTTP/1.1 and WebSocket frames."""

import asyncio
import base64
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Self

import msgspec

HOST: Final = "127.0.0.1"
PING: Final = 0x9
PONG: Final = 0xA
CLOSE: Final = 0x8
TEXT: Final = 0x1


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Refused(Exception):
    """The server answered something else than was expected; the first line and some of the body."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    body: bytes


class Http:
    """Keep-alive connections to one server, a new one whenever all are busy: an open loop never waits for one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Connection] = []

    async def get(self, path: str, *, headers: Mapping[str, str]) -> "Answer":
        return await self._ask("GET", path, b"", headers=headers)

    async def post(self, path: str, body: bytes, *, headers: Mapping[str, str]) -> "Answer":
        """Raises `Refused` for any status but a good one."""
        return await self._ask("POST", path, body, headers=headers)

    async def _ask(self, method: str, path: str, body: bytes, *, headers: Mapping[str, str]) -> "Answer":
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"{method} {path} HTTP/1.1\r\nhost: {HOST}\r\n{lines}content-length: {len(body)}\r\n\r\n"
        (reader, writer), answer = await self._sent(head.encode() + body)
        content = await reader.readexactly(_content_length(answer))
        self._idle.append((reader, writer))
        if not answer.startswith(b"HTTP/1.1 2"):
            raise Refused(f"{path}: {answer[:40].decode()} {content[:500].decode()}")
        return Answer(status=int(answer[9:12]), body=content)

    async def _sent(self, request: bytes) -> "tuple[Connection, bytes]":
        """The connection and the head of the answer.

        A kept connection may be closed by the server in the very moment it is written to: then it is said again on a
        new one, as any browser does.
        """
        while (idle := self._take_idle()) is not None:
            with suppress(ConnectionResetError, BrokenPipeError, asyncio.IncompleteReadError):
                return idle, await _head(idle, request)
        fresh = await asyncio.open_connection(HOST, self._port)
        return fresh, await _head(fresh, request)

    def _take_idle(self) -> "Connection | None":
        """One that the server has not closed meanwhile, as it does after some seconds of silence."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._idle:
            connection[1].close()


async def _head(connection: Connection, request: bytes) -> bytes:
    reader, writer = connection
    writer.write(request)
    return await reader.readuntil(b"\r\n\r\n")


class Socket:
    """One WebSocket. Answers pings while it is read."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int, path: str, *, headers: Mapping[str, str] | None = None) -> Self:
        reader, writer = await asyncio.open_connection(HOST, port, limit=2**20)
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET {path} HTTP/1.1\r\nhost: {HOST}:{port}\r\n{lines}upgrade: websocket\r\nconnection: Upgrade\r\n"
            f"sec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n\r\n".encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer.split(b"\r\n")[0]:
            raise Refused(answer.split(b"\r\n")[0].decode())
        return cls(reader, writer)

    async def receive(self) -> bytes:
        """The next text frame. Raises `Refused` when the server closes."""
        while True:
            code, payload = await self._frame()
            if code == PING:
                self._send(PONG, payload)
            elif code == CLOSE:
                raise Refused(f"closed {payload[:2].hex()}")
            elif code == TEXT:
                return payload

    def send(self, text: bytes) -> None:
        self._send(TEXT, text)

    def close(self) -> None:
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _frame(self) -> tuple[int, bytes]:
        head = await self._reader.readexactly(2)
        first, length = head[0], head[1]
        if length == 126:
            length = struct.unpack("!H", await self._reader.readexactly(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", await self._reader.readexactly(8))[0]
        return first & 0xF, await self._reader.readexactly(length)

    def _send(self, code: int, payload: bytes) -> None:
        """Masked with zeros: a mask is asked for, its value is the client's affair."""
        size = len(payload)
        head = bytes([0x80 | code, 0x80 | size]) if size < 126 else struct.pack("!BBH", 0x80 | code, 0x80 | 126, size)
        self._writer.write(head + b"\0\0\0\0" + payload)


def _content_length(answer: bytes) -> int:
    for line in answer.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
