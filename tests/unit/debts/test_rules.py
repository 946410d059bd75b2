"""Decisions of debts by example."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.domains.debts import rules

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
"""Half past eleven at night in Moscow."""


@pytest.mark.parametrize(
    ("until", "may"),
    [
        (NOW + timedelta(minutes=1), True),
        (NOW + timedelta(days=92), True),
        (NOW, False),
        (NOW + timedelta(days=93), False),
        ((NOW + timedelta(hours=1)).replace(tzinfo=None), False),
    ],
)
def test_a_rest_ends_ahead_and_not_too_far_off(until: datetime, *, may: bool) -> None:
    assert rules.may_rest(until, now=NOW) is may


def test_the_day_ends_at_the_companys_midnight() -> None:
    assert rules.end_of_day(NOW, zone="Europe/Moscow") == datetime(2026, 3, 2, 21, tzinfo=UTC)
    assert rules.end_of_day(NOW, zone="Asia/Vladivostok") == datetime(2026, 3, 3, 14, tzinfo=UTC)
