"""Which price holds."""

from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.contract import Price
from otklik.channels.sms.pricing import amount
from otklik.domains.prices import rules

ANY = Price(micros=2_000_000, currency="RUB")
BELARUS = Price(micros=100_000, currency="BYN", country="BY")


def test_a_countrys_own_price_comes_before_that_of_any() -> None:
    assert rules.holding([ANY, BELARUS], country="BY") == BELARUS
    assert rules.holding([ANY, BELARUS], country="KZ") == ANY
    assert rules.holding([BELARUS], country="KZ") is None


@given(segments=st.integers(0, 255))
def test_each_segment_costs_and_nothing_is_free_for_having_none(segments: int) -> None:
    assert rules.total(ANY, segments=segments).micros == 2_000_000 * max(segments, 1)


def test_a_sum_is_written_as_people_write_it() -> None:
    assert [amount(one) for one in (0, 2_000_000, 7_900, 20_000, 10_000_000, 1_234_567)] == [
        "0.00",
        "2.00",
        "0.0079",
        "0.02",
        "10.00",
        "1.234567",
    ]
