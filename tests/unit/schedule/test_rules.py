"""Working time holds on any wall clock, on the days it jumps too."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.domains.schedule import rules
from otklik.domains.schedule.rules import DAY_MINUTES, Hours, Interval, When

MINUTE = timedelta(minutes=1)
OFFICE = [rules.interval("09:00", "18:00")]
ROUND_THE_CLOCK = [rules.interval("00:00", "24:00")]
ZONES = (
    "UTC",
    "America/New_York",
    "America/Havana",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Moscow",
    "Pacific/Apia",
)
JUMPS = (
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
    datetime(2025, 3, 9, 5, tzinfo=UTC),
    datetime(2018, 11, 4, 3, tzinfo=UTC),
    datetime(2018, 2, 18, 2, tzinfo=UTC),
    datetime(2025, 10, 4, 15, 30, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2014, 10, 25, 22, tzinfo=UTC),
)
"""Moments at which one of the zones puts its clock forward or back; Apia lost the whole 30 December 2011."""


def office(zone: str = "Europe/Moscow", *, exceptions: dict[date, Sequence[Interval]] | None = None) -> Hours:
    return Hours(zone=zone, week=[OFFICE] * 5 + [[], []], exceptions=exceptions or {})


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    year, month, day, *clock = parts
    hour, minute = (*clock, 0, 0)[:2]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def moscow(*parts: int) -> datetime:
    return local("Europe/Moscow", *parts)


@st.composite
def days(draw: st.DrawFn) -> list[Interval]:
    """Up to three intervals on the half hour, now and then into the next day."""
    starts = draw(st.lists(st.integers(0, 47), max_size=3, unique=True))
    return [Interval(start * 30, (start + draw(st.integers(1, 40))) * 30) for start in starts]


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    week = [draw(days()) for _ in range(7)]
    around = draw(st.sampled_from(JUMPS)).date()
    dates = draw(st.lists(st.integers(-3, 3), max_size=2, unique=True))
    exceptions = {around + timedelta(days=number): draw(days()) for number in dates}
    return Hours(zone=draw(st.sampled_from(ZONES)), week=week, exceptions=exceptions)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Anywhere in twenty years, or within two days of a jump; on the minute."""
    minutes = draw(st.integers(-3_000, 3_000))
    anywhere = st.integers(0, 20 * 365 * DAY_MINUTES).map(
        lambda number: datetime(2010, 1, 1, tzinfo=UTC) + number * MINUTE
    )
    return draw(st.one_of(anywhere, st.sampled_from([jump + minutes * MINUTE for jump in JUMPS])))


def shown_open(hours: Hours, at: datetime) -> bool:
    """What somebody says who looks at the wall clock and at the hours on the door."""
    wall = at.astimezone(ZoneInfo(hours.zone))
    minute = wall.hour * 60 + wall.minute
    return any(
        one.opens <= minute + before * DAY_MINUTES < one.closes
        for before in (0, 1)
        for one in _on(hours, wall.date() - timedelta(days=before))
    )


def clock_is_steady(hours: Hours, at: datetime) -> bool:
    zone = ZoneInfo(hours.zone)
    offsets = {(at + timedelta(hours=shift)).astimezone(zone).utcoffset() for shift in range(-72, 73)}
    return len(offsets) == 1


def _on(hours: Hours, day: date) -> Sequence[Interval]:
    return hours.exceptions.get(day, hours.week[day.weekday()])


@given(hours=any_hours(), at=moments())
def test_it_is_open_whenever_the_wall_clock_says_so(hours: Hours, at: datetime) -> None:
    if clock_is_steady(hours, at):
        assert rules.is_open(hours, at) == shown_open(hours, at)
    elif shown_open(hours, at) and not _day_was_skipped(hours, at):
        assert rules.is_open(hours, at)


def _day_was_skipped(hours: Hours, at: datetime) -> bool:
    """The night after a day that never was: nobody came to work to end it."""
    zone = ZoneInfo(hours.zone)
    wall = at.astimezone(zone).date()
    return (at - timedelta(days=1)).astimezone(zone).date() != wall - timedelta(days=1)


