"""`otklik doctor`: what stands between this machine and a running Otklik, one line a check."""

import argparse
import http.client
import platform
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Final

import msgspec
import psycopg

import otklik
from otklik.commands.database import connected, opened
from otklik.commands.messages import line
from otklik.platform import datadir, migrate, postgres_host
from otklik.platform.clock import SystemClock
from otklik.platform.errors import OtklikError
from otklik.platform.settings import Settings

HELP = "check this machine, the settings, the data folder and the database"
SERVER_VERSION_MIN: Final = 160000
EXTENSIONS: Final = ("btree_gin", "btree_gist", "pg_trgm", "unaccent")
CLOCK_SKEW_MAX: Final = timedelta(seconds=5)
EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC)
SCREENS: Final = ("desk", "widget")
ANSWER_SECONDS: Final = 3.0

OK: Final = "ok"
WARNING: Final = "warning"
WRONG: Final = "wrong"


class Finding(msgspec.Struct, frozen=True):
    """One check: `state` is ok, warning or wrong; `text` says what was found and, if not ok, what to do."""

    check: str
    state: str
    text: str


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Exit code 1 when something is wrong; a warning is not."""
    found = examine(settings)
    healthy = all(finding.state != WRONG for finding in found)
    if arguments.json:
        report = {"healthy": healthy, "version": otklik.__version__, "checks": found}
        print(msgspec.json.format(msgspec.json.encode(report)).decode())
    else:
        for finding in found:
            print(f"{finding.state:<8}{finding.check:<14}{finding.text}")
    return 0 if healthy else 1


def examine(settings: Settings) -> list[Finding]:
    """Every check, the later ones too when an earlier one failed."""
    checks: tuple[Callable[[Settings], list[Finding]], ...] = (
        _python,
        _settings,
        _data_folder,
        _port,
        _database,
        _screens,
        _clock,
    )
    return [finding for check in checks for finding in check(settings)]


def _python(_: Settings) -> list[Finding]:
    good = sys.version_info >= (3, 11)
    return [Finding("python", OK if good else WRONG, f"{platform.python_version()} (3.11 or newer is needed)")]


def _settings(settings: Settings) -> list[Finding]:
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        return [Finding("settings", WRONG, "OTKLIK_PUBLIC_URL must begin with https:// or http://")]
    if settings.host not in {"127.0.0.1", "localhost", "::1"} and not settings.secure():
        text = "open to the network without https: set OTKLIK_PUBLIC_URL to the address of your TLS proxy"
        return [Finding("settings", WARNING, text)]
    return [Finding("settings", OK, f"people come to {settings.base_url()}")]


def _data_folder(settings: Settings) -> list[Finding]:
    folder = settings.data_dir
    try:
        free = datadir.free_bytes(folder)
        if folder.exists():
            datadir.prepare(folder)
        else:
            return [Finding("data folder", OK, f"{folder} will be made at the first start; {_size(free)} free")]
    except OtklikError as error:
        return [Finding("data folder", WRONG, line(error))]
    return [Finding("data folder", OK, f"{folder}; {_size(free)} free")]


def _port(settings: Settings) -> list[Finding]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: a port whose last connections still linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if _answers(settings):
                return [Finding("port", OK, f"{settings.port}: Otklik answers there")]
            return [Finding("port", WRONG, f"{settings.port} on {settings.host}: {error.strerror}; set OTKLIK_PORT")]
    return [Finding("port", OK, f"{settings.port} on {settings.host} is free")]


def _answers(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - asked from here
    connection = http.client.HTTPConnection(host, settings.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _database(settings: Settings) -> list[Finding]:
    if not settings.database_url and not _made(settings):
        return [Finding("database", OK, "the embedded one will be made at the first start")]
    try:
        with opened(settings) as database, connected(database.dsn) as connection:
            found = [_version(connection), _role(connection), *_extensions(connection), _skew(connection)]
            return [*found, _migrations(database.dsn)]
    except OtklikError as error:
        return [Finding("database", WRONG, line(error))]


def _made(settings: Settings) -> bool:
    home = postgres_host.find_home(settings.data_dir)
    return home is not None and home.cluster.exists()


def _version(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    version = connection.info.server_version
    shown = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < SERVER_VERSION_MIN:
        return Finding("database", WRONG, f"{shown}: 16 or newer is needed")
    return Finding("database", OK, shown)


def _role(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    name, unbound = row or ("?", False)
    if unbound:
        text = f"{name} bypasses row-level security, the second belt between workspaces: use an ordinary role"
        return Finding("role", WARNING, text)
    return Finding("role", OK, f"{name} is bound by row-level security")


def _extensions(connection: psycopg.Connection[tuple[object, ...]]) -> list[Finding]:
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    missing = sorted(set(EXTENSIONS) - {str(row[0]) for row in rows})
    if not missing:
        return [Finding("extensions", OK, ", ".join(EXTENSIONS))]
    statements = " ".join(f"CREATE EXTENSION {name};" for name in missing)
    return [Finding("extensions", WRONG, f"missing; as a superuser in this database: {statements}")]


def _skew(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    theirs = row[0] if row else None
    assert isinstance(theirs, datetime)
    apart = abs(SystemClock().now() - theirs)
    if apart > CLOCK_SKEW_MAX:
        return Finding(
            "clocks", WRONG, f"the database's clock is {apart.total_seconds():.0f} s away: set up NTP on both"
        )
    return Finding("clocks", OK, "this machine's and the database's agree")


def _migrations(dsn: str) -> Finding:
    if migrate.pending(dsn):
        return Finding("migrations", WARNING, "the schema is not this version's: `otklik migrate`, or start the server")
    return Finding("migrations", OK, f"at {migrate.head()}")


def _screens(_: Settings) -> list[Finding]:
    static = resources.files("otklik").joinpath("static")
    missing = [name for name in SCREENS if not static.joinpath(name).is_dir()]
    if missing:
        return [Finding("screens", WRONG, f"not built: {', '.join(missing)}; run script/bootstrap")]
    return [Finding("screens", OK, "built")]


def _clock(_: Settings) -> list[Finding]:
    now = SystemClock().now()
    if now < EARLIEST:
        return [Finding("clock", WRONG, f"it says {now:%Y-%m-%d}: set the time of this machine")]
    return [Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC")]


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB"
