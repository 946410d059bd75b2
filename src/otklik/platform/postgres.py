"""The supervisor of the embedded PostgreSQL: makes its cluster, starts it, waits for it, stops it.

One Otklik at a time owns a cluster (a kernel lock that dies with its holder); another may join it as a guest. A server
that outlived a killed owner is taken over where it answers and is what this program would start, else replaced.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

import msgspec

from otklik.platform import datadir, postgres_config, postgres_host
from otklik.platform.postgres_commands import Account, Finished, run, spawn
from otklik.platform.postgres_errors import (
    ClusterDamaged,
    ClusterNotOurs,
    ClusterVersionWrong,
    PostgresFailed,
    StartTimedOut,
)
from otklik.platform.postgres_failure import explain
from otklik.platform.postgres_host import Home
from otklik.platform.postgres_process import Postmaster, forget_reused_pid, read_postmaster

MAJOR: Final = "18"
# Crash recovery replays up to max_wal_size and may read the whole of it from a slow disk.
START_SECONDS: Final = 600.0
STOP_SECONDS: Final = 120.0
QUIT_SECONDS: Final = 15.0
# Children of a killed server notice within seconds; until then their shared memory is in the way.
ORPHANS_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.03


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about where and as whom the server runs."""

    account: Account
    home: Home
    programs: Path


class Postgres:
    """The cluster of one data folder. Methods block; an event loop calls them in a thread."""

    def __init__(
        self,
        folder: Path,
        *,
        elsewhere: Path = postgres_host.ELSEWHERE,
        start_seconds: float = START_SECONDS,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._folder = folder.expanduser().resolve()
        self._elsewhere = elsewhere
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._lock: datadir.FolderLock | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._server: Postmaster | None = None

    @property
    def dsn(self) -> str:
        """For the application: the role that row-level security holds for."""
        return self._dsn(postgres_config.ROLE)

    @property
    def admin_dsn(self) -> str:
        """For migrations of extensions, backup and restore: the superuser, in the same database."""
        return self._dsn(postgres_config.SUPERUSER)

    @property
    def programs(self) -> Path:
        """The folder of pg_dump, pg_restore and psql of the server's own version."""
        return self._place().programs

    @property
    def pid(self) -> int:
        """The server's process, for measuring and for tests."""
        return self._running_server().pid

    @property
    def guest(self) -> bool:
        """Whether another Otklik owns the server, so that `stop` leaves it alone."""
        return self._server is not None and self._lock is None

    def start(self, *, join: bool = False) -> str:
        """Bring the server up and return the application's DSN; `join` uses another Otklik's where one runs.

        Raises `DataFolderFailed` and `PostgresFailed`, each of their subclasses for one thing to put right.
        """
        datadir.prepare(self._folder)
        place = self._place()
        lock = datadir.FolderLock(place.home.lock, folder=self._folder)
        try:
            lock.acquire()
        except datadir.DataFolderLocked:
            if not join:
                raise
            self._server = self._wait_as_guest(place)
            return self.dsn
        self._lock = lock
        try:
            self._bring_up(place)
        except StartTimedOut:
            self._let_go()
            raise
        except BaseException:
            self._abandon()
            raise
        return self.dsn

    def stop(self) -> None:
        """Fast shutdown of a server this object owns: sessions are cut, nothing is lost. Harmless when not started."""
        if self._lock is None or self._server is None:
            self._server = None
            return
        server = self._server
        try:
            self._end(server)
            _remove_if_empty(Path(server.socket_folder))
        finally:
            self._let_go()

    def _bring_up(self, place: _Place) -> None:
        _make_cluster(place)
        _check_cluster(place)
        changed = _configure(place)
        server = read_postmaster(place.home.cluster)
        if server is not None and not (not changed and self._usable(place, server=server)):
            self._end(server)
            server = None
        self._server = server or self._launch(place)
        _set_up(place, server=self._server)

    def _place(self) -> _Place:
        account = postgres_host.account_for(self._folder)
        home = postgres_host.make_home(self._folder, account=account, elsewhere=self._elsewhere)
        return _Place(
            account=account, home=home, programs=postgres_host.programs(account=account, elsewhere=self._elsewhere)
        )

    def _usable(self, place: _Place, *, server: Postmaster) -> bool:
        """Whether a server that was already there answers and is of the version this program carries."""
        self._wait_until_ready(place, server=server)
        shown = _psql(place, server=server, script="SHOW server_version;")
        carried = run([str(place.programs / "postgres"), "--version"], account=place.account).output
        return shown.code == 0 and shown.output.strip() in carried.split()

    def _launch(self, place: _Place) -> Postmaster:
        deadline = time.monotonic() + ORPHANS_SECONDS
        while True:
            try:
                return self._launch_once(place)
            except PostgresFailed as error:
                if "pre-existing shared memory block" not in error.detail or time.monotonic() > deadline:
                    raise
                time.sleep(POLL_SECONDS * 10)

    def _launch_once(self, place: _Place) -> Postmaster:
        socket_folder = postgres_host.socket_folder(place.home, account=place.account)
        forget_reused_pid(place.home.cluster, socket_folder=socket_folder)
        command = [str(place.programs / "postgres"), "-D", str(place.home.cluster), "-k", str(socket_folder)]
        with _open_log(place) as log:
            self._child = spawn([*command, "-p", str(postgres_config.PORT)], account=place.account, log=log)
        server = Postmaster(pid=self._child.pid, socket_folder=str(socket_folder))
        self._wait_until_ready(place, server=server)
        return server

    def _wait_until_ready(self, place: _Place, *, server: Postmaster) -> None:
        """As long as the server says it is starting up, it may: recovery after a crash is not a failure."""
        deadline = time.monotonic() + self._start_seconds
        while not _accepts(place, server=server):
            if not self._alive(server):
                raise explain(place.home, folder=self._folder)
            if time.monotonic() > deadline:
                # It goes on recovering; the next start takes it over where it then stands.
                raise StartTimedOut(params={"seconds": int(self._start_seconds), "log": str(place.home.logs)})
            time.sleep(POLL_SECONDS)

    def _wait_as_guest(self, place: _Place) -> Postmaster:
        deadline = time.monotonic() + self._start_seconds
        while time.monotonic() < deadline:
            server = read_postmaster(place.home.cluster)
            if server is not None and _accepts(place, server=server):
                return server
            time.sleep(POLL_SECONDS)
        raise StartTimedOut(params={"seconds": int(self._start_seconds), "log": str(place.home.logs)})

    def _alive(self, server: Postmaster) -> bool:
        if self._child is not None and self._child.pid == server.pid:
            return self._child.poll() is None
        return server.alive()

    def _end(self, server: Postmaster) -> None:
        for how, seconds in ((signal.SIGINT, self._stop_seconds), (signal.SIGQUIT, QUIT_SECONDS), (signal.SIGKILL, 5)):
            if not self._alive(server):
                return
            os.kill(server.pid, how)
            deadline = time.monotonic() + seconds
            while self._alive(server) and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)

    def _abandon(self) -> None:
        """Whatever went wrong, or Ctrl-C: leave no server behind that this start brought up."""
        try:
            if self._child is not None:
                self._end(Postmaster(pid=self._child.pid, socket_folder=""))
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._server = None
        self._child = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _running_server(self) -> Postmaster:
        if self._server is None:
            raise PostgresFailed(params={"reason": "not started"}, detail="start() comes first")
        return self._server

    def _dsn(self, role: str) -> str:
        socket_folder = quote(self._running_server().socket_folder)
        return f"postgresql://{role}@/{postgres_config.DATABASE}?host={socket_folder}&port={postgres_config.PORT}"


