"""The period asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.domains.speed import rules
from otklik.domains.speed.errors import PeriodInvalid

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_the_default_is_the_last_seven_days() -> None:
    assert rules.period(None, None, now=NOW) == rules.Period(start=NOW - timedelta(days=7), end=NOW)


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (NOW, NOW, "empty"),
        (NOW - timedelta(days=401), NOW, "too_long"),
        (NOW.replace(tzinfo=None), NOW, "no_time_zone"),
    ],
)
def test_an_impossible_period_is_refused_by_name(start: datetime, end: datetime, reason: str) -> None:
    with pytest.raises(PeriodInvalid) as refused:
        rules.period(start, end, now=NOW)
    assert refused.value.params["reason"] == reason
