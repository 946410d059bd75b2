"""The database: the declarative base, one transaction a unit of work, and the tenant filter in one place.

Two belts keep workspaces apart. Queries start from `scoped(ctx, Model)`; and row-level security lets a
transaction see only the workspace it was opened for, even if a query forgets.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

import msgspec
import psycopg
import structlog
from sqlalchemy import BigInteger, DateTime, ForeignKey, LargeBinary, MetaData, Select, Text, Uuid, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from otklik.platform.alarm_rows import flush_alarms
from otklik.platform.clock import Clock
from otklik.platform.context import SYSTEM, Actor, Ctx, Parts, WorkspaceId
from otklik.platform.errors import Conflict, Invalid, OtklikError
from otklik.platform.ids import new_id
from otklik.platform.realtime import flush_pushes

SCOPE_SETTING: Final = "otklik.workspace_id"
EVERY_WORKSPACE: Final = "*"
"""The scope of the program's own work across workspaces: claiming rows, finding whose token this is."""
STATEMENT_TIMEOUT_MILLISECONDS: Final = 30_000
BULK_TIMEOUT_MILLISECONDS: Final = 300_000
"""Of a statement that goes through all of a company's people."""

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

_BEGIN: Final = text(
    f"SELECT set_config('{SCOPE_SETTING}', :scope, true),"
    f" set_config('statement_timeout', '{STATEMENT_TIMEOUT_MILLISECONDS}', true)"
)
"""One question for both: whose rows may be seen, and that no statement runs for ever."""

_SET: Final = text("SELECT set_config(:name, :value, true)")

_Row = TypeVar("_Row", bound="TenantRow")

log = structlog.get_logger()


class Base(DeclarativeBase):
    """Every table. Relationships are not used: queries say what they read."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {  # Any: SQLAlchemy's own signature
        UUID: Uuid,
        WorkspaceId: Uuid,
        datetime: DateTime(timezone=True),
        str: Text,
        int: BigInteger,
        bytes: LargeBinary,
        dict[str, Any]: JSONB,  # Any: a JSON document is decoded by the struct that owns it
        list[str]: ARRAY(Text),
        list[UUID]: ARRAY(Uuid),
    }


class Identified:
    """Mix-in: a UUIDv7 primary key."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class TenantRow:
    """Mix-in: a row of one workspace; row-level security is set on every table that has it (migrations)."""

    @declared_attr
    def workspace_id(cls) -> Mapped[WorkspaceId]:  # noqa: N805 - SQLAlchemy calls it on the class
        return mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


class DependentRow(TenantRow):
    """A row of a table that takes thousands a second, beside a parent of the same workspace that takes it along when it
    is deleted: no foreign key to the workspace of its own, for its check costs four times the row and locks the
    workspace's one row for each (ADR 54). Row-level security says whose it is.
    """

    @declared_attr
    def workspace_id(cls) -> Mapped[WorkspaceId]:  # noqa: N805 - SQLAlchemy calls it on the class
        return mapped_column(nullable=False)


def scoped(ctx: Ctx, model: type[_Row]) -> Select[_Row]:
    """SELECT of one model's rows in the caller's workspace: the only way to start a tenant query."""
    return select(model).where(model.workspace_id == ctx.workspace_id)


@asynccontextmanager
async def by_key(ctx: Ctx) -> AsyncGenerator[None]:
    """Statements inside look up a block's rows one by one: no table is read whole for each of them, though it was empty
    when the plan was made, and a plan is kept while its table grows.
    """
    async with _without(ctx, "enable_seqscan"):
        yield


@asynccontextmanager
async def in_bulk(ctx: Ctx) -> AsyncGenerator[None]:
    """Statements inside go through whole tables, and may take `BULK_TIMEOUT_MILLISECONDS`: rows are not compared each
    with each, though few were thought to be there when the plan was made.
    """
    async with _without(ctx, "enable_nestloop"):
        await _set(ctx, "statement_timeout", str(BULK_TIMEOUT_MILLISECONDS))
        yield
        await _set(ctx, "statement_timeout", str(STATEMENT_TIMEOUT_MILLISECONDS))


@asynccontextmanager
async def _without(ctx: Ctx, way: str) -> AsyncGenerator[None]:
    await _set(ctx, way, "off")
    yield
    await _set(ctx, way, "on")


async def _set(ctx: Ctx, name: str, value: str) -> None:
    """Up to the end of the transaction."""
    await ctx.session.execute(_SET, {"name": name, "value": value})


def tenant_tables() -> list[str]:
    """Names of the tables that hold `workspace_id`, in creation order."""
    return [table.name for table in Base.metadata.sorted_tables if "workspace_id" in table.columns]


Remains = Callable[[Ctx], Awaitable[None]]
ErrorsByConstraint = Mapping[str, type[OtklikError]]


