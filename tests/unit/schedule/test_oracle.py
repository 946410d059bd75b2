"""The schedule against an oracle that looks at the wall clock once a minute and knows no arithmetic of time zones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.domains.schedule import calendars, rules
from otklik.domains.schedule.rules import DAY_MINUTES, Hours, Interval

MINUTE = timedelta(minutes=1)
SPAN = 3 * DAY_MINUTES
ZONES = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
"""One without jumps, two of an hour, one of half an hour, and one that puts its clock back for Ramadan."""
YEARS = range(2024, 2029)


def jumps(zone: str) -> list[datetime]:
    """Every moment in these years at which the zone's offset changes, found by looking."""
    clock = ZoneInfo(zone)
    quarter = timedelta(minutes=15)
    hours = [datetime(YEARS[0], 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(len(YEARS) * 366 * 24)]
    changed = [
        (one, other)
        for one, other in pairwise(hours)
        if one.astimezone(clock).utcoffset() != other.astimezone(clock).utcoffset()
    ]
    return [
        next(
            one + n * quarter
            for n in range(1, 5)
            if (one + n * quarter).astimezone(clock).utcoffset() != one.astimezone(clock).utcoffset()
        )
        for one, _ in changed
    ]


JUMPS = {zone: jumps(zone) for zone in ZONES}


@st.composite
def days(draw: st.DrawFn) -> list[Interval]:
    """Up to three intervals that do not meet, to the minute; the last may go on into the next day."""
    edges = sorted(draw(st.lists(st.integers(0, DAY_MINUTES + 300), max_size=6, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return [Interval(opens, closes) for opens, closes in pairs if opens < DAY_MINUTES]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Any week in one of the zones, with exceptions and holidays, and a moment mostly near a jump."""
    zone = draw(st.sampled_from(ZONES))
    minutes = draw(st.integers(-SPAN, 0))
    anywhere = st.integers(0, 4 * 365 * DAY_MINUTES).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + n * MINUTE)
    near = [st.sampled_from(JUMPS[zone])] if JUMPS[zone] else []
    around = draw(st.one_of(anywhere, *near))
    exceptions = {
        around.date() + timedelta(days=n): draw(days()) for n in draw(st.lists(st.integers(-2, 2), max_size=2))
    }
    kept = draw(st.sampled_from([None, calendars.Kept(country="RU"), calendars.Kept(country="DE", region="BY")]))
    week = [draw(days()) for _ in range(7)]
    return Hours(zone=zone, week=week, exceptions=exceptions, holidays=kept), around + minutes * MINUTE


def planned(hours: Hours, day: date) -> Sequence[Interval]:
    """What the door says for the date, read plainly."""
    if day in hours.exceptions:
        return hours.exceptions[day]
    if hours.holidays and day in calendars.days_off(hours.holidays.country, hours.holidays.region, day.year):
        return []
    usual = hours.week[day.weekday()]
    if hours.holidays and calendars.is_short(hours.holidays, day):
        return rules.shortened(usual)
    return usual


def minutes_open(hours: Hours, start: datetime, count: int) -> list[bool]:
    """Minute by minute: is this minute within an interval, on the wall clock?

    An interval holds from the first time its first minute is shown to the last time its last is, so a minute shown
    twice is open both times, and one between two showings of a boundary is open too. Every minute is looked at.
    """
    zone = ZoneInfo(hours.zone)
    margin = 2 * DAY_MINUTES
    moments = [start + n * MINUTE for n in range(-margin, count + margin)]
    walls = [at.astimezone(zone).replace(tzinfo=None, fold=0) for at in moments]
    is_open = [False] * len(moments)
    for day in sorted({wall.date() for wall in walls}):
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock
        for one in planned(hours, day):
            opens, closes = midnight + one.opens * MINUTE, midnight + one.closes * MINUTE
            inside = [n for n, wall in enumerate(walls) if opens <= wall < closes]
            if inside:
                is_open[inside[0] : inside[-1] + 1] = [True] * (inside[-1] + 1 - inside[0])
    return is_open[margin : margin + count]


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_every_minute_is_open_or_closed_as_the_oracle_sees_it(case: tuple[Hours, datetime]) -> None:
    hours, start = case
    seen = minutes_open(hours, start, SPAN)
    periods = list(rules.periods(hours, start, days=5))
    told = [any(one.start <= start + n * MINUTE < one.end for one in periods) for n in range(SPAN)]
    assert told == seen
    for n in range(0, SPAN, 97):
        assert rules.is_open(hours, start + n * MINUTE) == seen[n]


@given(case=cases(), length=st.integers(0, SPAN))
@settings(max_examples=60, deadline=None)
def test_working_time_is_the_number_of_minutes_the_oracle_finds_open(case: tuple[Hours, datetime], length: int) -> None:
    hours, start = case
    seen = minutes_open(hours, start, length)
    assert rules.working_seconds(hours, start, start + length * MINUTE) == 60 * sum(seen)


@given(case=cases(), wanted=st.integers(1, 900))
@settings(max_examples=60, deadline=None)
def test_so_many_working_minutes_from_now_is_where_the_oracle_has_counted_them(
    case: tuple[Hours, datetime], wanted: int
) -> None:
    hours, start = case
    open_ones = [n for n, is_open in enumerate(minutes_open(hours, start, SPAN)) if is_open]
    due = rules.add_working_seconds(hours, start, wanted * 60)
    if len(open_ones) >= wanted:
        assert due == start + (open_ones[wanted - 1] + 1) * MINUTE
    else:
        assert due is None or due > start + SPAN * MINUTE


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_the_next_turn_of_the_sign_on_the_door_is_where_the_oracle_sees_it(case: tuple[Hours, datetime]) -> None:
    hours, start = case
    seen = minutes_open(hours, start, SPAN)
    turns = [n for n in range(1, SPAN) if seen[n] != seen[n - 1]]
    if seen[0]:
        closes = rules.closes_at(hours, start)
        assert closes == start + turns[0] * MINUTE if turns else closes is None or closes > start + (SPAN - 1) * MINUTE
    else:
        opens = rules.next_opening(hours, start)
        assert opens == start + turns[0] * MINUTE if turns else opens is None or opens > start + (SPAN - 1) * MINUTE
