"""`otklik restore FILE`: a backup into an empty data folder and database, checked before anything is touched."""

import argparse
import shutil
import tempfile
from pathlib import Path

from alembic.script import ScriptDirectory

from otklik.commands import dump
from otklik.commands.archive import DUMP, FILES, KEY, Manifest, unpack
from otklik.commands.database import OpenDatabase, connected, opened
from otklik.platform import datadir, migrate
from otklik.platform.errors import OtklikError
from otklik.platform.settings import Settings

HELP = "put a backup into an empty data folder and database"
# A dump grows when it is loaded: indexes, row headers, the log of the load itself.
GROWTH = 3


class BackupMissing(OtklikError):
    """There is no `params.file`."""

    code = "backup.file_missing"
    status = 404


class BackupNewer(OtklikError):
    """Made by `params.version`, whose schema this program does not know."""

    code = "backup.newer"
    status = 409


class NotEmpty(OtklikError):
    """There is data in `params.where`, and --force was not given."""

    code = "backup.not_empty"
    status = 409


class DatabaseInUse(OtklikError):
    """An Otklik is connected to the external database that would be replaced."""

    code = "backup.in_use"
    status = 409


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a file written by `otklik backup`")
    parser.add_argument("--force", action="store_true", help="replace the data that is there: it is lost")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Raises `OtklikError`s, which the command line turns into lines."""
    manifest = put_back(settings, file=arguments.file, force=arguments.force)
    print(f"Restored what Otklik {manifest.version} held at {manifest.made_at}. Start it with `otklik serve`.")
    if manifest.files == "external":
        print("The files were not in the backup: point OTKLIK_FILES_URL to where they lie.")
    if manifest.key == "setting":
        print("The secret key was not in the backup: set OTKLIK_SECRET_KEY to the one it was made with.")
    return 0


def put_back(settings: Settings, *, file: Path, force: bool = False) -> Manifest:
    """Check the backup, then replace the database, the files and the key. Raises `OtklikError`s."""
    if not file.is_file():
        raise BackupMissing(params={"file": str(file)})
    datadir.prepare(settings.data_dir, free_bytes_min=datadir.FREE_BYTES_MIN + GROWTH * file.stat().st_size)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data_dir) as staging:
        manifest = unpack(file, into=Path(staging))
        _refuse_newer(file, manifest=manifest)
        if not force:
            _refuse_files(settings.data_dir / FILES)
        with opened(settings, alone=True) as database:
            _refuse_use(database, force=force)
            dump.load(database, source=Path(staging) / DUMP, replace=force)
        _place_files(Path(staging), settings=settings, manifest=manifest)
    return manifest


def _refuse_newer(file: Path, *, manifest: Manifest) -> None:
    known = {script.revision for script in ScriptDirectory(str(migrate.FOLDER)).walk_revisions()}
    if manifest.revision and manifest.revision not in known:
        raise BackupNewer(params={"file": str(file), "version": manifest.version})


def _refuse_files(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise NotEmpty(params={"where": str(folder)})


def _refuse_use(database: OpenDatabase, *, force: bool) -> None:
    with connected(database.admin_dsn) as connection:
        users = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'otklik'"
        ).fetchone()
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if users and users[0]:
        raise DatabaseInUse
    if tables and tables[0] and not force:
        raise NotEmpty(params={"where": "the database"})


def _place_files(staging: Path, *, settings: Settings, manifest: Manifest) -> None:
    """After the database: a crash in between leaves files too many, and `restore --force` can run again."""
    if manifest.files == "included":
        old, new = settings.data_dir / FILES, staging / FILES
        if old.exists():
            old.rename(staging / "old")
        if new.exists():
            shutil.move(new, old)
    if manifest.key == "included" and (staging / KEY).is_file():
        datadir.write_atomically(settings.data_dir / KEY, (staging / KEY).read_bytes())
