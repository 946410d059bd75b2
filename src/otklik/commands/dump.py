"""Runs PostgreSQL's own pg_dump, pg_restore and psql for backup and restore.

The embedded server brings its own. For an external one the machine's are preferred where they are new enough, since
those of the wheel know no TLS.
"""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from otklik.commands.database import OpenDatabase
from otklik.platform import postgres_host
from otklik.platform.errors import OtklikError
from otklik.platform.postgres import MAJOR
from otklik.platform.postgres_commands import ENVIRONMENT, Account, run

BLOCK_BYTES: Final = 1024 * 1024
# Row-level security would hide every row from a role that is bound by it; this scope opens all of them.
EVERY_WORKSPACE: Final = "-c otklik.workspace_id=*"
EMPTY_SCHEMA: Final = b"SET client_min_messages = warning;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
# pg_restore of 17 and newer writes it at the top; PostgreSQL 16 does not know it.
UNKNOWN_TO_16: Final = b"SET transaction_timeout = 0;\n"


class ToolFailed(OtklikError):
    """`params.tool` said `params.reason`."""

    code = "backup.tool_failed"


def dump(database: OpenDatabase, *, into: Path) -> None:
    """A consistent dump of one moment in pg_dump's custom format, while others read and write."""
    where, environment = _connection(database.admin_dsn)
    command = [str(_programs(database) / "pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    command += ["--no-comments", "--enable-row-security", "--file", str(into), "--dbname", where]
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0:
        raise _failed("pg_dump", words=done.stderr)


def load(database: OpenDatabase, *, source: Path, replace: bool) -> None:
    """Load a dump as the application's role in one transaction: all of it, or what was there stays."""
    where, environment = _connection(database.dsn)
    programs = _programs(database)
    unpacking = [str(programs / "pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(source)]
    loading = [str(programs / "psql"), "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "--dbname", where]
    with tempfile.TemporaryFile() as words, tempfile.TemporaryFile() as complaints:
        with (
            subprocess.Popen(unpacking, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=complaints) as reader,  # noqa: S603
            subprocess.Popen(loading, env=environment, stdin=subprocess.PIPE, stderr=words) as writer,  # noqa: S603
        ):
            _pour(reader, writer, replace=replace)
        if writer.returncode != 0:
            raise _failed("psql", words=_text(words))
        if reader.returncode != 0:
            raise _failed("pg_restore", words=_text(complaints))


def _pour(reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]", *, replace: bool) -> None:
    """BEGIN and COMMIT are written here: a pg_restore that breaks off must not leave its first half committed."""
    assert reader.stdout is not None
    assert writer.stdin is not None
    source, target = reader.stdout, writer.stdin
    with suppress(BrokenPipeError):
        target.write(b"BEGIN;\n" + (EMPTY_SCHEMA if replace else b""))
        target.write(source.read(BLOCK_BYTES).replace(UNKNOWN_TO_16, b"", 1))
        shutil.copyfileobj(source, target, BLOCK_BYTES)
        target.write(b"COMMIT;\n" if reader.wait() == 0 else b"ROLLBACK;\n")
    source.close()
    with suppress(BrokenPipeError):
        target.close()


def _connection(dsn: str) -> tuple[str, dict[str, str]]:
    """The connection without its password, which would show in the list of processes, and the environment with it."""
    parts = conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    environment = {**ENVIRONMENT, "HOME": str(Path.home()), "PGOPTIONS": EVERY_WORKSPACE}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo("", **parts), environment


def _programs(database: OpenDatabase) -> Path:
    if database.programs is not None:
        return database.programs
    found = shutil.which("pg_dump")
    if found is not None:
        said = re.search(r"(\d+)", run([found, "--version"]).output)
        if said and int(said[1]) >= int(MAJOR):
            return Path(found).resolve().parent
    return postgres_host.programs(account=Account(os.geteuid(), os.getegid(), switch=False))


def _failed(tool: str, *, words: str) -> ToolFailed:
    lines = [line for line in words.strip().splitlines() if line.strip()]
    reason = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no word")
    return ToolFailed(params={"tool": tool, "reason": reason}, detail=words)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
