"""What a backup file is: a tar of the database's dump, the files and the key, closed by a manifest of digests."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from otklik.platform import datadir
from otklik.platform.errors import OtklikError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
MANIFEST_BYTES_MAX: Final = 256 * 1024 * 1024
DUMP: Final = "database.dump"
KEY: Final = "secret.key"
FILES: Final = "files"
BLOCK_BYTES: Final = 1024 * 1024


class ArchiveDamaged(OtklikError):
    """Not a backup, or not whole: `params.file`, `params.reason`."""

    code = "backup.damaged"
    status = 400


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Written last, so a backup cut short has none. `digests` are SHA-256 in hex by member name."""

    format: int
    version: str
    """The Otklik that made it."""
    made_at: str
    """RFC 3339, UTC."""
    revision: str
    """The database schema's revision."""
    files: str
    """`included`, or `external` where they lie in an S3-compatible store."""
    key: str
    """`included`, or `setting` where the key comes from OTKLIK_SECRET_KEY."""
    digests: dict[str, str]


class ArchiveWriter:
    """Adds members one after the other, taking their digests on the way."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.digests: dict[str, str] = {}

    def add(self, path: Path, *, name: str) -> None:
        with path.open("rb") as file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            _anonymous(info)
            reader = _DigestReader(file)
            self._tar.addfile(info, reader)
        self.digests[name] = reader.digest.hexdigest()

    def add_folder(self, folder: Path, *, name: str) -> int:
        """Every regular file below; how many. A file deleted meanwhile is left out."""
        count = 0
        for path in _files(folder):
            try:
                self.add(path, name=f"{name}/{path.relative_to(folder).as_posix()}")
            except FileNotFoundError:
                continue
            count += 1
        return count

    def close_with(self, manifest: Manifest) -> None:
        content = msgspec.json.format(msgspec.json.encode(manifest))
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(content)
        info.mode = 0o600
        self._tar.addfile(info, io.BytesIO(content))


def unpack(file: Path, *, into: Path) -> Manifest:
    """Unpack into an empty folder and check every digest. Raises `ArchiveDamaged`, `DiskFull`."""
    try:
        found = _extract(file, into=into)
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(file, reason=str(error) or type(error).__name__) from error
    except OSError as error:
        raise datadir.as_folder_failure(error, folder=into) from error
    manifest = _read_manifest(file, path=into / MANIFEST)
    found.pop(MANIFEST)
    if found != manifest.digests:
        wrong = sorted(set(found.items()) ^ set(manifest.digests.items()))
        raise _damaged(file, reason=wrong[0][0])
    return manifest


def _extract(file: Path, *, into: Path) -> dict[str, str]:
    digests: dict[str, str] = {}
    with tarfile.open(file, "r:") as tar:
        for member in tar:
            target = _target(file, member=member, into=into)
            source = tar.extractfile(member)
            assert source is not None
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                digests[member.name] = _copy(source, out)
    return digests


def _target(file: Path, *, member: tarfile.TarInfo, into: Path) -> Path:
    """Only plain members of the known names; a path that climbs out is an attack, not a backup."""
    parts = Path(member.name).parts
    known = member.name in {MANIFEST, DUMP, KEY} or (len(parts) > 1 and parts[0] == FILES)
    if not known or not member.isreg() or ".." in parts:
        raise _damaged(file, reason=member.name)
    target = into.joinpath(*parts)
    if target.exists():
        raise _damaged(file, reason=f"{member.name} twice")
    return target


def _copy(source: IO[bytes], out: IO[bytes]) -> str:
    reader = _DigestReader(source)
    while block := reader.read(BLOCK_BYTES):
        out.write(block)
    return reader.digest.hexdigest()


def _read_manifest(file: Path, *, path: Path) -> Manifest:
    if not path.is_file() or path.stat().st_size > MANIFEST_BYTES_MAX:
        raise _damaged(file, reason="it has no manifest: it was cut short")
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        raise _damaged(file, reason=f"{MANIFEST}: {error}") from error
    if manifest.format != FORMAT:
        raise _damaged(file, reason=f"format {manifest.format}")
    return manifest


def _damaged(file: Path, *, reason: str) -> ArchiveDamaged:
    return ArchiveDamaged(params={"file": str(file), "reason": reason})


def _anonymous(info: tarfile.TarInfo) -> None:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600


def _files(folder: Path) -> Iterator[Path]:
    for inside, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(inside) / name
            # Names with a leading point are writes that are not finished.
            if path.is_file() and not path.is_symlink() and not name.startswith("."):
                yield path


class _DigestReader(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block
