"""How late somebody is, is told by how often they themselves buy."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.activity import rhythm
from otklik.domains.activity.rhythm import Rhythm

FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SPANS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4_000))
COUNTS = st.integers(1, 5_000)
PAUSES = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4_000))


def known(count: int, span: timedelta) -> Rhythm | None:
    return rhythm.rhythm(count=count, first_at=FIRST, last_at=FIRST + span)


def test_who_buys_every_three_weeks_and_pauses_for_seven_is_more_than_twice_late() -> None:
    found = known(5, timedelta(days=84))
    assert found is not None
    assert found.every == timedelta(days=21)
    assert round(float(found.lateness(FIRST + timedelta(days=84 + 48))), 1) == 2.3


@pytest.mark.parametrize(
    ("count", "days"), [(1, 0), (2, 100), (3, 0), (9, 1.9)], ids=["once", "twice", "one day", "a weekend"]
)
def test_of_whom_too_little_is_known_nothing_is_said(count: int, days: float) -> None:
    assert known(count, timedelta(days=days)) is None


def test_who_buys_several_times_a_day_is_measured_by_days() -> None:
    found = known(61, timedelta(days=20))
    assert found is not None
    assert found.every == DAY


@given(COUNTS, SPANS, PAUSES)
def test_the_next_purchase_in_time_is_never_late_and_lateness_grows_with_the_pause(
    count: int, span: timedelta, pause: timedelta
) -> None:
    found = known(count, span)
    if found is None:
        assert count < 3 or span < timedelta(days=2)
        return
    assert found.every >= DAY
    assert found.lateness(found.last_at) == 0
    assert found.lateness(found.last_at + found.every) <= 1
    assert found.lateness(found.last_at + pause) <= found.lateness(found.last_at + pause + DAY)
    assert (found.lateness(found.last_at + pause) >= 1) == (pause * found.parts >= found.whole)


@given(COUNTS, SPANS, st.integers(1, 400))
def test_it_is_the_same_rhythm_however_the_calendar_lies(count: int, span: timedelta, shift: int) -> None:
    moved = rhythm.rhythm(count=count, first_at=FIRST + shift * DAY, last_at=FIRST + shift * DAY + span)
    found = known(count, span)
    assert (found and found.every) == (moved and moved.every)


@given(st.integers(3, 500), st.timedeltas(min_value=timedelta(days=500), max_value=timedelta(days=4_000)))
def test_who_buys_more_often_in_the_same_time_is_late_sooner(count: int, span: timedelta) -> None:
    seldom, often = known(count, span), known(count + 1, span)
    assert seldom is not None
    assert often is not None
    now = FIRST + span + timedelta(days=30)
    assert often.lateness(now) > seldom.lateness(now)
