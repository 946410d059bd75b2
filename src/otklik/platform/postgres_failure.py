"""Turns the last words of a PostgreSQL that ended by itself into a named failure."""

import re
from pathlib import Path
from typing import Final

from otklik.platform import datadir
from otklik.platform.errors import OtklikError
from otklik.platform.postgres_errors import (
    BinariesMissing,
    ClusterDamaged,
    ClusterNotOurs,
    ClusterVersionWrong,
    PostgresFailed,
    SocketInUse,
)
from otklik.platform.postgres_host import Home

TAIL_BYTES: Final = 8192

_KINDS: Final[tuple[tuple[str, type[OtklikError]], ...]] = (
    (r"No space left on device|Disk quota exceeded", datadir.DiskFull),
    (r"Is another postmaster .* running in data directory", datadir.DataFolderLocked),
    (r"using socket file|Address already in use", SocketInUse),
    (r"initialized by PostgreSQL version|not compatible with this version", ClusterVersionWrong),
    (r"has wrong ownership|Permission denied", ClusterNotOurs),
    (r"error while loading shared libraries|version `GLIBC|Exec format error", BinariesMissing),
    (r"pg_control|is not a valid data directory|checkpoint record|incorrect checksum", ClusterDamaged),
    (r"files are incompatible|invalid data in file", ClusterDamaged),
    (r"could not open (?:file|directory) \"(?:base|global|pg_)", ClusterDamaged),
)


def explain(home: Home, *, folder: Path) -> OtklikError:
    """The failure that the newest log lines speak of."""
    words = _last_words(home)
    reason = _complaint(words)
    kind = next((found for pattern, found in _KINDS if re.search(pattern, words)), PostgresFailed)
    params: dict[str, str | int] = {"folder": str(folder), "reason": reason, "log": str(home.logs)}
    if kind is datadir.DiskFull:
        params |= {"free_bytes": datadir.free_bytes(folder), "needed_bytes": datadir.FREE_BYTES_MIN}
    return kind(params=params, detail=words)


def _last_words(home: Home) -> str:
    """What was said before the log collector ran, then what it caught since."""
    begun = home.startup_log.stat().st_mtime if home.startup_log.is_file() else 0
    collected = sorted(home.logs.glob("postgresql-*.log"), key=lambda one: one.stat().st_mtime)
    return "".join(
        _tail(one) for one in (home.startup_log, *(one for one in collected if one.stat().st_mtime >= begun))
    )


def _tail(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return file.read().decode(errors="replace")


def _complaint(words: str) -> str:
    """The last line that is worse than a warning, without its time stamp."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    worst = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error|fatal):", line)]
    last = (worst or lines or ["it left no word"])[-1]
    return re.sub(r"^.*?\b(FATAL|PANIC|ERROR|error|fatal):\s*", "", last)
