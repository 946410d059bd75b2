"""What a campaign will cost: each message's price where all are alike, else a sample with honest bounds."""

import math
from collections.abc import Sequence
from typing import Final

import msgspec

Z: Final = 1.959964


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """In millionths of the currency's unit; `low` and `high` are the 95 % bounds, equal where it is exact."""

    micros: int
    low: int
    high: int
    exact: bool


def total(sample: Sequence[int], *, messages: int, alike: bool = False) -> Total | None:
    """Of `messages` whose prices are like the sample's; None: nobody knows a price. A whole sample is exact.

    `alike`: each costs what the first does.
    """
    if not messages:
        return Total(micros=0, low=0, high=0, exact=True)
    if not sample:
        return None
    if alike:
        whole = sample[0] * messages
        return Total(micros=whole, low=whole, high=whole, exact=True)
    mean = sum(sample) / len(sample)
    middle = round(mean * messages)
    if len(sample) >= messages or min(sample) == max(sample) == 0:
        return Total(micros=middle, low=middle, high=middle, exact=len(sample) >= messages)
    half = _half(sample, mean, messages)
    low = max(round(middle - half), sum(sample))
    return Total(micros=middle, low=min(low, middle), high=round(middle + half), exact=False)


def _half(sample: Sequence[int], mean: float, messages: int) -> float:
    """With the finite population's correction; a sample of equals may still hide one dearer message in 3/n (Hanley)."""
    n = len(sample)
    spread = math.sqrt(sum((one - mean) ** 2 for one in sample) / max(n - 1, 1))
    if spread == 0:
        return 3 / n * mean * messages * (1 - n / messages)
    return Z * spread / math.sqrt(n) * math.sqrt(1 - n / messages) * messages
