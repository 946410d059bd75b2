"""Prints one digest of the given files and folders, so that a script knows whether anything changed.

Standard library only and quick: it runs before anything is installed, at every start.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SKIPPED: Final = frozenset({"node_modules", "dist", "coverage", "test-results", ".vite", "__pycache__"})


def files_of(path: Path) -> Iterator[Path]:
    """Every file below, in one order."""
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(set(folders) - SKIPPED)
        yield from (Path(folder) / name for name in sorted(names))


def fingerprint(paths: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        for file in files_of(path):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            whole.update(f"{file} {content}\n".encode())
    return whole.hexdigest()


if __name__ == "__main__":
    print(fingerprint([Path(one) for one in sys.argv[1:]]))
