"""Caps and quiet hours against plain oracles: day by day, minute by minute, through the jumps of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.domains.contact_policy import rules
from otklik.domains.contact_policy.rules import Cap, OnCap, Person, Policy, Span

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
JUMPING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Casablanca")
MOST = st.one_of(st.none(), st.integers(1, 4))
DAYS = st.lists(st.integers(0, 40), max_size=14)
SPANS = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 1440), st.integers(0, 1440))
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: Span(min(pair), max(pair))),
)


NO_CAP = Cap()


def policy(cap: Cap = NO_CAP, *, on_cap: OnCap = OnCap.REFUSE, week: rules.Week = rules.ALWAYS) -> Policy:
    return Policy(caps={0: cap}, weeks={"": week}, on_cap=on_cap, zone="Europe/Moscow")


def fits(days: list[date], cap: Cap, day: date) -> bool:
    """Counting on fingers."""
    counts = {length: sum(day - timedelta(days=length) < one <= day for one in days) for length in (1, 7, 30)}
    limits = {1: cap.day, 7: cap.week, 30: cap.month}
    return all(most is None or counts[length] < most for length, most in limits.items())


@given(ago=DAYS, day=MOST, week=MOST, month=MOST)
@settings(max_examples=60)
def test_a_window_frees_on_the_first_day_that_holds_one_more(
    ago: list[int], day: int | None, week: int | None, month: int | None
) -> None:
    today, cap = date(2026, 3, 20), Cap(day=day, week=week, month=month)
    days = [today - timedelta(days=one) for one in ago]
    expected = next(today + timedelta(days=n) for n in range(40) if fits(days, cap, today + timedelta(days=n)))
    assert rules.frees_on(days, cap, today=today) == expected


@given(
    zone=st.sampled_from(JUMPING),
    week=st.lists(SPANS, min_size=7, max_size=7).filter(any),
    season=st.sampled_from((datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))),
    minutes=st.integers(0, 35 * 24 * 60),
)
@settings(max_examples=60)
def test_quiet_hours_end_at_the_first_minute_that_the_persons_own_clock_allows(
    zone: str, week: list[Span | None], season: datetime, minutes: int
) -> None:
    clock, at = ZoneInfo(zone), season + minutes * MINUTE
    found = rules.next_allowed(week, clock, at)
    assert rules.allows(week, found.astimezone(clock))
    walked = at
    while walked < found:
        assert not rules.allows(week, walked.astimezone(clock)), walked
        walked += MINUTE


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (BERLIN, date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (BERLIN, date(2026, 3, 30), time(9, 0), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        (MOSCOW, date(2026, 3, 29), time(9, 0), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
    ],
    ids=["jumped over", "twice, the first", "summer", "no jumps"],
)
def test_a_local_moment_is_right_where_the_clock_jumps(
    zone: ZoneInfo, day: date, clock: time, expected: datetime
) -> None:
    assert rules.local_moment(zone, day, clock) == expected


def test_a_message_at_night_waits_for_the_persons_own_morning_not_the_companys() -> None:
    evening = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # 20:30 in Moscow, 00:30 in Novosibirsk
    person = Person(level=0, days=[], zone=ZoneInfo("Asia/Novosibirsk"))
    answer = rules.answer(policy(week=rules.DAYTIME), person, channel="sms", at=evening)
    assert answer == rules.Answer(not_before=datetime(2026, 3, 3, 2, 0, tzinfo=UTC), delayed="quiet_hours")


def test_one_too_many_is_refused_or_waits_for_its_day_and_for_the_morning_of_it() -> None:
    at, today = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), date(2026, 3, 2)
    person = Person(level=0, days=[today], zone=MOSCOW)
    refusing = rules.answer(policy(Cap(day=1)), person, channel="email", at=at)
    assert refusing == rules.Answer(refused="frequency_cap")
    waiting = policy(Cap(day=1), on_cap=OnCap.PUT_OFF, week=rules.DAYTIME)
    tomorrow_at_nine = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert rules.answer(waiting, person, channel="email", at=at) == rules.Answer(
        not_before=tomorrow_at_nine, delayed="frequency_cap"
    )


def test_nobody_waits_longer_than_a_week_for_a_turn() -> None:
    at, today = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), date(2026, 3, 2)
    person = Person(level=0, days=[today], zone=MOSCOW)
    answer = rules.answer(policy(Cap(month=1), on_cap=OnCap.PUT_OFF), person, channel="email", at=at)
    assert answer.refused == "frequency_cap"


def test_a_message_counted_before_waits_for_hours_only() -> None:
    at, today = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), date(2026, 3, 2)
    person = Person(level=0, days=[today], zone=MOSCOW)
    assert rules.answer(policy(Cap(day=1)), person, channel="email", at=at, counted=True).goes


def test_the_loyal_have_the_cap_of_the_nearest_level_below_theirs() -> None:
    chosen = Policy(
        caps={0: Cap(week=1), 2: Cap(week=5)}, weeks={"": rules.ALWAYS}, on_cap=OnCap.REFUSE, zone="Europe/Moscow"
    )
    assert [chosen.cap_of(level).week for level in range(4)] == [1, 1, 5, 5]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Asia/Novosibirsk"], "Asia/Novosibirsk"),
        (["Asia/Vladivostok", "Europe/Moscow", "Asia/Omsk"], "Europe/Moscow"),
        (["America/New_York", "America/Chicago", "America/Los_Angeles"], "America/Chicago"),
        (["no such place"], None),
        ([], None),
    ],
)
def test_a_phone_used_in_many_zones_is_in_the_companys_or_in_the_middle_one(
    names: list[str], expected: str | None
) -> None:
    found = rules.nearest_zone(names, company=MOSCOW, at=datetime(2026, 3, 2, tzinfo=UTC))
    assert (found.key if found else None) == expected
