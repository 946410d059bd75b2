"""The winner is named wrongly at most as often as it is said, and not at all where there is not enough data."""

import math
import random

import pytest

from otklik.domains.campaigns.rules import comparing
from otklik.domains.campaigns.rules.comparing import Arm

ROUNDS = 1_500


def drawn(chance: random.Random, people: int, rate: float) -> Arm:
    """By the normal limit of the binomial, rounded: people are thousands here."""
    successes = round(chance.gauss(people * rate, math.sqrt(people * rate * (1 - rate))))
    return Arm(people=people, successes=min(max(successes, 0), people))


def named(rates: tuple[float, ...], *, seed: int) -> list[int]:
    """How often each variant was named the winner."""
    chance, found = random.Random(seed), [0] * len(rates)
    for _ in range(ROUNDS):
        decision = comparing.decide([drawn(chance, 5_000, rate) for rate in rates], people_min=400)
        if decision.verdict == "winner":
            found[decision.leader] += 1
    return found


@pytest.mark.parametrize("variants", [2, 3, 5])
def test_among_equals_somebody_is_named_in_five_of_a_hundred_at_most(variants: int) -> None:
    wrong = sum(named((0.05,) * variants, seed=variants)) / ROUNDS
    assert wrong < 0.05 + 3 * math.sqrt(0.05 * 0.95 / ROUNDS)


def test_where_two_are_best_neither_is_called_better_than_all_more_often_than_said() -> None:
    """The hardest case: the others are far below, so only the tie can be mistaken."""
    first, second, third = named((0.06, 0.06, 0.03), seed=7)
    assert third == 0
    assert (first + second) / ROUNDS < 0.05 + 3 * math.sqrt(0.05 * 0.95 / ROUNDS)


def test_a_real_difference_of_the_declared_size_is_found_four_times_in_five() -> None:
    people = comparing.people_needed(rate=0.05, better_by=0.2)
    chance, found = random.Random(3), 0
    for _ in range(ROUNDS):
        arms = [drawn(chance, people, 0.05), drawn(chance, people, 0.06)]
        found += comparing.decide(arms, people_min=people).verdict == "winner"
    assert 0.77 < found / ROUNDS < 0.84


def test_few_people_or_few_successes_decide_nothing() -> None:
    few = [Arm(people=399, successes=200), Arm(people=500, successes=20)]
    assert comparing.decide(few, people_min=400).verdict == "not_enough_data"
    rare = [Arm(people=5_000, successes=9), Arm(people=5_000, successes=40)]
    assert comparing.decide(rare, people_min=400).verdict == "not_enough_data"
    assert comparing.decide([Arm(people=5_000, successes=900)], people_min=400).verdict == "not_enough_data"
    assert comparing.difference(rare[1], rare[0]) is None


def test_the_p_value_is_that_of_the_books() -> None:
    """Fleiss 1981: 15 of 100 beside 4 of 100 gives z = 2.65 without the correction."""
    found = comparing.p_of(Arm(people=100, successes=15), Arm(people=100, successes=4))
    assert found == pytest.approx(0.0080, abs=0.0003)


def test_the_interval_is_newcombes() -> None:
    """Newcombe 1998, table II, case (a): 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339 by method 10."""
    found = comparing.difference(Arm(people=70, successes=56), Arm(people=80, successes=48))
    assert found is not None
    assert (found.estimate, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0001)


def test_the_interval_of_a_difference_holds_it_as_often_as_said() -> None:
    chance, held = random.Random(11), 0
    for _ in range(ROUNDS):
        found = comparing.difference(drawn(chance, 4_000, 0.06), drawn(chance, 400, 0.05))
        held += found is None or found.low <= 0.01 <= found.high
    assert held / ROUNDS > 0.93
