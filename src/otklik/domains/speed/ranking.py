"""Medians, deciles, shares and bars of any number of waits, all exact to the second. No I/O.

Waits come as bytes, four to a wait and in no order: a million answers are 4 MB.
"""

import sys
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Final, NamedTuple

SORTED_MAX: Final = 20_000
"""More waits than this are counted before they are put in order: many of them are equal then."""
WAIT_SECONDS_MAX: Final = 2**31 - 1
"""What four bytes hold; 68 years."""
_CODE: Final = "i"
assert array(_CODE).itemsize == 4


class Waits(NamedTuple):
    """Waits of one group that are alike in the two things figures are always told apart by."""

    key: str
    """Of the group; empty: of none."""
    first: bool
    in_hours: bool
    seconds: bytes
    """Big-endian, four bytes a wait."""


class Pile:
    """Waits in their order: `upto` says how many there are up to and with each, so that equal ones may stand once."""

    def __init__(self, seconds: Sequence[int], upto: Sequence[int]) -> None:
        self._seconds = seconds
        self._upto = upto

    @property
    def count(self) -> int:
        return self._upto[-1] if self._upto else 0

    def within(self, seconds: int) -> int:
        """How many took no longer."""
        place = bisect_right(self._seconds, seconds)
        return self._upto[place - 1] if place else 0

    def percentile(self, percent: int) -> float | None:
        """Between the two values whose ranks enclose it, as `percentile_cont` and a spreadsheet's PERCENTILE.INC do."""
        if not self.count:
            return None
        rank, rest = divmod((self.count - 1) * percent, 100)
        lower, upper = self._at(rank), self._at(min(rank + 1, self.count - 1))
        return lower + (upper - lower) * rest / 100

    def _at(self, rank: int) -> int:
        return self._seconds[bisect_right(self._upto, rank)]


_Part = tuple[bool, bool]
"""First answers or later ones, in or out of hours."""


class Group:
    """One group's waits, first and later ones, in and out of hours."""

    def __init__(self) -> None:
        self._parts: dict[_Part, array[int]] = {}
        self._counts: dict[_Part, Counter[int]] = {}

    def add(self, waits: Waits) -> None:
        self._parts.setdefault((waits.first, waits.in_hours), array(_CODE)).extend(numbers(waits.seconds))

    def pile(self, *, first: bool = False, in_hours: bool | None = None) -> Pile:
        """All, or only `first` ones; `in_hours` None: whenever the customer wrote."""
        fitting = [part for part in self._parts if (part[0] or not first) and in_hours in {None, part[1]}]
        if sum(len(self._parts[part]) for part in fitting) <= SORTED_MAX:
            seconds = sorted(chain.from_iterable(self._parts[part] for part in fitting))
            return Pile(seconds, range(1, len(seconds) + 1))
        counts: Counter[int] = Counter()
        for part in fitting:
            counts.update(self._counted(part))
        seconds = sorted(counts)
        return Pile(seconds, list(accumulate(counts[one] for one in seconds)))

    def _counted(self, part: _Part) -> Counter[int]:
        if part not in self._counts:
            self._counts[part] = Counter(self._parts[part])
        return self._counts[part]


def grouped(found: Iterable[Waits]) -> dict[str, Group]:
    """By key; what comes twice for one, from the days rolled up and from answers themselves, is put together."""
    groups: dict[str, Group] = {}
    for waits in found:
        groups.setdefault(waits.key, Group()).add(waits)
    return groups


Piles = Mapping[tuple[bool, bool | None], Pile]
"""By whether only first answers are meant, and whether in hours, out of them or (None) always."""


def piles(found: Iterable[Waits]) -> Piles:
    """Of waits that are all one group's."""
    group = grouped(found).get("", Group())
    return {
        (first, in_hours): group.pile(first=first, in_hours=in_hours)
        for first in (False, True)
        for in_hours in (None, True, False)
    }


def numbers(seconds: bytes) -> "array[int]":
    """The waits of `Waits`, in seconds."""
    found = array(_CODE)
    found.frombytes(seconds)
    if sys.byteorder == "little":
        found.byteswap()
    return found
