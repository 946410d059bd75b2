"""Decisions of conversations."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.conversations import rules

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_preview_is_one_short_line() -> None:
    assert rules.preview("Добрый\n\n  день  ") == "Добрый день"
    assert len(rules.preview("слово " * 100)) <= rules.PREVIEW_LENGTH


@pytest.mark.parametrize(
    ("sent", "believed"),
    [
        (timedelta(minutes=-5), timedelta(minutes=-5)),
        (timedelta(minutes=5), timedelta()),
        (timedelta(days=-30), timedelta()),
    ],
)
def test_a_time_in_the_future_or_far_back_is_a_wrong_clock(sent: timedelta, believed: timedelta) -> None:
    assert rules.believable(NOON + sent, received_at=NOON) == NOON + believed


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_the_wait_begins_with_the_oldest_unanswered_message(minutes: list[int]) -> None:
    since = None
    for one in minutes:
        since = rules.waits_since(since, wrote_at=NOON + timedelta(minutes=one))
    assert since == NOON + timedelta(minutes=min(minutes))


def test_only_what_was_written_after_the_question_answers_it() -> None:
    assert rules.answers(NOON, wrote_at=NOON + timedelta(seconds=1))
    assert not rules.answers(NOON, wrote_at=NOON - timedelta(seconds=1))
    assert not rules.answers(None, wrote_at=NOON)


@pytest.mark.parametrize(
    ("kind", "automatic", "in_group", "hours_ago", "may"),
    [
        ("message", False, False, None, True),
        ("auto_reply", True, False, None, False),
        ("bounce", True, False, None, False),
        ("message", False, True, None, False),
        ("message", False, False, 1, False),
        ("message", False, False, 13, True),
    ],
)
def test_a_machine_answers_people_only_and_not_again_and_again(
    kind: str, *, automatic: bool, in_group: bool, hours_ago: int | None, may: bool
) -> None:
    last = None if hours_ago is None else NOON - timedelta(hours=hours_ago)
    assert rules.may_auto_reply(kind=kind, automatic=automatic, in_group=in_group, last=last, now=NOON) is may


@pytest.mark.parametrize(
    ("subject", "reply"), [("Заказ", "Re: Заказ"), ("Re: Заказ", "Re: Заказ"), ("RE: Заказ", "RE: Заказ"), ("", "")]
)
def test_re_is_said_once(subject: str, reply: str) -> None:
    assert rules.reply_subject(subject) == reply


def test_text_that_the_database_cannot_hold_is_mended() -> None:
    assert rules.trimmed("a\0b") == "a\ufffdb"
    assert len(rules.trimmed("x" * 10, length_max=4)) == 4