@given(hours=any_hours(), at=moments())
def test_the_next_opening_is_the_first_moment_that_is_open_after_a_closed_one(hours: Hours, at: datetime) -> None:
    opens = rules.next_opening(hours, at)
    if opens is None:
        return
    assert opens > at
    assert rules.is_open(hours, opens)
    assert not rules.is_open(hours, opens - timedelta(seconds=1))
    if not rules.is_open(hours, at):
        assert rules.working_seconds(hours, at, opens) == 0


@given(hours=any_hours(), at=moments())
def test_open_time_lasts_until_it_closes(hours: Hours, at: datetime) -> None:
    closes = rules.closes_at(hours, at)
    if closes is None:
        return
    assert rules.is_open(hours, at)
    assert not rules.is_open(hours, closes)
    assert rules.working_seconds(hours, at, closes) == (closes - at).total_seconds()


@given(hours=any_hours(), start=moments())
@settings(max_examples=25, deadline=None)
def test_working_seconds_are_the_minutes_that_are_open(hours: Hours, start: datetime) -> None:
    minutes = [start + number * MINUTE for number in range(2_000)]
    counted = sum(rules.is_open(hours, at) for at in minutes)
    assert rules.working_seconds(hours, start, start + 2_000 * MINUTE) == counted * 60


@given(hours=any_hours(), start=moments(), first=st.integers(0, 20_000), second=st.integers(0, 20_000))
def test_working_time_of_two_stretches_adds_up(hours: Hours, start: datetime, first: int, second: int) -> None:
    middle = start + first * MINUTE
    end = middle + second * MINUTE
    whole = rules.working_seconds(hours, start, end)
    assert whole == rules.working_seconds(hours, start, middle) + rules.working_seconds(hours, middle, end)
    assert 0 <= whole <= (end - start).total_seconds()


@given(hours=any_hours(), start=moments(), seconds=st.integers(1, 400_000))
@settings(deadline=None)
def test_adding_working_time_is_counting_it_backwards(hours: Hours, start: datetime, seconds: int) -> None:
    due = rules.add_working_seconds(hours, start, seconds)
    if due is None:
        assert not any(hours.week)
        return
    assert rules.working_seconds(hours, start, due) == seconds
    assert rules.working_seconds(hours, start, due - timedelta(seconds=1)) == seconds - 1


def test_an_office_week_in_moscow() -> None:
    hours = office()
    assert rules.is_open(hours, moscow(2026, 11, 20, 9))
    assert not rules.is_open(hours, moscow(2026, 11, 20, 18))
    assert rules.closes_at(hours, moscow(2026, 11, 20, 17, 59)) == moscow(2026, 11, 20, 18)
    assert rules.next_opening(hours, moscow(2026, 11, 20, 18)) == moscow(2026, 11, 23, 9)
    assert rules.next_opening(hours, moscow(2026, 11, 20, 8)) == moscow(2026, 11, 20, 9)
    assert rules.working_seconds(hours, moscow(2026, 11, 20, 17), moscow(2026, 11, 23, 10)) == 2 * 3600
    assert rules.add_working_seconds(hours, moscow(2026, 11, 20, 17), 2 * 3600) == moscow(2026, 11, 23, 10)


def test_a_night_shift_ends_in_the_morning_of_the_next_day() -> None:
    hours = Hours(zone="Europe/Moscow", week=[[rules.interval("22:00", "06:00")], [], [], [], [], [], []])
    assert rules.is_open(hours, moscow(2026, 11, 24, 5, 59))
    assert not rules.is_open(hours, moscow(2026, 11, 24, 6))
    assert not rules.is_open(hours, moscow(2026, 11, 23, 5))


def test_a_holiday_closes_its_day_but_not_the_night_before() -> None:
    night = [rules.interval("22:00", "02:00")]
    hours = Hours(zone="Europe/Moscow", week=[night] * 7, exceptions={date(2027, 1, 1): []})
    assert rules.is_open(hours, moscow(2027, 1, 1, 1))
    assert not rules.is_open(hours, moscow(2027, 1, 1, 23))
    assert not rules.is_open(hours, moscow(2027, 1, 2, 1))


def test_a_working_saturday_opens_a_closed_day() -> None:
    saturday = moscow(2026, 11, 21, 12)
    assert not rules.is_open(office(), saturday)
    assert rules.is_open(office(exceptions={date(2026, 11, 21): OFFICE}), saturday)


