"""What SMS cost where nobody has said better, and sums of money in millionths."""

from decimal import Decimal
from typing import Final

from otklik.channels.contract import Price

MICROS: Final = 1_000_000
STARTING: Final = Price(micros=2 * MICROS, currency="RUB")
"""An ordinary price of one segment in Russia; an administrator writes the contract's own in the settings."""


def amount(micros: int) -> str:
    """As people write it: at least two digits after the point, more only where they say something."""
    exact = Decimal(micros) / MICROS
    shown = exact.quantize(Decimal("0.01"))
    return f"{shown if shown == exact else exact.normalize():f}"
