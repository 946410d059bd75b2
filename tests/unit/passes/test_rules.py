"""What phones are told of a card, and what is taken from them."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.domains.passes import rules
from otklik.domains.passes.errors import RegistrationInvalid

AT = datetime(2026, 3, 2, 9, 0, 0, 700_000, tzinfo=UTC)


def test_a_card_that_changed_after_it_was_fetched_is_news_to_the_second() -> None:
    fetched = rules.http_date(AT)
    assert rules.unchanged(fetched, AT)
    assert not rules.unchanged(fetched, rules.changed_at(AT, AT + timedelta(milliseconds=100)))


@pytest.mark.parametrize("since", ["", "yesterday", "Mon, 99 Mar 2026 09:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(since: str) -> None:
    assert not rules.unchanged(since, AT)


def test_what_was_being_written_while_a_phone_asked_is_told_of_next_time() -> None:
    since = rules.since_tag(rules.tag_of(AT))
    assert since is not None
    assert since < AT - timedelta(seconds=5)
    assert [rules.since_tag(tag) for tag in ("", "x", "9" * 12)] == [None, None, None]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1250, "1250"), (12.0, "12"), (12.5, "12.5"), (" Золотой ", "Золотой"), (True, ""), (["a"], ""), (None, "")],
)
def test_an_attribute_stands_on_the_card_as_people_write_it(value: object, shown: str) -> None:
    assert rules.shown({"Бонусы": value}, "Бонусы") == shown
    assert rules.shown({"Бонусы": value}, "") == ""


def test_what_a_phone_says_is_logged_without_what_opens_a_card() -> None:
    said = rules.loggable(f"Web service error for {'a1' * 32}: unauthorized" + "!" * 500)
    assert "a1a1" not in said
    assert said.startswith("Web service error for …: unauthorized")
    assert len(said) == rules.LOG_LINE_MAX


@pytest.mark.parametrize("token", ["", "abc", "xyz" * 10, "ab" * 101])
def test_a_push_token_is_of_hexadecimal_digits(token: str) -> None:
    with pytest.raises(RegistrationInvalid):
        rules.checked_push_token(token)
