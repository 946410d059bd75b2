"""A price is exact where everything was priced, and holds the truth in its bounds where a sample was."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.domains.campaigns.rules import pricing


def test_what_was_priced_whole_is_exact() -> None:
    found = pricing.total([2_000_000, 4_000_000], messages=2)
    assert found == pricing.Total(micros=6_000_000, low=6_000_000, high=6_000_000, exact=True)


def test_nobody_costs_nothing_and_an_unknown_price_is_not_nought() -> None:
    assert pricing.total([], messages=0) == pricing.Total(micros=0, low=0, high=0, exact=True)
    assert pricing.total([], messages=5) is None


def test_where_each_costs_the_same_one_price_tells_all() -> None:
    found = pricing.total([200_000], messages=335, alike=True)
    assert found == pricing.Total(micros=67_000_000, low=67_000_000, high=67_000_000, exact=True)


def test_a_sample_of_equals_still_leaves_room_for_one_dearer() -> None:
    found = pricing.total([2] * 100, messages=100_000)
    assert found is not None
    assert (found.micros, found.exact) == (200_000, False)
    assert found.high > found.micros


def test_the_bounds_hold_the_truth_nineteen_times_in_twenty() -> None:
    chance, held, rounds = random.Random(5), 0, 400
    for _ in range(rounds):
        prices = [2 * chance.choice((1, 1, 1, 2, 3)) for _ in range(3_000)]
        found = pricing.total(chance.sample(prices, 200), messages=len(prices))
        assert found is not None
        held += found.low <= sum(prices) <= found.high
    assert held / rounds > 0.92


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.integers(1, 10**6))
def test_bounds_stand_round_the_middle(sample: list[int], messages: int) -> None:
    found = pricing.total(sample, messages=max(messages, len(sample)))
    assert found is not None
    assert 0 <= found.low <= found.micros <= found.high
