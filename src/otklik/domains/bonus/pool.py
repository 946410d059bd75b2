"""The arithmetic of money: a pool split by weights to the last kopeck. No I/O, no clock."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

Split = Literal["score_and_work", "score", "places"]


def split(pool_minor: int, weights: Sequence[Fraction]) -> list[int]:
    """Whole kopecks in proportion to the weights, together exactly the pool (method of the largest remainder).

    Everybody gets the whole kopecks of their exact share; those left over go one each to the largest remainders, of
    equal ones to the first. Where no weight is positive nobody gets anything.
    """
    total = sum(weights, Fraction())
    if total <= 0:
        return [0] * len(weights)
    exact = [pool_minor * one / total for one in weights]
    whole = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_remainder[: pool_minor - sum(whole)]:
        whole[place] += 1
    return whole


def weights(
    how: Split, *, scores: Sequence[int], works: Sequence[int], places: Sequence[int], percents: Sequence[int]
) -> list[Fraction]:
    """By what the pool is split: score times work, score, or what the place gets.

    Those who share a place share what it and the next ones, which they leave empty, get.
    """
    if how == "score_and_work":
        return [Fraction(score * work) for score, work in zip(scores, works, strict=True)]
    if how == "score":
        return [Fraction(score) for score in scores]
    return [_of_place(place, places=places, percents=percents) for place in places]


def _of_place(place: int, *, places: Sequence[int], percents: Sequence[int]) -> Fraction:
    together = sum(one == place for one in places)
    taken = percents[place - 1 : place - 1 + together]
    return Fraction(sum(taken), together)
