"""Rows of a file apart by person, so that several may write them at once and hardly meet. Pure.

Nobody's rows lie in two blocks: what is rolled up of a person is written once, and of two rows with one key the one
that stands first in the file is kept, whichever block is written first. A file that is half loaded goes on by the
numbers of its blocks: they must come out the same in every version (a test pins them).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Generic, NamedTuple, TypeVar
from zlib import crc32

import msgspec

from otklik.domains.activity import filing
from otklik.domains.activity.import_schemas import ImportPlan

BINS: Final = 1_024

T = TypeVar("T")
_pack: Final = msgspec.msgpack.Encoder().encode


class Line(NamedTuple):
    """A row of the file by its number; those of one `run` stood together, with none of another person between."""

    number: int
    run: int
    cells: list[str]


_unpack: Final = msgspec.msgpack.Decoder(Line).decode


class Bins(Generic[T]):
    """Rows by whose they are."""

    def __init__(self) -> None:
        self._bins: list[list[T]] = [[] for _ in range(BINS)]

    def put(self, row: T, whose: bytes) -> None:
        self._bins[crc32(whose) % BINS].append(row)

    def blocks(self, size: int, *, parts: Callable[[T, T], bool]) -> list[list[T]]:
        """Of `size` rows at most, one at least; of a bin with more the blocks end where `parts` lets two rows part."""
        blocks: list[list[T]] = [[]]
        for rows in self._bins:
            for some in _cut(rows, size, parts):
                if blocks[-1] and len(blocks[-1]) + len(some) > size:
                    blocks.append([])
                blocks[-1].extend(some)
        return blocks


class Spread(msgspec.Struct, frozen=True):
    """A file's rows below its titles, packed, in blocks; `blank` rows are in none."""

    blocks: Sequence[Sequence[bytes]]
    blank: int

    @property
    def rows(self) -> int:
        return self.blank + sum(map(len, self.blocks))


def spread(rows: Iterable[list[str]], plan: ImportPlan, *, size: int) -> Spread:
    """Takes a while: call it in a thread."""
    targets = [column.target for column in plan.columns]
    persons = [targets.index(one) for one in filing.PERSON if one in targets]
    key = targets.index("key") if "key" in targets else None
    bins = Bins[bytes]()
    blank = run = 0
    whose, order = "", ""
    for number, cells in enumerate(rows, start=2):
        if not "".join(cells).strip():
            blank += 1
            continue
        order, before = _cell(cells, key), order
        if not order or order != before:  # rows of one order stay together, whoever they name
            whose, last = _whose(cells, persons), whose
            run += whose != last
        bins.put(_pack((number, run, cells)), whose.encode())
    return Spread(bins.blocks(size, parts=lambda one, two: _may_part(one, two, key)), blank)


def lines(block: Iterable[bytes]) -> Iterator[Line]:
    return map(_unpack, block)


def _whose(cells: Sequence[str], persons: Sequence[int]) -> str:
    """What the row calls its person, roughly: who is called in two ways is met by two blocks, and no harm is done."""
    return next((said for place in persons if (said := _cell(cells, place))), "").casefold()


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _may_part(one: bytes, two: bytes, key: int | None) -> bool:
    order = _cell(_unpack(one).cells, key)
    return not order or order != _cell(_unpack(two).cells, key)


def _cut(rows: Sequence[T], size: int, parts: Callable[[T, T], bool]) -> Iterator[Sequence[T]]:
    first = 0
    while len(rows) - first > size:
        end = first + size
        while end < len(rows) and not parts(rows[end - 1], rows[end]):
            end += 1
        yield rows[first:end]
        first = end
    if rows[first:]:
        yield rows[first:]
