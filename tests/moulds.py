"""A data folder that takes long to fill is filled once a run, and copied for every test that wants one like it."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

FRESH_SECONDS: Final = 900.0
"""What the demo company was told five minutes ago must not have been told an hour ago."""

Make = Callable[[Path], Awaitable[None]]


async def cast(name: str, make: Make) -> Path:
    """A new folder, filled as `make` fills an empty one. The processes of one run share what was made."""
    shelf = _shelf()
    shelf.mkdir(exist_ok=True)
    with (shelf / f"{name}.lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        folder, mould = _new_folder(), shelf / name
        if mould.is_dir() and time.time() - mould.stat().st_mtime < FRESH_SECONDS:
            await asyncio.to_thread(_copy, mould, folder)
        else:
            await make(folder)
            await asyncio.to_thread(_keep, folder, mould)
    return folder


def forget() -> None:
    """At the end of a run, by the process that began it."""
    shutil.rmtree(_shelf(), ignore_errors=True)


def _shelf() -> Path:
    """Named by the process that began the run: with pytest-xdist the parent of this one."""
    shared = "PYTEST_XDIST_WORKER" in os.environ  # noqa: TID251 - pytest's own, no setting of the product
    return Path(tempfile.gettempdir()) / f"otk-moulds-{os.getppid() if shared else os.getpid()}"


def _new_folder() -> Path:
    """Under root pytest's own folders are closed to PostgreSQL's account, as in tests/conftest.py."""
    folder = Path(tempfile.mkdtemp(prefix="otk-cast-"))
    folder.chmod(0o711)
    return folder


def _keep(folder: Path, mould: Path) -> None:
    shutil.rmtree(mould, ignore_errors=True)
    _copy(folder, mould)
    os.utime(mould)


def _copy(source: Path, target: Path) -> None:
    """With its owners: the cluster is another account's."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
