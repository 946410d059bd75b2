"""Which price holds and what a message costs by it."""

from collections.abc import Sequence
from typing import Final

from otklik.channels.contract import Price

ANY_COUNTRY: Final = ""
ROWS_MAX: Final = 300
"""There are 249 countries."""
MICROS_MAX: Final = 1_000_000_000_000


def holding(prices: Sequence[Price], *, country: str) -> Price | None:
    """The country's own price, else that of any country; None when neither is known."""
    by_country = {price.country: price for price in prices}
    return by_country.get(country) or by_country.get(ANY_COUNTRY)


def total(price: Price, *, segments: int) -> Price:
    """For a whole message; whatever is not SMS is one."""
    return Price(micros=price.micros * max(segments, 1), currency=price.currency, country=price.country)


def repeated(prices: Sequence[Price]) -> str | None:
    """The first country named twice."""
    seen = set[str]()
    for price in prices:
        if price.country in seen:
            return price.country
        seen.add(price.country)
    return None
