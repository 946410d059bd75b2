"""Holidays are those of the country and region; each can be overruled; Russia ends the day before an hour earlier."""

from datetime import date

import pytest

from otklik.domains.schedule import calendars, rules
from otklik.domains.schedule.calendars import Kept
from otklik.domains.schedule.rules import Hours, Interval

OFFICE = [rules.interval("09:00", "13:00"), rules.interval("14:00", "18:00")]
RUSSIA = Kept(country="RU")


def hours(kept: Kept | None, **exceptions: list[Interval]) -> Hours:
    dates = {date.fromisoformat(f"2026-{name[1:].replace('_', '-')}"): one for name, one in exceptions.items()}
    return Hours(zone="Europe/Moscow", week=[OFFICE] * 5 + [[], []], exceptions=dates, holidays=kept)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 4, 29), OFFICE),
        (date(2026, 4, 30), [OFFICE[0], rules.interval("14:00", "17:00")]),
        (date(2026, 5, 1), []),
        (date(2026, 5, 11), []),  # the day off for 9 May, a Saturday
        (date(2026, 5, 8), [OFFICE[0], rules.interval("14:00", "17:00")]),
        (date(2026, 2, 20), OFFICE),  # a Friday; the holiday is the Monday after
        (date(2026, 11, 3), [OFFICE[0], rules.interval("14:00", "17:00")]),
        (date(2026, 5, 31), []),
    ],
)
def test_a_russian_company_rests_on_holidays_and_goes_home_earlier_before_them(
    day: date, opens: list[Interval]
) -> None:
    assert list(rules.intervals_on(hours(RUSSIA), day)) == opens


def test_a_holiday_that_is_overruled_is_a_day_like_any_other_and_shortens_none() -> None:
    kept = Kept(country="RU", overruled=frozenset({date(2026, 5, 1)}))
    assert rules.intervals_on(hours(kept), date(2026, 5, 1)) == OFFICE
    assert rules.intervals_on(hours(kept), date(2026, 4, 30)) == OFFICE


def test_an_exception_wins_over_a_holiday_and_over_a_short_day() -> None:
    own = [rules.interval("10:00", "12:00")]
    assert rules.intervals_on(hours(RUSSIA, d05_01=own, d04_30=OFFICE), date(2026, 5, 1)) == own
    assert rules.intervals_on(hours(RUSSIA, d05_01=own, d04_30=OFFICE), date(2026, 4, 30)) == OFFICE


def test_short_days_can_be_switched_off_and_other_countries_have_none() -> None:
    assert rules.intervals_on(hours(Kept(country="RU", short_eves=False)), date(2026, 4, 30)) == OFFICE
    assert rules.intervals_on(hours(Kept(country="DE")), date(2026, 4, 30)) == OFFICE
    assert rules.intervals_on(hours(Kept(country="DE")), date(2026, 5, 1)) == ()


def test_regions_have_holidays_of_their_own() -> None:
    epiphany = date(2026, 1, 6)
    assert rules.intervals_on(hours(Kept(country="DE", region="BY")), epiphany) == ()
    assert rules.intervals_on(hours(Kept(country="DE", region="BE")), epiphany) == OFFICE
    assert "Bayern" in [one.name for one in calendars.regions("DE")]


def test_round_the_clock_is_never_shorter_and_a_short_evening_falls_away() -> None:
    around = [rules.interval("00:00", "24:00")]
    assert rules.shortened(around) == around
    assert rules.shortened([OFFICE[0], rules.interval("17:30", "18:00")]) == [OFFICE[0]]


def test_holidays_are_named_in_the_reader_s_language_where_it_is_known() -> None:
    assert calendars.days_off("RU", "", 2026, "ru")[date(2026, 6, 12)] == "День России"
    assert calendars.days_off("RU", "", 2026, "en")[date(2026, 6, 12)] == "Russia Day"
    assert calendars.days_off("DE", "", 2026, "ru")[date(2026, 10, 3)] == "Tag der Deutschen Einheit"


def test_every_country_on_the_list_can_be_asked() -> None:
    for country, regions in list(calendars.countries().items())[::25]:
        assert calendars.days_off(country, regions[0] if regions else "", 2027) is not None
