"""How many digits a currency has: the same on both sides, and amounts never lose or win any."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from otklik.platform import money

WEB = Path(__file__).parents[3] / "web/src/shared/format/money.ts"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1000", "JPY", 1_000),
        ("1000.00", "JPY", 1_000),
        ("-12.345", "KWD", -12_345),
        ("12.5", "RUB", 1_250),
        ("0.500", "RUB", 50),
        ("1234.000", "RUB", 123_400),
        ("0.0001", "CLF", 1),
        ("1000.5", "JPY", None),
        ("10.555", "RUB", None),
        ("1.000", "RUB", None),
        ("100.000", "JPY", None),
        ("999999999999999.99", "RUB", 99_999_999_999_999_999),
    ],
)
def test_a_sum_is_a_whole_number_of_coins_or_none(amount: str, currency: str, minor: int | None) -> None:
    assert money.in_minor(Decimal(amount), currency) == minor
    if minor is not None:
        assert money.in_units(minor, currency) == Decimal(amount)


def test_the_desk_holds_the_same_digits() -> None:
    told = re.findall(r"(\d): \"([A-Z ]+)\"", WEB.read_text("utf-8"))
    assert {code: int(digits) for digits, codes in told for code in codes.split()} == money.DIGITS
