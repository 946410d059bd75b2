"""Decisions of ratings by example and, for the payload, by whatever there may be."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.ratings import rules
from otklik.domains.ratings.errors import PeriodInvalid

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOOD = rules.Ending(closed=True, answered=True, last_from_person=True, in_group=False, last_asked_at=None)
ANNA, BORIS, VERA = (UUID(int=number) for number in (1, 2, 3))


def test_a_person_whom_a_person_answered_is_asked() -> None:
    assert rules.may_ask(GOOD, pause=timedelta(days=14), now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"closed": False},
        {"answered": False},
        {"last_from_person": False},
        {"in_group": True},
        {"last_asked_at": NOW - timedelta(days=13)},
    ],
)
def test_each_single_reason_keeps_from_asking(change: dict[str, object]) -> None:
    assert not rules.may_ask(msgspec.structs.replace(GOOD, **change), pause=timedelta(days=14), now=NOW)


def test_whoever_wrote_most_is_whose_the_rating_is_and_of_equals_whoever_wrote_last() -> None:
    early, late = NOW - timedelta(hours=1), NOW
    assert rules.main_first([(ANNA, 1, late), (BORIS, 3, early)]) == [BORIS, ANNA]
    assert rules.main_first([(ANNA, 2, early), (BORIS, 2, late), (VERA, 1, late)]) == [BORIS, ANNA, VERA]


def test_a_rating_may_be_changed_for_an_hour_and_given_for_a_month() -> None:
    asked = NOW - timedelta(days=29)
    assert rules.takes(asked_at=asked, rated_at=None, now=NOW)
    assert rules.takes(asked_at=asked, rated_at=NOW - timedelta(minutes=60), now=NOW)
    assert not rules.takes(asked_at=asked, rated_at=NOW - timedelta(minutes=61), now=NOW)
    assert not rules.takes(asked_at=NOW - timedelta(days=31), rated_at=None, now=NOW)


@given(rating_id=st.uuids(), score=st.integers(1, 5))
def test_a_payload_is_read_as_it_was_written(rating_id: UUID, score: int) -> None:
    assert rules.read_payload(rules.payload(rating_id, score)) == (rating_id, score)


@given(st.text(max_size=40))
def test_anything_else_is_no_payload_or_a_score_in_bounds(text: str) -> None:
    read = rules.read_payload(text)
    assert read is None or 1 <= read[1] <= 5


def test_a_period_must_be_one() -> None:
    with pytest.raises(PeriodInvalid):
        rules.period(NOW, NOW, now=NOW)
    with pytest.raises(PeriodInvalid):
        rules.period(NOW - timedelta(days=500), NOW, now=NOW)
    with pytest.raises(PeriodInvalid):
        rules.period(NOW.replace(tzinfo=None), None, now=NOW)


@pytest.mark.parametrize(
    ("word", "scale", "score"),
    [
        ("5", "stars", 5),
        ("1", "stars", 1),
        ("👍", "stars", 5),
        ("👎", "thumbs", 1),
        ("5", "thumbs", None),
        ("0", "stars", None),
        ("6", "stars", None),
        ("55", "stars", None),
        ("пять", "stars", None),
        ("", "stars", None),
    ],
)
def test_a_mark_typed_alone_says_a_score_in_its_own_scale(word: str, scale: str, score: int | None) -> None:
    assert rules.typed_score(word, scale=scale) == score


def test_a_mark_is_taken_for_an_hour_after_the_question() -> None:
    assert rules.takes_typed(asked_at=NOW - timedelta(minutes=60), now=NOW)
    assert not rules.takes_typed(asked_at=NOW - timedelta(minutes=61), now=NOW)
