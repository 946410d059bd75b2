"""The supervisor against real servers: first start, crash, two owners, wrong and damaged folders, long paths."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from otklik.platform import datadir, postgres_host
from otklik.platform.db import sqlalchemy_url
from otklik.platform.postgres import Postgres
from otklik.platform.postgres_commands import Account, run
from otklik.platform.postgres_errors import (
    ClusterDamaged,
    ClusterNotOurs,
    ClusterVersionWrong,
    PostgresFailed,
    SocketInUse,
    StartTimedOut,
)
from otklik.platform.postgres_failure import explain
from otklik.platform.postgres_host import Home

ROOT = os.geteuid() == 0
OWNER = """
import sys, time
from pathlib import Path
from otklik.platform.postgres import Postgres
server = Postgres(Path(sys.argv[1]), elsewhere=Path(sys.argv[2]))
print(server.start(), server.pid, flush=True)
time.sleep(600)
"""
as_root = pytest.mark.skipif(not ROOT, reason="needs root: switches accounts")


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that the server's account can walk through (pytest's own are 0700 inside)."""
    folder = Path(tempfile.mkdtemp(prefix="otk-", dir="/tmp"))
    if ROOT:
        folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(place: Path) -> Iterator[Postgres]:
    made = supervisor(place)
    yield made
    made.stop()


def supervisor(place: Path, *, start_seconds: float = 60.0) -> Postgres:
    return Postgres(place / "data", elsewhere=place / "elsewhere", start_seconds=start_seconds)


def made_once(place: Path) -> Path:
    """A stopped cluster; its folder."""
    server = supervisor(place)
    server.start()
    server.stop()
    home = postgres_host.find_home(place / "data")
    assert home is not None
    return home.cluster