def test_the_office_opens_at_nine_on_both_sides_of_a_clock_change() -> None:
    hours = Hours(zone="America/New_York", week=[OFFICE] * 7)
    for day in (8, 9, 10):
        assert rules.is_open(hours, local("America/New_York", 2025, 3, day, 9))
        assert not rules.is_open(hours, local("America/New_York", 2025, 3, day, 9) - MINUTE)


def test_a_skipped_hour_is_not_worked_and_a_repeated_one_twice() -> None:
    nights = Hours(zone="America/New_York", week=[[rules.interval("00:00", "06:00")]] * 7)
    spring, autumn = local("America/New_York", 2025, 3, 9), local("America/New_York", 2025, 11, 2)
    assert rules.working_seconds(nights, spring, spring + timedelta(hours=12)) == 5 * 3600
    assert rules.working_seconds(nights, autumn, autumn + timedelta(hours=12)) == 7 * 3600


def test_an_opening_inside_the_skipped_hour_is_the_jump_itself() -> None:
    hours = Hours(zone="America/New_York", week=[[rules.interval("02:30", "05:00")]] * 7)
    assert rules.next_opening(hours, local("America/New_York", 2025, 3, 9, 1)) == datetime(2025, 3, 9, 7, tzinfo=UTC)


def test_a_day_that_never_was_is_not_worked() -> None:
    hours = Hours(zone="Pacific/Apia", week=[OFFICE] * 7)
    thursday = local("Pacific/Apia", 2011, 12, 29, 18)
    assert rules.next_opening(hours, thursday) == local("Pacific/Apia", 2011, 12, 31, 9)


@pytest.mark.parametrize("zone", ZONES)
def test_round_the_clock_never_closes_and_never_opens(zone: str) -> None:
    hours = Hours(zone=zone, week=[ROUND_THE_CLOCK] * 7)
    for jump in JUMPS:
        at = jump - timedelta(days=2)
        assert rules.closes_at(hours, at) is None
        assert rules.next_opening(hours, at) is None
        assert rules.working_seconds(hours, at, at + timedelta(days=4)) == 4 * 86_400


def test_a_company_that_never_opens_promises_nothing() -> None:
    hours = Hours(zone="UTC", week=[[]] * 7)
    at = moscow(2026, 11, 20, 12)
    assert rules.next_opening(hours, at) is None
    assert rules.add_working_seconds(hours, at, 1) is None
    assert rules.add_working_seconds(hours, at, 0) == at
    assert rules.working_seconds(hours, at, at + timedelta(days=100)) == 0


def test_time_counted_backwards_is_none() -> None:
    assert rules.working_seconds(office(), moscow(2026, 11, 20, 15), moscow(2026, 11, 20, 10)) == 0
    assert rules.working_seconds(office(), moscow(2027, 11, 20, 15), moscow(2026, 11, 20, 10)) == 0


@pytest.mark.parametrize(
    ("opens_at", "named"),
    [
        (moscow(2026, 11, 21, 12), When.TODAY),
        (moscow(2026, 11, 22, 0), When.TOMORROW),
        (moscow(2026, 11, 23, 9), When.WEEKDAY),
        (moscow(2026, 11, 27, 9), When.WEEKDAY),
        (moscow(2026, 11, 28, 9), When.DATE),
    ],
)
def test_a_day_is_named_as_people_name_it(opens_at: datetime, named: When) -> None:
    assert rules.when(opens_at, seen_from=moscow(2026, 11, 21, 0, 30), zone="Europe/Moscow") is named


def test_overlapping_intervals_are_noticed_and_touching_ones_are_not() -> None:
    morning, noon = rules.interval("09:00", "12:00"), rules.interval("12:00", "18:00")
    assert not rules.overlapping([noon, morning])
    assert rules.overlapping([noon, morning, rules.interval("17:00", "02:00")])


def test_an_interval_to_an_earlier_time_ends_in_the_next_day() -> None:
    assert rules.interval("22:00", "06:00") == Interval(1320, 1800)
    assert rules.interval("00:00", "24:00") == Interval(0, 1440)
