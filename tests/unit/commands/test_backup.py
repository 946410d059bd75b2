"""Backup and restore between real databases: everything comes back, damage is seen first, nothing is lost by halves."""

import argparse
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest

from otklik.commands import backup, restore
from otklik.commands.archive import MANIFEST, ArchiveDamaged, Manifest
from otklik.commands.messages import line
from otklik.platform.datadir import DataFolderLocked, DiskFull
from otklik.platform.errors import OtklikError
from otklik.platform.postgres import Postgres
from otklik.platform.settings import Settings

SCHEMA = """
CREATE TABLE alembic_version (version_num text PRIMARY KEY);
INSERT INTO alembic_version VALUES ('{revision}');
CREATE TABLE note (id int PRIMARY KEY, workspace_id text NOT NULL, body text NOT NULL);
CREATE INDEX note_body ON note USING gin (body gin_trgm_ops);
INSERT INTO note VALUES (1, 'a', 'Привет'), (2, 'b', E'tab\\tand \\\\. backslash');
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
ALTER TABLE note FORCE ROW LEVEL SECURITY;
CREATE POLICY one ON note USING (current_setting('otklik.workspace_id', true) IN ('*', workspace_id));
"""
ROWS = [(1, "a", "Привет"), (2, "b", "tab\tand \\. backslash")]


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="otk-", dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def settings_for(place: Path, name: str) -> Settings:
    return Settings(data_dir=place / name)


def fill(settings: Settings, *, revision: str = "0001") -> None:
    """A database with two workspaces' rows under row-level security, a file and a key."""
    server = Postgres(settings.data_dir)
    with psycopg.connect(server.start()) as connection:
        connection.execute(SCHEMA.replace("{revision}", revision).encode())
    server.stop()
    (settings.data_dir / "files" / "a" / "01").mkdir(parents=True)
    (settings.data_dir / "files" / "a" / "01" / "0123").write_bytes(b"\x00picture")
    (settings.data_dir / "files" / "a" / ".half.part").write_bytes(b"not finished")
    (settings.data_dir / "secret.key").write_text("a key")


def rows(settings: Settings) -> list[tuple[object, ...]]:
    server = Postgres(settings.data_dir)
    dsn = server.start()
    try:
        with psycopg.connect(dsn, options="-c otklik.workspace_id=*") as connection:
            return connection.execute("SELECT * FROM note ORDER BY id").fetchall()
    finally:
        server.stop()