def ask(dsn: str, query: str) -> tuple[object, ...]:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def do(dsn: str, script: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(script.encode())


def run_owner(place: Path) -> tuple[subprocess.Popen[str], str, int]:
    """Another Otklik that owns the cluster: its process, its DSN, its server's process id."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(place / "data"), str(place / "elsewhere")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    dsn, pid = owner.stdout.readline().split()
    owner.stdout.close()
    return owner, dsn, int(pid)


def interpreter_for(account: Account) -> str:
    """A Python of this version that the account may run: ours can lie under /root."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (Path(sys.executable).resolve(), Path("/usr/bin") / name, Path("/usr/local/bin") / name):
        if postgres_host.reachable(path, account=account):
            return str(path)
    pytest.skip(f"no {name} that {account.uid} may run")


def kill_owner(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.wait()


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_application_role_owns_its_database_and_is_bound_by_row_level_security(server: Postgres) -> None:
    dsn = server.start()
    role = "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(dsn, role) == ("otklik", False, False, False)
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE note (tenant text, body text)")
        connection.execute("INSERT INTO note VALUES ('a', 'of a'), ('b', 'of b')")
        connection.execute("CREATE POLICY own ON note USING (tenant = 'a')")
        connection.execute("ALTER TABLE note ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE note FORCE ROW LEVEL SECURITY")
    assert ask(dsn, "SELECT string_agg(body, ',') FROM note") == ("of a",)
    assert ask(server.admin_dsn, "SELECT count(*), current_user FROM note") == (2, "postgres")


def test_russian_text_is_compared_and_searched_whatever_the_locale(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("LC_ALL", "C")
    dsn = server.start()
    assert ask(dsn, "SELECT lower('ЁЛКА'), 'Привет' ILIKE 'пРИ%', similarity('привет', 'приветик') > 0.5") == (
        "ёлка",
        True,
        True,
    )
    assert ask(dsn, "SELECT to_tsvector('russian', 'письма') @@ to_tsquery('russian', 'письмо')") == (True,)
    assert ask(dsn, "SELECT unaccent('café'), current_setting('TimeZone')") == ("cafe", "UTC")
    do(dsn, "CREATE TABLE t (id bigint, body text); CREATE INDEX ON t USING gin (id, body gin_trgm_ops);")


def test_the_address_works_with_sqlalchemy_and_ignores_the_environments_port(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    engine = create_engine(sqlalchemy_url(server.start()))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_database()")).scalar_one() == "otklik"
    engine.dispose()


def test_data_is_there_after_a_stop_and_a_start(place: Path, server: Postgres) -> None:
    do(server.start(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7);")
    pid = server.pid
    server.stop()
    assert gone(pid)
    again = supervisor(place)
    assert ask(again.start(), "SELECT n FROM kept") == (7,)
    again.stop()


def test_an_open_session_does_not_hold_up_the_stop(server: Postgres) -> None:
    connection = psycopg.connect(server.start())
    connection.execute("SELECT 1")
    pid = server.pid
    server.stop()
    assert gone(pid)
    connection.close()


def test_the_server_listens_on_no_network_and_its_socket_folder_is_private(server: Postgres) -> None:
    dsn = server.start()
    assert ask(dsn, "SELECT current_setting('listen_addresses'), current_setting('fsync')") == ("", "on")
    (folder,) = ask(server.admin_dsn, "SELECT current_setting('unix_socket_directories')")
    assert Path(str(folder)).stat().st_mode & 0o777 == 0o700


def test_a_server_killed_in_mid_air_comes_back_with_what_was_committed(server: Postgres) -> None:
    dsn = server.start()
    do(dsn, "CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000);")
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    assert ask(server.start(), "SELECT count(*) FROM kept") == (1000,)


def test_a_server_that_outlived_its_killed_owner_is_taken_over(place: Path, server: Postgres) -> None:
    owner, _, pid = run_owner(place)
    kill_owner(owner)
    assert not gone(pid)
    assert ask(server.start(), "SELECT 1") == (1,)
    assert server.pid == pid
    assert not server.guest
    server.stop()
    assert gone(pid)


def test_a_server_left_with_other_settings_is_replaced(place: Path, server: Postgres) -> None:
    owner, _, pid = run_owner(place)
    kill_owner(owner)
    (place / "data" / "postgres" / "cluster" / "postgresql.conf").write_text("# an older version's\n")
    assert ask(server.start(), "SELECT current_setting('jit')") == ("off",)
    assert server.pid != pid
    assert gone(pid)


def test_an_owner_and_its_server_killed_together_leave_nothing_in_the_way(place: Path, server: Postgres) -> None:
    owner, dsn, pid = run_owner(place)
    do(dsn, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1);")
    os.kill(pid, signal.SIGKILL)
    kill_owner(owner)
    assert ask(server.start(), "SELECT n FROM kept") == (1,)


def test_a_second_owner_is_refused_and_a_guest_is_let_in(place: Path, server: Postgres) -> None:
    server.start()
    second = supervisor(place)
    with pytest.raises(datadir.DataFolderLocked) as failure:
        second.start()
    assert failure.value.params == {"folder": str(place / "data"), "pid": os.getpid()}
    guest = supervisor(place)
    assert ask(guest.start(join=True), "SELECT 1") == (1,)
    assert guest.guest
    guest.stop()
    assert ask(server.dsn, "SELECT 1") == (1,)


def test_slow_recovery_runs_out_of_patience_and_is_taken_over_later(place: Path, server: Postgres) -> None:
    owner, _, pid = run_owner(place)
    kill_owner(owner)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(StartTimedOut) as failure:
        supervisor(place, start_seconds=0.1).start()
    assert failure.value.code == "database.start_timeout"
    os.kill(pid, signal.SIGCONT)
    server.start()
    assert server.pid == pid


def test_the_process_id_in_a_stale_lock_file_may_be_another_programs(place: Path, server: Postgres) -> None:
    cluster = made_once(place)
    home = cluster.parent
    owner = cluster.stat().st_uid
    stranger = subprocess.Popen(["sleep", "60"], user=owner if ROOT else None)
    stale = f"{stranger.pid}\n{cluster}\n1\n5432\n{home / 'socket'}\n\n  1 1\nready   \n"
    (cluster / "postmaster.pid").write_text(stale)
    os.chown(cluster / "postmaster.pid", owner, -1)
    assert ask(server.start(), "SELECT 1") == (1,)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@pytest.mark.parametrize("version", ["17", "19"])
def test_another_major_version_is_refused_and_nothing_is_touched(place: Path, server: Postgres, version: str) -> None:
    cluster = made_once(place)
    (cluster / "PG_VERSION").write_text(f"{version}\n")
    (cluster / "postgresql.conf").write_text("# of the other version\n")
    with pytest.raises(ClusterVersionWrong) as failure:
        server.start()
    assert failure.value.params == {"folder": str(cluster), "found": version, "needed": "18"}
    assert (cluster / "postgresql.conf").read_text() == "# of the other version\n"


def test_damage_is_named_and_never_repaired_by_making_a_new_database(place: Path, server: Postgres) -> None:
    cluster = made_once(place)
    for name, content in (("PG_VERSION", b"\xff\xfe"), ("PG_VERSION", b"garbage"), ("global/pg_control", bytes(8192))):
        before = (cluster / name).read_bytes()
        (cluster / name).write_bytes(content)
        with pytest.raises(ClusterDamaged) as failure:
            server.start()
        assert failure.value.code == "database.folder_damaged"
        (cluster / name).write_bytes(before)
    shutil.move(cluster / "PG_VERSION", place / "PG_VERSION")
    with pytest.raises(ClusterDamaged):
        server.start()
    shutil.move(place / "PG_VERSION", cluster / "PG_VERSION")
    assert ask(server.start(), "SELECT 1") == (1,)


def test_a_failed_start_lets_go_of_the_folder_and_leaves_no_server(place: Path, server: Postgres) -> None:
    cluster = made_once(place)
    (cluster / "local.conf").write_text("shared_buffers = 'a lot'\n")
    with pytest.raises(PostgresFailed) as failure:
        server.start()
    assert "shared_buffers" in str(failure.value.detail)
    (cluster / "local.conf").write_text("work_mem = '9MB'\n")
    assert ask(server.start(), "SELECT current_setting('work_mem')") == ("9MB",)


def test_an_interrupted_first_start_is_begun_again(place: Path, server: Postgres) -> None:
    cluster = made_once(place)
    cluster.rename(cluster.with_name("cluster.partial"))
    assert ask(server.start(), "SELECT 1") == (1,)
    assert not cluster.with_name("cluster.partial").exists()


def test_a_path_too_long_for_a_socket_gets_a_private_short_one(place: Path) -> None:
    deep = Postgres(place / ("long-" * 20) / ("имя" * 10), elsewhere=place / "elsewhere")
    deep.start()
    (folder,) = ask(deep.admin_dsn, "SELECT current_setting('unix_socket_directories')")
    socket_folder = Path(str(folder))
    assert len(os.fsencode(socket_folder)) <= 90
    assert socket_folder.stat().st_mode & 0o777 == 0o700
    deep.stop()
    assert not socket_folder.exists()


def test_a_strangers_folder_in_the_way_of_the_socket_is_not_used(tmp_path: Path) -> None:
    home = Home(tmp_path / ("long-" * 20))
    account = Account(os.geteuid(), os.getegid(), switch=False)
    first = postgres_host.socket_folder(home, account=account)
    assert postgres_host.socket_folder(home, account=account) == first
    first.chmod(0o777)
    second = postgres_host.socket_folder(home, account=account)
    assert second != first
    assert second.stat().st_mode & 0o777 == 0o700
    first.rmdir()
    second.rmdir()


@as_root
def test_behind_a_closed_parent_the_cluster_lives_elsewhere_and_rights_stay(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    (place / "elsewhere").mkdir(mode=0o755)
    server = Postgres(closed / "data", elsewhere=place / "elsewhere")
    do(server.start(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (3);")
    server.stop()
    assert closed.stat().st_mode & 0o777 == 0o700
    named = Path((closed / "data" / postgres_host.POINTER).read_text().strip())
    assert named.parent == place / "elsewhere"
    assert named.stat().st_mode & 0o777 == 0o700
    again = Postgres(closed / "data", elsewhere=place / "elsewhere")
    assert ask(again.start(), "SELECT n FROM kept") == (3,)
    again.stop()
    shutil.rmtree(named)
    with pytest.raises(ClusterDamaged):
        again.start()


@as_root
def test_programs_behind_a_closed_parent_are_copied_once_and_run(place: Path) -> None:
    account = postgres_host.account_for(place)
    package = postgres_host.programs(account=account, elsewhere=place / "elsewhere").parents[1]
    before = os.umask(0o077)
    copied = postgres_host._copied(package, elsewhere=place / "elsewhere")
    os.umask(before)
    postgres = copied / package.name / "pginstall" / "bin" / "postgres"
    said = run([str(postgres), "--version"], account=account)
    assert said.output.startswith("postgres (PostgreSQL) 18"), said.errors
    assert not (postgres.parents[1] / "include").exists()
    assert postgres_host._copied(package, elsewhere=place / "elsewhere") == copied
    assert len(list((place / "elsewhere").iterdir())) == 1


@as_root
def test_an_ordinary_user_runs_it_and_root_may_take_over(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid, switch=True)
    place.chmod(0o777)
    script = f"import sys; sys.path[:0] = {sys.path!r}\n" + OWNER.replace("time.sleep(600)", "server.stop()")
    done = run([interpreter_for(account), "-c", script, str(place / "data"), str(place / "x")], account=account)
    assert done.code == 0, done.errors
    assert (place / "data" / "postgres" / "cluster").stat().st_uid == nobody.pw_uid
    server = supervisor(place)
    assert ask(server.start(), "SELECT 1") == (1,)
    server.stop()


@as_root
def test_a_cluster_of_another_account_is_not_touched(place: Path) -> None:
    cluster = made_once(place)
    os.chown(cluster, 0, 0)
    with pytest.raises(ClusterNotOurs) as failure:
        supervisor(place).start()
    assert failure.value.params["owner"] == 0


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', datadir.DiskFull),
        ("PANIC:  could not locate a valid checkpoint record at 0/17A2BC8", ClusterDamaged),
        ("FATAL:  lock file exists\nHINT:  Is another postmaster (PID 7) using socket file?", SocketInUse),
        ("FATAL:  something nobody thought of", PostgresFailed),
    ],
)
def test_a_servers_last_words_become_one_named_failure(tmp_path: Path, words: str, kind: type[Exception]) -> None:
    home = Home(tmp_path)
    home.logs.mkdir()
    home.startup_log.write_text(f"LOG:  starting\n{words}\n")
    failure = explain(home, folder=tmp_path)
    assert type(failure) is kind
    assert failure.params["folder"] == str(tmp_path)
    assert "FATAL" not in str(failure.params["reason"])
