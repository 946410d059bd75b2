"""RFM: fifths of recency, frequency and money, and the groups they make. Pure.

Recency, frequency, monetary value after Hughes, Strategic Database Marketing (1994). A fifth is by rank with equals
together: whoever bought as often as somebody else has the same fifth, so small companies are not split by chance.
The grid is recency by value, where value is the mean of frequency and money, rounded up.
"""

from collections.abc import Mapping
from typing import Final

FIFTHS: Final = 5

CHAMPIONS: Final = "champions"
LOYAL: Final = "loyal"
GROWING: Final = "growing"
NEWCOMERS: Final = "newcomers"
COOLING: Final = "cooling"
AT_RISK: Final = "at_risk"
ASLEEP: Final = "asleep"
LOST: Final = "lost"

GROUPS: Final = (CHAMPIONS, LOYAL, GROWING, NEWCOMERS, COOLING, AT_RISK, ASLEEP, LOST)

_BY_RECENCY: Final[Mapping[int, tuple[str, ...]]] = {
    5: (NEWCOMERS, GROWING, GROWING, CHAMPIONS, CHAMPIONS),
    4: (NEWCOMERS, GROWING, GROWING, LOYAL, CHAMPIONS),
    3: (COOLING, COOLING, COOLING, LOYAL, LOYAL),
    2: (ASLEEP, ASLEEP, AT_RISK, AT_RISK, AT_RISK),
    1: (LOST, LOST, AT_RISK, AT_RISK, AT_RISK),
}
"""By value from 1 to 5."""


def value(*, frequency: int, money: int) -> int:
    """The second side of the grid, 1 to 5."""
    return (frequency + money + 1) // 2


def group(*, recency: int, value: int) -> str:
    """The group of a cell of the grid."""
    return _BY_RECENCY[recency][value - 1]


def cells() -> list[tuple[int, int, str]]:
    """(recency, value, group) of all 25."""
    sides = range(1, FIFTHS + 1)
    return [(recency, side, group(recency=recency, value=side)) for recency in sides for side in sides]
