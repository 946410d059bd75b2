"""The pool is split to the last kopeck, and nobody's share depends on who stands beside them in the list."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.bonus import pool

MONEY = st.integers(min_value=0, max_value=10**12)
WEIGHTS = st.lists(st.fractions(min_value=0, max_value=10**8), min_size=1, max_size=40)


@given(MONEY, WEIGHTS)
def test_the_shares_are_together_the_pool(money: int, weights: list[Fraction]) -> None:
    shares = pool.split(money, weights)
    assert sum(shares) == (money if any(weights) else 0)
    assert all(share >= 0 for share in shares)


@given(MONEY, WEIGHTS)
def test_nobody_is_a_kopeck_or_more_off_their_exact_share(money: int, weights: list[Fraction]) -> None:
    total = sum(weights, Fraction())
    for share, weight in zip(pool.split(money, weights), weights, strict=True):
        assert abs(share - (money * weight / total if total else 0)) < 1


@given(MONEY, WEIGHTS)
def test_whoever_weighs_more_gets_no_less(money: int, weights: list[Fraction]) -> None:
    shares = pool.split(money, weights)
    pairs = sorted(zip(weights, shares, strict=True))
    for (weight, share), (heavier, larger) in pairwise(pairs):
        assert weight == heavier or share <= larger


def test_three_equals_share_a_hundred_kopecks() -> None:
    assert pool.split(100, [Fraction(1)] * 3) == [34, 33, 33]


def test_places_get_their_percents() -> None:
    weights = pool.weights("places", scores=[9, 8, 7], works=[1, 1, 1], places=[1, 2, 3], percents=[50, 30, 20])
    assert pool.split(60_000_00, weights) == [30_000_00, 18_000_00, 12_000_00]


def test_two_on_the_first_place_share_what_the_first_and_second_get() -> None:
    weights = pool.weights("places", scores=[9, 9, 7], works=[1, 1, 1], places=[1, 1, 3], percents=[50, 30, 20])
    assert pool.split(1000, weights) == [400, 400, 200]


def test_fewer_people_than_places_share_the_whole_pool() -> None:
    weights = pool.weights("places", scores=[9, 8], works=[1, 1], places=[1, 2], percents=[50, 30, 20])
    assert pool.split(800, weights) == [500, 300]


def test_whoever_did_twice_the_work_as_well_gets_twice_as_much() -> None:
    weights = pool.weights("score_and_work", scores=[6000, 6000], works=[200, 100], places=[1, 1], percents=[100])
    assert pool.split(900, weights) == [600, 300]
