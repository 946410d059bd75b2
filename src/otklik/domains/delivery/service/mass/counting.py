"""What a block of rows changes of its batch's counters."""

from collections import Counter
from collections.abc import Iterable

from otklik.channels.contract import Price
from otklik.domains.delivery.queries.mass import COST, HELD, Delta


class Tally:
    """Collects what goes up and down; `deltas` leaves out what came to nothing."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, str, str, str]] = Counter()
        self._costs: Counter[tuple[int, str, str, str]] = Counter()

    def enter(self, variant: int, state: str, code: str = "", *, count: int = 1) -> None:
        self._counts[variant, "state", state, code] += count

    def move(self, variant: int, *, before: tuple[str, str], after: tuple[str, str], count: int = 1) -> None:
        """From one (state, code) to another."""
        self.enter(variant, *before, count=-count)
        self.enter(variant, *after, count=count)

    def mark(self, variant: int, name: str, *, count: int = 1) -> None:
        self._counts[variant, "mark", name, ""] += count

    def charge(self, variant: int, price: Price, *, count: int = 1) -> None:
        """So many messages were taken, each for the price."""
        self._counts[variant, "mark", COST, price.currency] += count
        self._costs[variant, "mark", COST, price.currency] += price.micros * count

    def hold(self, variant: int, micros: int, *, count: int = 1) -> None:
        """Held back from the budget for so many messages, `micros` for each; fewer than none: given back."""
        self._counts[variant, "mark", HELD, ""] += count
        self._costs[variant, "mark", HELD, ""] += micros * count

    @property
    def deltas(self) -> list[Delta]:
        return [
            Delta(*key, count, self._costs[key]) for key, count in self._counts.items() if count or self._costs[key]
        ]


def entered(rows: Iterable[tuple[int, str, str, int]]) -> list[Delta]:
    """Deltas of new rows: (variant, state, code) and how many."""
    tally = Tally()
    for variant, state, code, count in rows:
        tally.enter(variant, state, code, count=count)
    return tally.deltas
