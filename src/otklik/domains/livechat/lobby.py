"""The visitors whose sockets are open on this node: a heartbeat for all at once, and news of who answers.

One task however many sockets there are; it lives while there is at least one.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from otklik.domains.livechat import queries, schemas
from otklik.domains.livechat.service import availability
from otklik.domains.livechat.service.availability import Standing
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.realtime import FLASH_CHANNEL, Entry, Hub
from otklik.platform.sockets import Gone, LiveSocket
from otklik.platform.workers import Bell

TICK_SECONDS: Final = 15.0
"""How often the queue is looked at; presence is told at once."""
BEAT_SECONDS: Final = 45.0
PAUSE_SECONDS: Final = 1.0
"""Between two looks, however often operators come and go."""
PRESENCE_MARK: Final = '"kind":"presence"'

log = structlog.get_logger()


@dataclass(kw_only=True, slots=True, eq=False)
class Guest:
    """One open socket: as little as can be, for there are thousands."""

    socket: LiveSocket
    visitor_id: UUID
    workspace_id: WorkspaceId
    channel_id: UUID
    conversation_id: UUID | None
    language: str
    previewed: bool
    frames: int = 0
    window: float = 0.0
    typed_at: float = 0.0
    told: int = 0
    """Digest of the availability told last."""


@dataclass(kw_only=True, slots=True)
class _Room:
    workspace_id: WorkspaceId
    guests: dict[Guest, None] = field(default_factory=dict[Guest, None])
    standing: Standing | None = None
    looked_at: float = 0.0


class Lobby:
    """This process's open sockets by channel."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rooms: dict[UUID, _Room] = {}
        self._arrived: set[UUID] = set()
        self._bell = Bell()
        self._task: asyncio.Task[None] | None = None
        self._beaten_at = 0.0
        parts.get(Hub).on_notify(FLASH_CHANNEL, self._hear)

    async def enter(self, guest: Guest) -> None:
        """Count the socket in and tell it how things stand. Raises `Gone`."""
        room = self._rooms.setdefault(guest.channel_id, _Room(workspace_id=guest.workspace_id))
        room.guests[guest] = None
        self._arrived.add(guest.visitor_id)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="visitor-lobby")
        if room.standing is None or time.monotonic() - room.looked_at > TICK_SECONDS:
            await self._look(guest.channel_id, room)
        await self._tell(guest, room)

    def leave(self, guest: Guest) -> None:
        room = self._rooms.get(guest.channel_id)
        if room is None:
            return
        room.guests.pop(guest, None)
        if not room.guests:
            self._rooms.pop(guest.channel_id, None)
        if not self._rooms and self._task is not None:
            self._task.cancel()
            self._task = None

    def count(self) -> int:
        return sum(len(room.guests) for room in self._rooms.values())

    async def refresh(self) -> None:
        """Look at every channel with somebody here, and tell those for whom something changed."""
        for channel_id, room in list(self._rooms.items()):
            await self._look(channel_id, room)
            for guest in list(room.guests):
                try:
                    await self._tell(guest, room)
                except Gone:
                    continue

    async def beat(self) -> None:
        """Say that those who are here are here: newcomers at each tick, all of them now and then."""
        everyone = time.monotonic() - self._beaten_at > BEAT_SECONDS
        present = {guest.visitor_id for room in self._rooms.values() for guest in room.guests}
        chosen, self._arrived = (present if everyone else self._arrived & present), set()
        if everyone:
            self._beaten_at = time.monotonic()
        if chosen:
            async with self._parts.get(Database).system() as session:
                await queries.touch(session, list(chosen), now=self._parts.get(Timekeeper).now())

    def _hear(self, payload: str) -> None:
        if self._rooms and PRESENCE_MARK in payload:
            self._bell.ring()

    async def _run(self) -> None:
        while True:
            await self._bell.wait(seconds=TICK_SECONDS)
            try:
                await self.beat()
                await self.refresh()
            except (SQLAlchemyError, OSError) as error:
                log.warning("livechat.lobby.failed", error=type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self, channel_id: UUID, room: _Room) -> None:
        async with self._parts.get(Database).transaction(room.workspace_id) as ctx:
            room.standing = await availability.standing(ctx, channel_id)
        room.looked_at = time.monotonic()

    async def _tell(self, guest: Guest, room: _Room) -> None:
        if room.standing is None:
            return
        state = availability.shown(
            room.standing,
            self._parts.get(Cipher),
            thread_id=str(guest.visitor_id),
            conversation_id=guest.conversation_id,
            language=guest.language,
        )
        if (digest := _digest(state)) != guest.told:
            guest.told = digest
            await guest.socket.tell(Entry(seq=0, kind="state", data={"availability": state}))


def _digest(state: schemas.AvailabilityOut) -> int:
    """Seconds of waiting go down all the time; only a change worth reading is told."""
    queue = state.queue
    if queue is not None and queue.wait_seconds is not None:
        minutes = -(-queue.wait_seconds // 60)
        state = msgspec.structs.replace(state, queue=msgspec.structs.replace(queue, wait_seconds=minutes))
    return hash(msgspec.json.encode(state))


def of(parts: Parts) -> Lobby:
    """The process's lobby, made when the first visitor comes."""
    try:
        return parts.get(Lobby)
    except KeyError:
        lobby = Lobby(parts)
        parts.add(Lobby, lobby)
        return lobby
