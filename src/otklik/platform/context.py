"""What every verb is told: who acts, in which workspace, in which transaction, at what time, in which language."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeVar, cast
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.platform.clock import Clock
from otklik.platform.errors import Forbidden

WorkspaceId = NewType("WorkspaceId", UUID)

_Part = TypeVar("_Part")


class ActorKind(StrEnum):
    OPERATOR = "operator"
    TOKEN = "token"  # noqa: S105 - the name of a kind, not a secret
    VISITOR = "visitor"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts. `permissions` are names such as `conversations.write`; the system may do everything."""

    kind: ActorKind
    id: UUID | None = None
    permissions: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        return self.kind is ActorKind.SYSTEM or permission in self.permissions


SYSTEM = Actor(kind=ActorKind.SYSTEM)


class Parts:
    """The long-lived parts of the running program, found by their type: `ctx.use(FileStore)`."""

    def __init__(self, parts: Mapping[type, object]) -> None:
        self._parts = dict(parts)

    def get(self, kind: type[_Part]) -> _Part:
        return cast("_Part", self._parts[kind])

    def add(self, kind: type[_Part], part: _Part) -> None:
        self._parts[kind] = part


@dataclass(frozen=True, kw_only=True)
class LivePush:
    """One entry for a live stream, held back until just before the commit."""

    stream: str
    kind: str
    data: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class AlarmWish:
    """What is to become of an alarm, held back until just before the commit."""

    at: datetime | None
    """None: no more."""
    taken_until: datetime | None = None
    """It ends only if nobody moved it since it was taken to ring."""


@dataclass(kw_only=True)
class Ctx:
    """One unit of work: one request or one job, one transaction, committed at the edge."""

    workspace_id: WorkspaceId
    actor: Actor
    session: AsyncSession
    clock: Clock
    parts: Parts
    locale: str = "en"
    request_id: str = ""
    pushes: list[LivePush] = field(default_factory=list[LivePush])
    alarms: dict[tuple[str, UUID], AlarmWish] = field(default_factory=dict[tuple[str, UUID], AlarmWish])
    """By the verb's name and its subject: the last word counts."""
    remains: list[Callable[["Ctx"], Awaitable[None]]] = field(default_factory=list[Callable[["Ctx"], Awaitable[None]]])

    def now(self) -> datetime:
        return self.clock.now()

    def use(self, kind: type[_Part]) -> _Part:
        return self.parts.get(kind)

    def require(self, permission: str) -> None:
        """Raises `Forbidden` unless the actor holds the permission."""
        if not self.actor.may(permission):
            raise Forbidden(params={"permission": permission})

    def push(self, stream: str, kind: str, data: Mapping[str, object]) -> None:
        """Put one entry on a live stream when this transaction commits."""
        self.pushes.append(LivePush(stream=stream, kind=kind, data=data))

    def outlive(self, write: Callable[["Ctx"], Awaitable[None]]) -> None:
        """Write this in a transaction of its own once this one is over, whether it was committed or taken back.

        For traces of what was refused: the refusal takes back everything else.
        """
        self.remains.append(write)

    @asynccontextmanager
    async def attempt(self) -> AsyncGenerator[None]:
        """A part of the work that may be refused: an exception takes back its rows, pushes and alarms, and goes on."""
        pushed, alarms = len(self.pushes), dict(self.alarms)
        try:
            async with self.session.begin_nested():
                yield
        except BaseException:
            del self.pushes[pushed:]
            self.alarms = alarms
            raise

    async def driver(self) -> AsyncConnection[tuple[object, ...]]:
        """The psycopg connection under this transaction, for COPY and for deferring jobs."""
        raw = await (await self.session.connection()).get_raw_connection()
        return cast("AsyncConnection[tuple[object, ...]]", raw.driver_connection)
