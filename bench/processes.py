"""What a process and its children take of the machine's memory, as Linux tells it."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

_PROC = Path("/proc")
MIB = 1024 * 1024


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes. `pss` shares out what several processes map together, so sums of it are true; `rss` counts it in each."""

    pss: int
    rss: int


def memory(pids: Iterable[int]) -> Memory:
    """Of all these processes together; one that has just ended counts nothing."""
    found = [_memory_of(pid) for pid in pids]
    return Memory(pss=sum(one.pss for one in found), rss=sum(one.rss for one in found))


def family(pid: int) -> list[int]:
    """The process and everything it started, and what they started."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.glob("[0-9]*"):
        parent = _parent(entry)
        if parent is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _memory_of(pid: int) -> Memory:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return Memory(pss=0, rss=0)
    sizes = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines[1:])}
    return Memory(pss=sizes.get("Pss", 0), rss=sizes.get("Rss", 0))


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None
