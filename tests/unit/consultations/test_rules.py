"""Decisions of consultations by example."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from otklik.domains.consultations import rules

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
ANNA, BORIS, VERA = (UUID(int=number) for number in (1, 2, 3))
STORE, SALES = UUID(int=10), UUID(int=11)


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


def test_a_leavers_question_goes_to_the_team_asked_then_to_their_own_then_to_a_leader() -> None:
    own = {STORE: [ANNA, BORIS], SALES: [ANNA]}
    assert rules.heir(ANNA, team_id=SALES, teams=own, supervisors=[VERA]) == (None, SALES)
    assert rules.heir(ANNA, team_id=None, teams=own, supervisors=[VERA]) == (None, STORE)
    assert rules.heir(ANNA, team_id=None, teams={SALES: [ANNA]}, supervisors=[ANNA, VERA]) == (VERA, None)
    assert rules.heir(ANNA, team_id=None, teams={}, supervisors=[ANNA]) == (None, None)
