"""Which target wins, and when it is due: tables, and working minutes counted one by one."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.domains.schedule import rules as hours
from otklik.domains.targets import rules
from otklik.domains.targets.errors import PeriodInvalid
from otklik.domains.targets.rules import Aim, Facts, Rule
from otklik.platform.ids import new_id

CHANNEL, TEAM = new_id(), new_id()
OTHER = new_id()
FACTS: Final = Facts(channel_id=CHANNEL, team_id=TEAM, tier="Gold")
NOON: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def rule(
    name: str,
    *,
    channel_id: UUID | None = None,
    team_id: UUID | None = None,
    tier: str | None = None,
    first: int | None = None,
    any_: int | None = 600,
) -> Rule:
    return Rule(
        id=new_id(), name=name, channel_id=channel_id, team_id=team_id, tier=tier, first_seconds=first, any_seconds=any_
    )


EVERYTHING = rule("everything")
BY_CHANNEL = rule("channel", channel_id=CHANNEL)
BY_TEAM = rule("team", team_id=TEAM)
BY_TIER = rule("tier", tier="gold")
BY_BOTH = rule("channel and team", channel_id=CHANNEL, team_id=TEAM)
ELSEWHERE = rule("another channel", channel_id=OTHER, team_id=TEAM, tier="gold")


@pytest.mark.parametrize(
    ("known", "winner"),
    [
        ([], None),
        ([EVERYTHING], "everything"),
        ([EVERYTHING, BY_CHANNEL], "channel"),
        ([BY_CHANNEL, BY_TEAM], "team"),
        ([BY_TIER, BY_TEAM, BY_CHANNEL], "tier"),
        ([BY_TIER, BY_BOTH], "channel and team"),
        ([ELSEWHERE, BY_CHANNEL], "channel"),
        ([ELSEWHERE], None),
    ],
)
def test_the_most_specific_target_that_fits_wins(known: list[Rule], winner: str | None) -> None:
    chosen = rules.choose(known, FACTS, aim=Aim.ANY)
    assert (chosen.name if chosen else None) == winner


def test_it_says_why_it_was_chosen() -> None:
    assert rules.terms(BY_BOTH, aim=Aim.ANY).because == ("team", "channel")
    assert rules.terms(EVERYTHING, aim=Aim.ANY).because == ()


@pytest.mark.parametrize(
    ("first_seconds", "any_seconds", "first", "given_seconds"),
    [
        (60, 600, True, 60),
        (60, 600, False, 600),
        (None, 600, True, 600),
        (60, None, True, 60),
        (60, None, False, None),
    ],
)
def test_a_first_answer_has_its_own_time_or_that_of_any(
    first_seconds: int | None, any_seconds: int | None, first: bool, given_seconds: int | None
) -> None:
    aim = Aim.FIRST if first else Aim.ANY
    assert rules.seconds(rule("x", first=first_seconds, any_=any_seconds), aim) == given_seconds


def test_a_time_for_the_solution_says_nothing_of_answers_and_theirs_nothing_of_it() -> None:
    only_solved = Rule(id=new_id(), name="solved", team_id=TEAM, solve_seconds=3600)
    assert rules.choose([only_solved, EVERYTHING], FACTS, aim=Aim.ANY) is EVERYTHING
    assert rules.choose([only_solved, EVERYTHING], FACTS, aim=Aim.SOLUTION) is only_solved
    assert rules.choose([EVERYTHING], FACTS, aim=Aim.SOLUTION) is None


def test_a_target_that_says_nothing_of_this_answer_leaves_it_to_a_wider_one() -> None:
    only_first = rule("team", team_id=TEAM, first=60, any_=None)
    chosen = rules.choose([only_first, EVERYTHING], FACTS, aim=Aim.ANY)
    assert chosen is EVERYTHING


def test_shares_of_the_time_become_moments() -> None:
    asked = Rule(id=new_id(), name="x", any_seconds=1000, warn_percent=75, reassign_percent=90, escalate_percent=100)
    found = rules.moments(asked, aim=Aim.ANY, start=NOON, count=rules.by_the_clock)
    assert found == rules.Moments(
        due_at=NOON + timedelta(seconds=1000),
        warn_at=NOON + timedelta(seconds=750),
        reassign_at=NOON + timedelta(seconds=900),
        escalate_at=NOON + timedelta(seconds=1000),
    )


def test_a_company_that_never_opens_has_no_due_moment() -> None:
    closed = hours.Hours(zone="UTC", week=[()] * 7)
    assert rules.moments(EVERYTHING, aim=Aim.ANY, start=NOON, count=counting(closed)) is None


@pytest.mark.parametrize(
    ("due", "from_start", "from_now", "expected"),
    [
        (60, 30, 40, 30),  # stricter: by its own beginning
        (60, 90, 100, None),  # slacker: nothing is gained by a transfer
        (60, -5, 20, 20),  # over already: its time from now, a breach is not handed on
        (60, -5, 80, None),
    ],
)
def test_another_target_only_ever_tightens_a_running_wait(
    due: int, from_start: int, from_now: int, expected: int | None
) -> None:
    def at(minutes: int) -> datetime:
        return NOON + timedelta(minutes=minutes)

    found = rules.tightened(at(due), from_start=at(from_start), from_now=at(from_now), now=NOON)
    assert found == (None if expected is None else at(expected))


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (datetime(2026, 3, 1), NOON, "no_time_zone"),  # noqa: DTZ001 - the mistake itself
        (NOON, NOON, "empty"),
        (NOON - timedelta(days=500), NOON, "too_long"),
    ],
)
def test_a_period_that_cannot_be_is_refused(start: datetime, end: datetime, reason: str) -> None:
    with pytest.raises(PeriodInvalid) as refused:
        rules.period(start, end, now=NOON)
    assert refused.value.params["reason"] == reason


def counting(week: hours.Hours) -> rules.Counting:
    return lambda start, seconds: hours.add_working_seconds(week, start, seconds)


ZONES: Final = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
CHANGES: Final = (date(2026, 3, 6), date(2026, 3, 27), date(2026, 4, 3), date(2026, 10, 23), date(2026, 10, 30))
"""Days before the clock changes somewhere; Lord Howe moves by half an hour."""


@st.composite
def weeks(draw: st.DrawFn) -> hours.Hours:
    """Every day one interval or none, some over midnight, at least one open."""
    days: list[tuple[hours.Interval, ...]] = []
    for _ in range(7):
        opens = draw(st.integers(0, 23 * 60))
        length = draw(st.integers(120, 16 * 60))
        days.append((hours.Interval(opens, opens + length),) if draw(st.booleans()) else ())
    if not any(days):
        days[0] = (hours.Interval(540, 1080),)
    return hours.Hours(zone=draw(st.sampled_from(ZONES)), week=days)


@st.composite
def beginnings(draw: st.DrawFn) -> datetime:
    day = draw(st.sampled_from(CHANGES))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 4 * 1440)))


def open_by_the_wall(week: hours.Hours, at: datetime) -> bool:
    """The slow way: look at the wall clock, and where it is put back, at both sides of a gap in one interval."""
    zone = ZoneInfo(week.zone)
    today = at.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        for one in week.week[day.weekday()]:
            if shown_within(one, day, at, zone):
                return True
            around = [timedelta(minutes=step) for step in range(1, 121)] if put_back_near(at, zone) else []
            before = any(shown_within(one, day, at - step, zone) for step in around)
            if before and any(shown_within(one, day, at + step, zone) for step in around):
                return True
    return False


def shown_within(one: hours.Interval, day: date, at: datetime, zone: ZoneInfo) -> bool:
    minute = (at.astimezone(zone).replace(tzinfo=None) - datetime.combine(day, time())) // timedelta(minutes=1)
    return one.opens <= minute < one.closes


def put_back_near(at: datetime, zone: ZoneInfo) -> bool:
    near = timedelta(hours=2)
    before, after = (moment.astimezone(zone).utcoffset() for moment in (at - near, at + near))
    assert before is not None
    assert after is not None
    return after < before


def due_minute_by_minute(week: hours.Hours, start: datetime, minutes: int) -> datetime:
    at, left = start, minutes
    while left:
        left -= open_by_the_wall(week, at)
        at += timedelta(minutes=1)
    return at


@settings(max_examples=60, deadline=None)
@given(week=weeks(), start=beginnings(), minutes=st.integers(1, 300), percent=st.sampled_from([25, 50, 75]))
def test_due_and_warning_are_where_counting_minutes_one_by_one_finds_them(
    week: hours.Hours, start: datetime, minutes: int, percent: int
) -> None:
    asked = Rule(id=new_id(), name="x", any_seconds=minutes * 4 * 60, warn_percent=percent)
    found = rules.moments(asked, aim=Aim.ANY, start=start, count=counting(week))
    assert found is not None
    assert found.due_at == due_minute_by_minute(week, start, minutes * 4)
    assert found.warn_at == due_minute_by_minute(week, start, minutes * 4 * percent // 100)


@settings(max_examples=60, deadline=None)
@given(week=weeks(), start=beginnings(), seconds=st.integers(10, 400_000), percent=st.integers(1, 99))
def test_a_warning_is_never_after_the_breach_nor_before_the_wait(
    week: hours.Hours, start: datetime, seconds: int, percent: int
) -> None:
    asked = Rule(id=new_id(), name="x", any_seconds=seconds, warn_percent=percent)
    found = rules.moments(asked, aim=Aim.ANY, start=start, count=counting(week))
    assert found is not None
    assert found.warn_at is not None
    assert start < found.warn_at <= found.due_at
