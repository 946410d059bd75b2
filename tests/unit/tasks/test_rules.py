"""Decisions of tasks by example and by property."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.tasks import rules

MOSCOW = "Europe/Moscow"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = st.integers(min_value=0, max_value=10_000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("due_at", "possible"),
    [
        (NOW + timedelta(minutes=1), True),
        (NOW + timedelta(days=731), True),
        (NOW, False),
        (NOW + timedelta(days=732), False),
        ((NOW + timedelta(hours=1)).replace(tzinfo=None), False),
    ],
)
def test_a_deadline_lies_ahead_and_not_too_far(due_at: datetime, *, possible: bool) -> None:
    assert rules.is_possible(due_at, now=NOW) is possible


def test_a_day_without_a_time_ends_at_the_companys_midnight() -> None:
    assert rules.end_of(date(2026, 3, 2), zone=MOSCOW) == datetime(2026, 3, 2, 21, tzinfo=UTC)
    assert rules.end_of(date(2026, 3, 29), zone="Europe/Berlin") == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert rules.end_of(date.max, zone=MOSCOW) is None


def test_one_is_reminded_ten_minutes_before_a_moment_and_in_the_morning_of_a_day() -> None:
    due_at = NOW + timedelta(hours=1)
    assert rules.remind_at(due_at, due_on=None, zone=MOSCOW, now=NOW) == due_at - timedelta(minutes=10)
    assert rules.remind_at(NOW + timedelta(minutes=5), due_on=None, zone=MOSCOW, now=NOW) is None
    tomorrow = rules.remind_at(due_at, due_on=date(2026, 3, 3), zone=MOSCOW, now=NOW)
    assert tomorrow == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert rules.remind_at(due_at, due_on=date(2026, 3, 2), zone=MOSCOW, now=NOW) is None  # it is noon there already


@given(due_at=MOMENTS, remind=st.none() | MOMENTS, rests=st.none() | MOMENTS, told=st.booleans())
def test_an_open_task_is_looked_at_until_it_was_found_overdue_and_never_while_it_rests(
    due_at: datetime, remind: datetime | None, rests: datetime | None, *, told: bool
) -> None:
    at = rules.next_moment(due_at=due_at, remind=remind, snoozed_until=rests, told_overdue=told)
    if rests is not None:
        assert at == rests
    elif not told:
        assert at is not None
        assert at <= due_at
