"""How a command gets at the database: joins a running server's, starts the embedded one, or uses the external."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psycopg

from otklik.platform.errors import OtklikError
from otklik.platform.postgres import Postgres
from otklik.platform.settings import Settings


class DatabaseUnreachable(OtklikError):
    """An external database does not answer; `params.reason` is the driver's word, without the password."""

    code = "database.unreachable"
    status = 503


class OpenDatabase(msgspec.Struct, frozen=True, kw_only=True):
    """`dsn` is the application's role; `admin_dsn` may read everything (external: the same)."""

    dsn: str
    admin_dsn: str
    programs: Path | None
    """Where pg_dump and psql of the server's version lie; None for an external server."""


@contextmanager
def opened(settings: Settings, *, alone: bool = False) -> Generator[OpenDatabase]:
    """The database for the length of one command; `alone` refuses to share the embedded one with a running Otklik."""
    if settings.database_url:
        _ask(settings.database_url)
        yield OpenDatabase(dsn=settings.database_url, admin_dsn=settings.database_url, programs=None)
        return
    server = Postgres(settings.data_dir)
    server.start(join=not alone)
    try:
        yield OpenDatabase(dsn=server.dsn, admin_dsn=server.admin_dsn, programs=server.programs)
    finally:
        server.stop()


def _ask(url: str) -> None:
    """Raises `DatabaseUnreachable` before anything else meets the failure in a worse place."""
    if "://" not in url:
        raise DatabaseUnreachable(params={"reason": "not an address like postgresql://user@host/name"})
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        raise _unreachable(error) from error
    except psycopg.ProgrammingError as error:  # its words repeat the address, password and all
        raise DatabaseUnreachable(params={"reason": "the address cannot be read"}) from error


def _unreachable(error: psycopg.OperationalError) -> DatabaseUnreachable:
    lines = [line.strip() for line in str(error).splitlines() if "failed" in line] or [type(error).__name__]
    return DatabaseUnreachable(params={"reason": lines[-1]}, detail=lines[-1])


@contextmanager
def connected(dsn: str) -> Generator[psycopg.Connection[tuple[object, ...]]]:
    """A connection that sees every workspace. Raises `DatabaseUnreachable`."""
    try:
        connection = psycopg.connect(dsn, connect_timeout=10, options="-c otklik.workspace_id=*")
    except psycopg.OperationalError as error:
        raise _unreachable(error) from error
    with connection:
        yield connection
