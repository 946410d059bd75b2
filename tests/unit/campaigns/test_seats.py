"""A seat is the same whenever it is asked, shares are kept, and control and test have nothing to do with each other."""

from collections import Counter
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.domains.campaigns.rules import seats

CAMPAIGN = UUID(int=7)


def seat(number: int, **more: int) -> seats.Seat:
    asked = {"control_percent": 10, "test_percent": 30, **more}
    return seats.seat(CAMPAIGN, UUID(int=number), shares=(1, 1, 2), **asked)


def test_shares_are_kept() -> None:
    found = [seat(number) for number in range(20_000)]
    variants = Counter(one.variant for one in found)
    assert [round(variants[number] / 20_000, 2) for number in range(3)] == [0.25, 0.25, 0.5]
    assert 0.09 < sum(one.control for one in found) / 20_000 < 0.11
    both = sum(one.control and one.tested for one in found) / 20_000
    assert 0.025 < both < 0.035
    assert 0.09 < sum(one.control for one in found if one.variant == 0) / variants[0] < 0.11


@settings(max_examples=60)
@given(st.uuids(), st.uuids(), st.lists(st.integers(1, 100), min_size=1, max_size=6), st.integers(0, 50))
def test_more_people_kept_back_never_moves_those_who_were(
    campaign: UUID, person: UUID, shares: list[int], percent: int
) -> None:
    first = seats.seat(campaign, person, control_percent=percent, shares=shares, test_percent=100)
    again = seats.seat(campaign, person, control_percent=percent + 1, shares=shares, test_percent=100)
    assert first.control <= again.control
    assert (first.variant, first.tested) == (again.variant, True)
    assert 0 <= first.variant < len(shares)


def test_nobody_is_kept_back_where_nobody_is_to_be() -> None:
    assert not any(seat(number, control_percent=0).control for number in range(5_000))
