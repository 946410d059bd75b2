"""Decisions of consultations by example."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.domains.consultations import rules

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_at", "possible"),
    [
        (NOW + timedelta(minutes=1), True),
        (NOW + timedelta(days=30), True),
        (NOW, False),
        (NOW + timedelta(days=31), False),
        ((NOW + timedelta(hours=1)).replace(tzinfo=None), False),
    ],
)
def test_a_deadline_lies_ahead_and_not_too_far(due_at: datetime, *, possible: bool) -> None:
    assert rules.is_possible(due_at, now=NOW) is possible


def test_the_day_of_a_deadline_is_the_companys_day() -> None:
    said = [rules.day_of(NOW + timedelta(hours=hours), seen_from=NOW, zone="Europe/Moscow") for hours in (0, 1, 26)]
    assert said == ["today", "tomorrow", "date"]
