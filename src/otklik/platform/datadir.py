"""The data folder: made once, stamped with its layout, held by one program at a time, watched for space.

Nothing here changes the rights of a folder that was there before: what an administrator set stays.
"""

import errno
import fcntl
import os
import shutil
from pathlib import Path
from typing import IO, Final

import msgspec

from otklik.platform.errors import OtklikError

LAYOUT: Final = 1
STAMP: Final = "otklik.json"
FREE_BYTES_MIN: Final = 256 * 1024 * 1024
NOT_WRITABLE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})


class DataFolderFailed(OtklikError):
    """Something about the data folder stops the program; `params.folder` says which folder."""

    code = "data.failed"
    status = 503


class DataFolderNotWritable(DataFolderFailed):
    code = "data.not_writable"


class DataFolderLocked(DataFolderFailed):
    """Another Otklik works on it; `params.pid` is its process, 0 where unknown."""

    code = "data.locked"


class DataFolderTooNew(DataFolderFailed):
    """A newer Otklik made it: `params.found` and `params.supported` are layouts."""

    code = "data.too_new"


class DataFolderDamaged(DataFolderFailed):
    """The stamp is there but cannot be read; `params.path` is the file."""

    code = "data.damaged"


class DiskFull(DataFolderFailed):
    """`params.free_bytes` are left where `params.needed_bytes` are asked for."""

    code = "data.disk_full"


class Stamp(msgspec.Struct, frozen=True):
    """What the folder says about itself."""

    layout: int


def prepare(folder: Path, *, free_bytes_min: int = FREE_BYTES_MIN) -> None:
    """Make the folder where it is missing, check that this program may use it, and stamp it.

    Raises `DataFolderNotWritable`, `DiskFull`, `DataFolderTooNew`, `DataFolderDamaged`.
    """
    _make(folder)
    require_space(folder, free_bytes_min=free_bytes_min)
    stamp = read_stamp(folder)
    if stamp is None:
        write_atomically(folder / STAMP, msgspec.json.encode(Stamp(layout=LAYOUT)) + b"\n")
    elif stamp.layout > LAYOUT:
        raise DataFolderTooNew(params={"folder": str(folder), "found": stamp.layout, "supported": LAYOUT})


def read_stamp(folder: Path) -> Stamp | None:
    """What the folder says about itself; None for a folder that is new. Raises `DataFolderDamaged`."""
    path = folder / STAMP
    try:
        return msgspec.json.decode(path.read_bytes(), type=Stamp)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise DataFolderDamaged(params={"folder": str(folder), "path": str(path)}) from error


def free_bytes(folder: Path) -> int:
    """Space left for this program on the folder's disk; the nearest parent answers for a folder not made yet."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free


def require_space(folder: Path, *, free_bytes_min: int = FREE_BYTES_MIN) -> None:
    """Raises `DiskFull` before a half-written database does."""
    free = free_bytes(folder)
    if free < free_bytes_min:
        raise DiskFull(params={"folder": str(folder), "free_bytes": free, "needed_bytes": free_bytes_min})


def write_atomically(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write so that a crash leaves the old file or the new one, never half of one."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise as_folder_failure(error, folder=path.parent) from error


def as_folder_failure(error: OSError, *, folder: Path) -> DataFolderFailed:
    """The named failure behind an operating-system error on this folder."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        free = free_bytes(folder)
        return DiskFull(params={"folder": str(folder), "free_bytes": free, "needed_bytes": FREE_BYTES_MIN})
    if error.errno in NOT_WRITABLE:
        return DataFolderNotWritable(params={"folder": str(folder)}, detail=str(error))
    return DataFolderFailed(params={"folder": str(folder)}, detail=str(error))


class FolderLock:
    """One program at a time. The kernel lets go when the holder dies, so a lock is never stale."""

    def __init__(self, path: Path, *, folder: Path | None = None) -> None:
        self._path = path
        self._folder = folder or path.parent
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock or raise `DataFolderLocked`; never waits."""
        try:
            file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        except OSError as error:
            raise as_folder_failure(error, folder=self._folder) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = file.read(20).strip()
            file.close()
            pid = int(holder) if holder.isdigit() else 0
            raise DataFolderLocked(params={"folder": str(self._folder), "pid": pid}) from error
        self._file = file
        self._sign()

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _sign(self) -> None:
        assert self._file is not None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()


def _make(folder: Path) -> None:
    # As root the database runs under another account, which must be able to walk through this folder; the
    # files in it have rights of their own.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            folder.chmod(mode)
    except OSError as error:
        raise as_folder_failure(error, folder=folder) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise DataFolderNotWritable(params={"folder": str(folder)})
