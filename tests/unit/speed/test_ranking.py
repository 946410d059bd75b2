"""Figures of many waits are what sorting every one of them gives."""

import statistics
import struct

from hypothesis import given
from hypothesis import strategies as st
from tests import recompute

from otklik.domains.speed import ranking
from otklik.domains.speed.ranking import WAIT_SECONDS_MAX, Waits

SECONDS = st.one_of(st.integers(0, 5), st.integers(0, 5000), st.integers(0, WAIT_SECONDS_MAX))
PARTS = st.lists(st.tuples(st.sampled_from(["", "a"]), st.booleans(), st.booleans(), st.lists(SECONDS)), max_size=6)


def packed(seconds: list[int]) -> bytes:
    return struct.pack(f">{len(seconds)}i", *seconds)


@given(PARTS, st.integers(0, 6000))
def test_each_pile_is_what_sorting_all_its_waits_gives(
    parts: list[tuple[str, bool, bool, list[int]]], target: int
) -> None:
    groups = ranking.grouped(Waits(*one[:3], packed(one[3])) for one in parts)
    for key, group in groups.items():
        for first in (False, True):
            for in_hours in (None, True, False):
                pile = group.pile(first=first, in_hours=in_hours)
                waits = sorted(
                    wait
                    for name, is_first, is_in, some in parts
                    if name == key and (is_first or not first) and in_hours in {None, is_in}
                    for wait in some
                )
                assert pile.count == len(waits)
                assert pile.within(target) == sum(one <= target for one in waits)
                assert pile.percentile(50) == (statistics.median(waits) if waits else None)
                assert pile.percentile(90) == recompute.percentile(waits, 90)


def test_more_waits_than_are_sorted_one_by_one_give_the_same_figures() -> None:
    waits = [one * one % 4_001 for one in range(ranking.SORTED_MAX + 7)]
    pile = ranking.piles([Waits("", True, False, packed(waits)), Waits("", False, False, packed([1, 2]))])[False, None]
    everything = sorted([*waits, 1, 2])
    assert pile.count == len(everything)
    assert pile.within(60) == sum(one <= 60 for one in everything)
    assert (pile.percentile(50), pile.percentile(90)) == (
        recompute.percentile(everything, 50),
        recompute.percentile(everything, 90),
    )


def test_a_median_of_two_lies_between_them_and_a_decile_nearer_the_later() -> None:
    pile = ranking.piles([Waits("", False, True, packed([20, 10]))])[False, None]
    assert (pile.percentile(50), pile.percentile(90), pile.count) == (15, 19, 2)


def test_of_nothing_there_is_no_figure() -> None:
    pile = ranking.piles([])[True, None]
    assert (pile.percentile(50), pile.within(60), pile.count) == (None, 0, 0)
