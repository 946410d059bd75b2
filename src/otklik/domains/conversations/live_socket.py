"""The desk's live socket: what happened since the number seen last, and everything from then on."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import WebSocket, websocket
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect
from litestar.params import QueryParameter

from otklik.domains.conversations.service import signals
from otklik.domains.workspaces.service import attending, presence
from otklik.platform.context import ActorKind, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up
from otklik.platform.ids import token
from otklik.platform.realtime import Hub
from otklik.platform.settings import Settings
from otklik.platform.web import API, IdentifierSlot, Identity
from otklik.platform.workers import Bell

BACKLOG_MAX: Final = 1_000
"""Frames a slow socket may fall behind before it is cut; it comes back with the last number it saw."""
UNAUTHENTICATED: Final = 4401
FORBIDDEN: Final = 4403
TOO_SLOW: Final = 4408
NODE: Final = token(size_bytes=9)

Socket = WebSocket[Any, Any, State]  # Any: Litestar's user and auth slots


@websocket(f"{API}/live", opt={"permission": "conversations.read"})
async def live(socket: Socket, *, after: Annotated[int | None, QueryParameter(ge=0, required=False)] = None) -> None:
    """Frames: `{"head":n}`, then `{"seq","kind","data","at"}`; `{"gap":n}` says to fetch afresh and go on from n."""
    parts: Parts = socket.app.state.parts
    identity = await parts.get(IdentifierSlot).identifier.identify(socket)
    await socket.accept()
    code = _refusal(identity)
    if identity is None or code or not _from_here(socket, parts.get(Settings).base_url()):
        await socket.close(code=code or FORBIDDEN)
        return
    async with Attendance(parts, identity):
        await _serve(socket, parts, workspace_id=identity.workspace_id, after=after)


def _refusal(identity: Identity | None) -> int:
    """The close code for whoever may not listen here; 0 for who may."""
    if identity is None:
        return UNAUTHENTICATED
    return 0 if identity.actor.may("conversations.read") else FORBIDDEN


def _from_here(socket: Socket, base_url: str) -> bool:
    """Cookies travel with a socket opened by any page, so a page must be ours; programs send no Origin."""
    origin = socket.headers.get("origin", "")
    host = origin.partition("://")[2]
    return not origin or origin == base_url or host == socket.headers.get("host", "")


class Attendance:
    """The operator is there as long as the socket is, and everyone sees it (CHAT-8)."""

    def __init__(self, parts: Parts, identity: Identity) -> None:
        self._parts = parts
        self._identity = identity
        self._operator_id = identity.actor.id if identity.actor.kind is ActorKind.OPERATOR else None
        """None for a program that listens: it is nobody a customer could wait for."""
        self._beat: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        operator_id = self._operator_id
        if operator_id is None:
            return
        async with self._parts.get(Database).transaction(self._identity.workspace_id) as ctx:
            await attending.connected(ctx, operator_id, node_id=NODE)
        self._beat = asyncio.create_task(self._keep_beating(operator_id))

    async def __aexit__(self, *_: object) -> None:
        operator_id = self._operator_id
        if operator_id is None or self._beat is None:
            return
        self._beat.cancel()
        with suppress(asyncio.CancelledError):
            await self._beat
        async with self._parts.get(Database).transaction(self._identity.workspace_id) as ctx:
            await attending.disconnected(ctx, operator_id, node_id=NODE)

    async def _keep_beating(self, operator_id: UUID) -> None:
        while True:
            await asyncio.sleep(presence.BEAT_SECONDS)
            async with self._parts.get(Database).transaction(self._identity.workspace_id) as ctx:
                await attending.heartbeat(ctx, operator_id, node_id=NODE)


async def _serve(socket: Socket, parts: Parts, *, workspace_id: WorkspaceId, after: int | None) -> None:
    backlog: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG_MAX)

    async def receive(frame: bytes) -> None:
        try:
            backlog.put_nowait(frame)
        except asyncio.QueueFull:
            sender.cancel()

    async def send_all() -> int:
        while True:
            await socket.send_data((await backlog.get()).decode())

    sender = asyncio.create_task(send_all())
    leave = await parts.get(Hub).join(f"desk/{workspace_id}", receive, after=after)
    reader = asyncio.create_task(_read(socket, backlog))
    guard = asyncio.create_task(_shut_out(socket, parts, workspace_id))
    try:
        await asyncio.wait({sender, reader, guard}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leave()
        code = TOO_SLOW if sender.cancelled() else guard.result() if guard.done() else 0
        for task in (sender, reader, guard):
            task.cancel()
            with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await task
        if code:
            await socket.close(code=code)


async def _shut_out(socket: Socket, parts: Parts, workspace_id: WorkspaceId) -> int:
    """The close code, once whoever opened the socket may listen no more.

    Looked at when somebody's access changed in the company, and with every beat: a session may just run out.
    """
    bell = Bell()

    def heard(payload: str) -> None:
        if payload in {"", str(workspace_id)}:
            bell.ring()

    forget = parts.get(Hub).on_notify(signals.ACCESS_CHANGED, heard)
    try:
        while True:
            await bell.wait(seconds=presence.BEAT_SECONDS)
            code = await _looked_again(socket, parts)
            if code:
                return code
    finally:
        forget()


async def _looked_again(socket: Socket, parts: Parts) -> int:
    """While the database is away nobody can be told from anybody: nothing is pushed then either."""
    try:
        return _refusal(await parts.get(IdentifierSlot).identifier.identify(socket))
    except Exception as error:
        if gave_up(error):
            return 0
        raise


async def _read(socket: Socket, backlog: asyncio.Queue[bytes]) -> None:
    """The client only ever says that it is there."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_data(mode="text")
            if not backlog.full():
                backlog.put_nowait(msgspec.json.encode({"pong": 1}))
