"""A promise is never shorter than what was measured, is said in words people use, and is kept by an answer alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.promises import rules
from otklik.domains.promises.errors import StepsUnordered
from otklik.domains.promises.rules import LADDER, Act, Band, Measured, Outcome, Step

NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)
seconds = st.floats(0, 40 * rules.DAY)
moments = st.integers(-100_000, 100_000).map(lambda n: NOON + timedelta(seconds=n))


@given(measured=seconds, margin=st.integers(0, 200), floor=st.integers(60, 3_600))
def test_a_promise_is_never_shorter_than_what_was_measured(measured: float, margin: int, floor: int) -> None:
    promised = rules.promised_seconds(
        measured, margin_percent=margin, floor_seconds=floor, maximum_seconds=1_000 * rules.DAY
    )
    assert promised is not None
    assert promised >= measured
    assert promised >= floor
    assert promised in LADDER or promised % rules.DAY == 0


@given(measured=seconds, other=seconds)
def test_slower_answers_never_make_a_shorter_promise(measured: float, other: float) -> None:
    slow, quick = max(measured, other), min(measured, other)
    assert rules.rounded_up(quick) <= rules.rounded_up(slow)


@given(measured=seconds, maximum=st.integers(60, 7 * rules.DAY))
def test_what_is_longer_than_may_be_promised_is_not_promised_at_all(measured: float, maximum: int) -> None:
    promised = rules.promised_seconds(measured, margin_percent=0, floor_seconds=60, maximum_seconds=maximum)
    if promised is None:
        assert rules.rounded_up(max(measured, 60)) > maximum
    else:
        assert measured <= promised <= maximum


@given(
    counts=st.lists(st.integers(0, 30), min_size=4, max_size=4),
    wanted=st.integers(1, 20),
)
def test_the_closest_band_with_enough_answers_is_taken(counts: list[int], wanted: int) -> None:
    order = (Band.HOUR, Band.HOURS_AROUND, Band.CHANNEL, Band.COMPANY)
    bands = [
        Measured(band=band, count=count, seconds=60.0 if count else None)
        for band, count in zip(order, counts, strict=True)
    ]
    found = rules.closest(bands, answers_min=wanted)
    enough = [one for one in bands if one.count >= wanted]
    assert found == (enough[0] if enough else None)


@given(at=moments)
def test_a_promised_time_of_day_is_a_round_one_and_not_earlier(at: datetime) -> None:
    rounded = rules.rounded_moment(at)
    assert at <= rounded < at + timedelta(minutes=5)
    assert (rounded.minute % 5, rounded.second) == (0, 0)


@given(due_at=moments, answered_at=st.none() | moments, now=moments, closed=st.booleans(), waits=st.booleans())
def test_only_an_answer_in_time_keeps_a_promise_and_once_settled_it_stays(
    due_at: datetime, answered_at: datetime | None, now: datetime, *, closed: bool, waits: bool
) -> None:
    outcome, reason = rules.settle(due_at=due_at, answered_at=answered_at, now=now, closed=closed, waits=waits)
    assert (outcome is Outcome.KEPT) == (answered_at is not None and answered_at <= due_at)
    assert bool(reason) == (outcome is Outcome.BROKEN)
    if outcome is Outcome.RUNNING:
        assert now < due_at
        assert answered_at is None
    else:
        later = now + timedelta(days=3)
        again = rules.settle(due_at=due_at, answered_at=answered_at, now=later, closed=closed, waits=waits)
        assert again == (outcome, reason)


def test_closing_without_an_answer_keeps_nothing() -> None:
    due = NOON - timedelta(minutes=1)
    closed = rules.settle(due_at=due, answered_at=None, now=NOON, closed=True, waits=False)
    assert closed == (Outcome.BROKEN, "closed")
    assert rules.settle(due_at=due, answered_at=None, now=NOON, closed=False, waits=False) == (Outcome.VOID, "")


@pytest.mark.parametrize(
    ("measured", "promised"),
    [(0, 60), (61, 120), (299, 300), (301, 600), (2_701, 3_600), (50_000, 86_400), (6 * 86_400, 7 * 86_400)],
)
def test_durations_are_rounded_up_to_what_people_say(measured: int, promised: int) -> None:
    assert rules.rounded_up(measured) == promised


def test_steps_of_escalation_follow_each_other() -> None:
    rules.check_steps([Step(percent=50, act=Act.WARN_ASSIGNEE), Step(percent=80, act=Act.REASSIGN)])
    for wrong in ([80, 50], [50, 50]):
        with pytest.raises(StepsUnordered):
            rules.check_steps([Step(percent=one, act=Act.WARN_TEAM) for one in wrong])


def test_a_share_counts_what_could_be_kept() -> None:
    assert rules.kept_share({Outcome.KEPT: 3, Outcome.BROKEN: 1, Outcome.VOID: 9, Outcome.RUNNING: 5}) == 0.75
    assert rules.kept_share({Outcome.RUNNING: 5}) is None
