"""`otklik backup FILE`: the database, the files and the key in one file, while the program runs."""

import argparse
import os
import tarfile
import tempfile
from pathlib import Path

import otklik
from otklik.commands import dump
from otklik.commands.archive import DUMP, FILES, FORMAT, KEY, ArchiveWriter, Manifest
from otklik.commands.database import OpenDatabase, connected, opened
from otklik.platform import datadir
from otklik.platform.clock import SystemClock
from otklik.platform.errors import OtklikError
from otklik.platform.settings import Settings

HELP = "write the database, the files and the secret key into one file"


class BackupExists(OtklikError):
    """`params.file` is there already and --force was not given."""

    code = "backup.file_exists"
    status = 409


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write the backup (a tar)")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Raises `OtklikError`s, which the command line turns into lines."""
    manifest = make(settings, file=arguments.file, force=arguments.force)
    print(f"{arguments.file}: {arguments.file.stat().st_size} bytes, {len(manifest.digests)} parts")
    if manifest.files == "external":
        print(f"The files lie in {settings.files_url} and are not in the backup: copy that bucket too.")
    if manifest.key == "setting":
        print("The secret key is in OTKLIK_SECRET_KEY and not in the backup: keep it safe apart.")
    return 0


def make(settings: Settings, *, file: Path, force: bool = False) -> Manifest:
    """Write the backup beside its name and rename it when it is whole. Raises `OtklikError`s."""
    if file.exists() and not force:
        raise BackupExists(params={"file": str(file)})
    try:
        with opened(settings) as database, tempfile.TemporaryDirectory(prefix=".otklik-", dir=file.parent) as folder:
            partial = Path(folder) / "backup.tar"
            manifest = _write(settings, database=database, partial=partial)
            partial.replace(file)
            return manifest
    except OSError as error:
        raise datadir.as_folder_failure(error, folder=file.parent) from error


def _write(settings: Settings, *, database: OpenDatabase, partial: Path) -> Manifest:
    """The dump before the files: files are never changed, so every file a dumped row names is still there."""
    dumped = partial.with_name(DUMP)
    dump.dump(database, into=dumped)
    key = settings.data_dir / KEY
    external = bool(settings.files_url)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            writer = ArchiveWriter(tar)
            writer.add(dumped, name=DUMP)
            dumped.unlink()
            if not settings.secret_key and key.is_file():
                writer.add(key, name=KEY)
            if not external:
                writer.add_folder(settings.data_dir / FILES, name=FILES)
            manifest = Manifest(
                format=FORMAT,
                version=otklik.__version__,
                made_at=SystemClock().now().isoformat(),
                revision=_revision(database),
                files="external" if external else "included",
                key="setting" if settings.secret_key else "included",
                digests=writer.digests,
            )
            writer.close_with(manifest)
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _revision(database: OpenDatabase) -> str:
    with connected(database.admin_dsn) as connection:
        there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        if there is None or not there[0]:
            return ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""
