"""How many digits a currency has after the point: the one place that knows it.

Amounts are whole numbers of the currency's smallest unit wherever they are kept and sent. The digits are those of ISO
4217 (https://www.six-group.com/en/products-services/financial-information/data-standards.html, list one, 2026-01), by
which shops and banks count. Not those of CLDR, which say what is usual to show: there a forint has 2 digits or none by
the edition, and a browser's edition is not the server's. `web/src/shared/format/money.ts` holds the same.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

DIGITS_DEFAULT: Final = 2
GROUPED: Final = 3
"""Digits between separators of thousands."""
_CODES: Final[Mapping[int, str]] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DIGITS: Final[Mapping[str, int]] = {code: digits for digits, codes in _CODES.items() for code in codes.split()}
"""Of those that have not two."""
SCALES: Final = {currency: 10**digits for currency, digits in DIGITS.items()}
"""How many of the smallest unit make one, of those that have not a hundred; for SQL."""


def digits_of(currency: str) -> int:
    """After the point: 2 of roubles, 0 of yen, 3 of Kuwaiti dinars."""
    return DIGITS.get(currency, DIGITS_DEFAULT)


def in_units(minor: int, currency: str) -> Decimal:
    """1990 kopecks are 19.90 roubles."""
    return Decimal(minor).scaleb(-digits_of(currency))


def in_minor(amount: Decimal, currency: str) -> int | None:
    """The same in the smallest unit; None where it has more digits than the currency.

    `1.000` is refused as `1.234` is where nobody writes three digits: they are thousands to whoever wrote them so.
    """
    minor = amount.scaleb(digits_of(currency))
    if minor != minor.to_integral_value() or _may_be_thousands(amount, currency):
        return None
    return int(minor)


def _may_be_thousands(amount: Decimal, currency: str) -> bool:
    written = amount.as_tuple().exponent
    return written == -GROUPED and digits_of(currency) < GROUPED and 1 <= abs(amount) < 10**GROUPED
