"""A message counts as an answer to a machine's question only when it is nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.conversations import rules

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = ("1", "2", "3", "4", "5", "👍", "👎")


def expected(text: str, *, state: str = "closed", until: datetime | None = NOW) -> bool:
    return rules.is_expected(text, words=WORDS, state=state, until=until, now=NOW)


@pytest.mark.parametrize("text", ["5", " 5\n", "5.", "5!!", "👍", "👍🏽", "👍\ufe0f", "👎 "])
def test_a_mark_alone_is_one_however_it_is_decorated(text: str) -> None:
    assert expected(text)


@pytest.mark.parametrize(
    "text", ["", ".", "5?", "5 5", "5 штук", "оценка 5", "👍👎", "👍 а когда привезут", "5\nВерните деньги"]
)
def test_anything_beside_it_makes_it_words_to_answer(text: str) -> None:
    assert not expected(text)


def test_it_is_one_only_in_time_and_while_all_is_over() -> None:
    assert not expected("5", until=NOW - timedelta(seconds=1))
    assert not expected("5", until=None)
    assert not expected("5", state="open")


@given(st.text(max_size=12), st.sampled_from(WORDS))
def test_no_letter_and_no_question_ever_passes_beside_a_mark(text: str, word: str) -> None:
    if any(sign.isalpha() or sign == "?" for sign in text):
        assert not expected(word + text)
        assert not expected(text + word)