class Database:
    """The engine and the door to it: every transaction is opened by `transaction` or `system`."""

    def __init__(self, url: str, *, clock: Clock, parts: Parts, connections_max: int = 20) -> None:
        self.url = url
        self._clock = clock
        self._parts = parts
        self._errors: dict[str, type[OtklikError]] = {}
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=max(connections_max // 2, 1),  # what is over this is closed after use
            max_overflow=connections_max - max(connections_max // 2, 1),
            pool_use_lifo=True,
            pool_pre_ping=True,
            hide_parameters=True,
            json_serializer=_to_json,
            json_deserializer=msgspec.json.decode,
            connect_args={"application_name": "otklik", "prepare_threshold": 2},
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    def map_errors(self, errors: ErrorsByConstraint) -> None:
        """Say which domain error a violated constraint is."""
        self._errors.update(errors)

    async def in_each(
        self, workspace_ids: Iterable[WorkspaceId], verb: Callable[[Ctx], Awaitable[object]], *, fell: str
    ) -> None:
        """Call `verb` for one company after another, each in a transaction of its own; where it falls `fell` is logged
        and the others go on.
        """
        for workspace_id in workspace_ids:
            try:
                async with self.transaction(workspace_id) as ctx:
                    await verb(ctx)
            except Exception:
                log.exception(fell, workspace_id=str(workspace_id))

    @asynccontextmanager
    async def transaction(
        self,
        workspace_id: WorkspaceId,
        *,
        actor: Actor = SYSTEM,
        locale: str = "en",
        request_id: str = "",
        isolation: str | None = None,
    ) -> AsyncGenerator[Ctx]:
        """One transaction in one workspace; commits on leaving, rolls back on any exception.

        Alarms and live pushes are written last: the stream's head row is locked from there to the commit, which makes
        sequence numbers follow commit order and leaves no gaps.
        """
        remains = list[Remains]()
        try:
            async with self._scoped_session(str(workspace_id), isolation) as session:
                ctx = Ctx(
                    workspace_id=workspace_id,
                    actor=actor,
                    session=session,
                    clock=self._clock,
                    parts=self._parts,
                    locale=locale,
                    request_id=request_id,
                    remains=remains,
                )
                yield ctx
                await self._flush(session)
                await flush_alarms(ctx)
                await flush_pushes(ctx)
        finally:
            await self._write_remains(workspace_id, remains)

    @asynccontextmanager
    async def system(self) -> AsyncGenerator[AsyncSession]:
        """One transaction over all workspaces, for the program's own work only."""
        async with self._scoped_session(EVERY_WORKSPACE, None) as session:
            yield session
            await self._flush(session)

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def _scoped_session(self, scope: str, isolation: str | None) -> AsyncGenerator[AsyncSession]:
        async with self._sessions() as session, self._translated(), session.begin():
            if isolation:
                await session.connection(execution_options={"isolation_level": isolation})
            await session.execute(_BEGIN, {"scope": scope})
            yield session

    async def _write_remains(self, workspace_id: WorkspaceId, remains: Sequence[Remains]) -> None:
        """What outlives a unit of work; a trace that cannot be kept is no reason to fail, or to hide, the work."""
        if not remains:
            return
        try:
            async with self.transaction(workspace_id) as ctx:
                for write in remains:
                    await write(ctx)
        except (OtklikError, DBAPIError, PoolExhausted):
            log.exception("db.remains.lost", count=len(remains))

    async def _flush(self, session: AsyncSession) -> None:
        async with self._translated():
            await session.flush()

    @asynccontextmanager
    async def _translated(self) -> AsyncGenerator[None]:
        try:
            yield
        except IntegrityError as error:
            raise self._domain_error(error) from error
        except (DataError, psycopg.DataError) as error:
            # a NUL in a text, a number beyond bigint: only what came from outside is like that
            raise Invalid(params={"reason": "unstorable"}, detail=str(error)) from error

    def _domain_error(self, error: IntegrityError) -> OtklikError:
        diag = getattr(error.orig, "diag", None)
        name = str(getattr(diag, "constraint_name", "") or "")
        kind = self._errors.get(name, Conflict)
        return kind(params={"constraint": name}, detail=str(error.orig))


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def gave_up(error: BaseException) -> bool:
    """Whether the database went away, was too slow or chose this transaction against a deadlock: try again later."""
    if isinstance(error, BaseExceptionGroup):
        return all(gave_up(one) for one in error.exceptions)
    found = _original(error)
    too_much = isinstance(found, psycopg.errors.ProgramLimitExceeded)  # the same again would fail the same
    return isinstance(found, psycopg.OperationalError | PoolExhausted) and not too_much


def in_the_way(error: BaseException) -> bool:
    """Whether another transaction held what this one needed, for too long or in a ring."""
    return isinstance(_original(error), psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected)


def _original(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def sqlalchemy_url(url: str) -> str:
    """`postgresql://…` or `postgres://…` as SQLAlchemy names it with psycopg 3."""
    rest = url.split("://", 1)[1]
    return f"postgresql+psycopg://{rest}"
