"""What postmaster.pid says about a server, and whether that is still true.

A process id outlives its process: after a reboot, or in a container started again, the number may be another program's.
"""

import os
import sys
from pathlib import Path

import msgspec

from otklik.platform.postgres_commands import run

_PID_LINE = 0
_SOCKET_LINE = 4


class Postmaster(msgspec.Struct, frozen=True, kw_only=True):
    """A server's main process and the folder of its socket."""

    pid: int
    socket_folder: str

    def alive(self) -> bool:
        return _alive(self.pid)


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server that runs on this cluster now, whoever started it; None when there is none."""
    lines = _lines(cluster / "postmaster.pid")
    pid = _pid(lines)
    if len(lines) <= _SOCKET_LINE or not lines[_SOCKET_LINE] or not _is_server_of(pid, cluster=cluster):
        return None
    return Postmaster(pid=pid, socket_folder=lines[_SOCKET_LINE])


def forget_reused_pid(cluster: Path, *, socket_folder: Path) -> None:
    """Let PostgreSQL see that its lock files are stale where their process id now belongs to another program.

    The id is replaced with this process's, which PostgreSQL knows as its parent and so as no rival, and the rest is
    kept: it still finds the old server's shared memory by it and refuses while a child of that one lives.
    """
    for path in (cluster / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*.lock")):
        lines = _lines(path)
        pid = _pid(lines)
        if pid and _alive(pid) and not _is_server_of(pid, cluster=cluster):
            path.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError):
        return []


def _pid(lines: list[str]) -> int:
    first = lines[_PID_LINE].strip().lstrip("-") if lines else ""
    return int(first) if first.isdigit() else 0


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server_of(pid: int, *, cluster: Path) -> bool:
    if not _alive(pid):
        return False
    words = _command(pid)
    return "postgres" in words and str(cluster) in words


def _command(pid: int) -> str:
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return raw.replace(b"\0", b" ").decode(errors="surrogateescape")
    return run(["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]).output