def repacked(source: Path, target: Path, *, change: dict[str, bytes | None]) -> Path:
    """The backup with some members replaced (bytes) or left out (None)."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            if change.get(member.name, b"") is None:
                continue
            extracted = old.extractfile(member)
            assert extracted is not None
            part = target.with_name("part")
            part.write_bytes(change.get(member.name) or extracted.read())
            new.add(part, arcname=member.name)
    return target


def test_what_was_backed_up_while_running_comes_back_in_a_new_folder(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, file = settings_for(place, "old"), settings_for(place, "new"), place / "backup.tar"
    fill(old)
    running = Postgres(old.data_dir)
    running.start()
    assert backup.run(old, argparse.Namespace(file=file, force=False)) == 0
    running.stop()
    assert file.stat().st_mode & 0o777 == 0o600
    assert restore.run(new, argparse.Namespace(file=file, force=False)) == 0
    assert rows(new) == ROWS
    assert (new.data_dir / "files" / "a" / "01" / "0123").read_bytes() == b"\x00picture"
    assert not (new.data_dir / "files" / "a" / ".half.part").exists()
    assert (new.data_dir / "secret.key").read_text() == "a key"
    assert "otklik serve" in capsys.readouterr().out
    assert sorted(one.name for one in place.iterdir()) == ["backup.tar", "new", "old"]
    assert not list(new.data_dir.glob(".restore*"))


def test_restored_tables_belong_to_the_application_and_stay_behind_row_level_security(place: Path) -> None:
    old, new, file = settings_for(place, "old"), settings_for(place, "new"), place / "backup.tar"
    fill(old)
    backup.make(old, file=file)
    restore.put_back(new, file=file)
    server = Postgres(new.data_dir)
    with psycopg.connect(server.start(), options="-c otklik.workspace_id=b") as connection:
        assert connection.execute("SELECT id FROM note").fetchall() == [(2,)]
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'note'").fetchone()
        assert owner == ("otklik",)
    server.stop()


def test_data_that_is_there_is_replaced_only_by_force(place: Path) -> None:
    settings, file = settings_for(place, "data"), place / "backup.tar"
    fill(settings)
    backup.make(settings, file=file)
    server = Postgres(settings.data_dir)
    with psycopg.connect(server.start()) as connection:
        connection.execute("DROP TABLE note")
        connection.execute("CREATE TABLE later (id int)")
    server.stop()
    (settings.data_dir / "files" / "later").write_bytes(b"later")
    with pytest.raises(restore.NotEmpty) as failure:
        restore.put_back(settings, file=file)
    assert failure.value.params["where"] == str(settings.data_dir / "files")
    shutil.rmtree(settings.data_dir / "files")
    with pytest.raises(restore.NotEmpty) as failure:
        restore.put_back(settings, file=file)
    assert failure.value.params["where"] == "the database"
    restore.put_back(settings, file=file, force=True)
    assert rows(settings) == ROWS
    assert not (settings.data_dir / "files" / "later").exists()


def test_nothing_is_restored_under_a_running_program(place: Path) -> None:
    settings, file = settings_for(place, "data"), place / "backup.tar"
    fill(settings)
    backup.make(settings, file=file)
    running = Postgres(settings.data_dir)
    running.start()
    with pytest.raises(DataFolderLocked):
        restore.put_back(settings, file=file, force=True)
    running.stop()
    assert rows(settings) == ROWS


def test_a_damaged_backup_is_refused_before_anything_changes(place: Path) -> None:
    settings, file = settings_for(place, "data"), place / "backup.tar"
    fill(settings)
    backup.make(settings, file=file)
    whole = file.read_bytes()
    cut, text = place / "cut.tar", place / "text.tar"
    cut.write_bytes(whole[: len(whole) // 2])
    text.write_text("not a backup")
    broken = [
        cut,
        text,
        repacked(file, place / "1.tar", change={MANIFEST: None}),
        repacked(file, place / "2.tar", change={MANIFEST: b"{}"}),
        repacked(file, place / "3.tar", change={"files/a/01/0123": b"\x00PICTURE"}),
        repacked(file, place / "4.tar", change={"secret.key": None}),
    ]
    for one in broken:
        with pytest.raises(ArchiveDamaged) as failure:
            restore.put_back(settings, file=one, force=True)
        assert str(one) in line(failure.value)
    assert rows(settings) == ROWS
    assert (settings.data_dir / "files" / "a" / "01" / "0123").read_bytes() == b"\x00picture"


@pytest.mark.parametrize("name", ["../outside", "files/../../outside", "/etc/outside", "otklik.json"])
def test_a_member_that_climbs_out_is_refused(place: Path, name: str) -> None:
    file = place / "evil.tar"
    (place / "part").write_bytes(b"evil")
    with tarfile.open(file, "w") as tar:
        info = tar.gettarinfo(place / "part")
        info.name = name
        with (place / "part").open("rb") as content:
            tar.addfile(info, content)
    with pytest.raises(ArchiveDamaged):
        restore.put_back(settings_for(place, "data"), file=file)
    assert not (place / "outside").exists()


def test_a_dump_that_breaks_off_leaves_the_old_data(place: Path) -> None:
    settings, file = settings_for(place, "data"), place / "backup.tar"
    fill(settings)
    backup.make(settings, file=file)
    with tarfile.open(file) as tar:
        members = {member.name: tar.extractfile(member) for member in tar}
        dumped, listed = members["database.dump"], members[MANIFEST]
        assert dumped is not None
        assert listed is not None
        half = dumped.read()[:-200]
        manifest = msgspec.json.decode(listed.read(), type=Manifest)
    (place / "half").write_bytes(half)
    digests = {**manifest.digests, "database.dump": hashlib.sha256(half).hexdigest()}
    signed = msgspec.json.encode(msgspec.structs.replace(manifest, digests=digests))
    broken = repacked(file, place / "broken.tar", change={"database.dump": half, MANIFEST: signed})
    with pytest.raises(OtklikError) as failure:
        restore.put_back(settings, file=broken, force=True)
    assert failure.value.code == "backup.tool_failed"
    assert rows(settings) == ROWS


def test_a_backup_of_a_newer_schema_is_refused(place: Path) -> None:
    old, new, file = settings_for(place, "old"), settings_for(place, "new"), place / "backup.tar"
    fill(old, revision="9999_from_the_future")
    backup.make(old, file=file)
    with pytest.raises(restore.BackupNewer):
        restore.put_back(new, file=file)


def test_a_backup_is_not_overwritten_unless_asked(place: Path) -> None:
    settings, file = settings_for(place, "data"), place / "backup.tar"
    fill(settings)
    file.write_text("last week's")
    with pytest.raises(backup.BackupExists) as failure:
        backup.make(settings, file=file)
    assert "--force" in line(failure.value)
    assert file.read_text() == "last week's"
    assert backup.run(settings, argparse.Namespace(file=file, force=True)) == 0
    assert tarfile.is_tarfile(file)


def test_a_key_kept_in_a_setting_stays_out_of_the_backup(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings, file = settings_for(place, "data"), place / "backup.tar"
    fill(settings)
    outside = msgspec.structs.replace(settings, secret_key="x" * 43, files_url="s3://bucket")
    assert backup.run(outside, argparse.Namespace(file=file, force=False)) == 0
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["database.dump", MANIFEST]
    assert "OTKLIK_SECRET_KEY" in capsys.readouterr().out


def test_an_external_database_is_backed_up_and_restored_through_its_address(place: Path) -> None:
    outside, file = Postgres(place / "outside"), place / "backup.tar"
    dsn = outside.start()
    local = Settings(data_dir=place / "data", database_url=dsn)
    with psycopg.connect(dsn) as connection:
        connection.execute(SCHEMA.replace("{revision}", "0001").encode())
    backup.make(local, file=file)
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE note SET body = 'changed'")
    with psycopg.connect(dsn, application_name="otklik"), pytest.raises(restore.DatabaseInUse):
        restore.put_back(local, file=file, force=True)
    restore.put_back(local, file=file, force=True)
    with psycopg.connect(dsn, options="-c otklik.workspace_id=*") as connection:
        assert connection.execute("SELECT * FROM note ORDER BY id").fetchall() == ROWS
    outside.stop()


def test_a_backup_that_is_missing_or_too_large_for_the_disk_is_said_so(place: Path) -> None:
    settings = settings_for(place, "data")
    with pytest.raises(restore.BackupMissing) as failure:
        restore.put_back(settings, file=place / "none.tar")
    assert str(place / "none.tar") in line(failure.value)
    huge = place / "huge.tar"
    with huge.open("wb") as file:
        file.truncate(2**42)
    with pytest.raises(DiskFull):
        restore.put_back(settings, file=huge)