def _make_cluster(place: _Place) -> None:
    """Run initdb beside the final place, then one rename: a cluster is whole or not there."""
    if place.home.cluster.exists():
        return
    partial = place.home.folder / "cluster.partial"
    shutil.rmtree(partial, ignore_errors=True)
    command = [str(place.programs / "initdb"), *postgres_config.INITDB, "-D", str(partial)]
    postgres_host.user_name(place.account.uid)
    made = run(command, account=place.account)
    if made.code != 0:
        with _open_log(place) as log:
            log.write((made.output + made.errors).encode())
        raise explain(place.home, folder=place.home.folder)
    partial.rename(place.home.cluster)


def _check_cluster(place: _Place) -> None:
    cluster = place.home.cluster
    owner = cluster.stat().st_uid
    if owner != place.account.uid:
        raise ClusterNotOurs(params={"folder": str(cluster), "owner": owner})
    try:
        found = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ClusterDamaged(params={"folder": str(cluster), "reason": "PG_VERSION"}) from error
    if not found.isdigit() or not (cluster / "global" / "pg_control").is_file():
        raise ClusterDamaged(params={"folder": str(cluster), "reason": "PG_VERSION or global/pg_control"})
    if found != MAJOR:
        raise ClusterVersionWrong(params={"folder": str(cluster), "found": found, "needed": MAJOR})


def _configure(place: _Place) -> bool:
    """Write the files that need it; whether any did."""
    names = {postgres_host.user_name(uid) for uid in (os.geteuid(), place.account.uid, 0)}
    wanted = {
        "postgresql.conf": postgres_config.settings(logs=place.home.logs),
        "pg_hba.conf": postgres_config.access(),
        "pg_ident.conf": postgres_config.users(names),
    }
    changed = {name: text for name, text in wanted.items() if _text(place.home.cluster / name) != text}
    for name, text in changed.items():
        path = place.home.cluster / name
        datadir.write_atomically(path, text.encode())
        postgres_host.give(path, account=place.account)
    return bool(changed)


def _set_up(place: _Place, *, server: Postmaster) -> None:
    """Role, database and extensions; skipped when this very script has already run here."""
    stamp = place.home.cluster / "otklik.setup"
    digest = hashlib.sha256(postgres_config.SETUP.encode()).hexdigest()
    if _text(stamp) == digest:
        return
    done = _psql(place, server=server, script=postgres_config.SETUP)
    if done.code != 0:
        raise PostgresFailed(params={"reason": done.errors.strip(), "log": str(place.home.logs)}, detail=done.errors)
    datadir.write_atomically(stamp, digest.encode())


def _psql(place: _Place, *, server: Postmaster, script: str) -> Finished:
    command = [str(place.programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    where = ["-h", server.socket_folder, "-p", str(postgres_config.PORT), "-U", postgres_config.SUPERUSER]
    return run([*command, *where, "-d", "postgres", "-f", "-"], script=script)


def _accepts(place: _Place, *, server: Postmaster) -> bool:
    command = [str(place.programs / "pg_isready"), "-q", "-h", server.socket_folder, "-p", str(postgres_config.PORT)]
    return run(command).code == 0


def _open_log(place: _Place) -> IO[bytes]:
    return place.home.startup_log.open("wb")


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
