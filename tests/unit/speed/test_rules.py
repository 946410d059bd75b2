"""The period asked for, in the company's calendar, and percentiles between ranks."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.domains.speed import rules
from otklik.domains.speed.errors import PeriodInvalid

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def asked(start: str | None, end: str | None, *, zone: str = "Europe/Moscow") -> rules.Period:
    return rules.period(start, end, now=NOW, zone=zone)


def test_the_default_is_the_last_seven_days() -> None:
    assert asked(None, None) == rules.Period(start=NOW - timedelta(days=7), end=NOW)


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z", "empty"),
        ("2026-11-22", "2026-11-20", "empty"),
        ("2025-01-01", "2026-11-01", "too_long"),
        ("2026-11-01T00:00:00", None, "no_time_zone"),
        ("yesterday", None, "unreadable"),
        ("2026-02-30", None, "unreadable"),
    ],
)
def test_an_impossible_period_is_refused_by_name(start: str, end: str | None, reason: str) -> None:
    with pytest.raises(PeriodInvalid) as refused:
        asked(start, end)
    assert refused.value.params["reason"] == reason


def test_dates_are_days_of_the_companys_calendar() -> None:
    period = asked("2026-11-01", "2026-11-02")
    assert period.start == datetime(2026, 10, 31, 21, 0, tzinfo=UTC)
    assert period.end == datetime(2026, 11, 2, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_on_which_the_clock_is_moved_is_whole(day: str, hours: int) -> None:
    period = asked(day, day, zone="Europe/Berlin")
    assert period.end.astimezone(UTC) - period.start.astimezone(UTC) == timedelta(hours=hours)


def test_the_period_before_is_as_long_and_ends_where_this_one_begins() -> None:
    period = asked("2026-11-08", "2026-11-14")
    assert period.before() == rules.Period(start=period.start - timedelta(days=7), end=period.start)
