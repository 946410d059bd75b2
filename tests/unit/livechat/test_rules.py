"""Promises, queues, masks, suggestions and origins, at any time and in any order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.livechat import rules
from otklik.domains.livechat.rules import Queue

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_place_in_the_queue_a_rule_gives_out_is_the_true_one() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    earlier = [now - timedelta(minutes=5), now - timedelta(minutes=9)]
    found = rules.queue(waiting_since=now, others=earlier, typical=None, now=now, place=1)
    assert found is not None
    assert found.position == 1


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("is_open", "opens_at", "online", "typical", "code"),
    [
        (False, NOW + timedelta(hours=3), True, 60, "closed_until"),
        (False, None, True, 60, "closed"),
        (True, None, False, 60, "away"),
        (True, None, True, None, "unknown_speed"),
        (True, None, True, 60, "usually_within"),
    ],
)
def test_a_promise_says_no_more_than_is_known(
    is_open: bool, opens_at: datetime | None, online: bool, typical: int | None, code: str
) -> None:
    told = rules.promise(is_open=is_open, opens_at=opens_at, online=online, typical_seconds=typical)
    assert told.code == code


def test_a_visitor_who_was_answered_stands_in_no_queue() -> None:
    assert rules.queue(waiting_since=None, others=[ago(5)], typical=60, now=NOW, answered=True) is None
    assert rules.queue(waiting_since=ago(9), others=[ago(5)], typical=60, now=NOW, answered=True) is not None


def test_who_has_not_written_would_come_last() -> None:
    assert rules.queue(waiting_since=None, others=[], typical=60, now=NOW) is None
    assert rules.queue(waiting_since=None, others=[ago(5), ago(9)], typical=60, now=NOW) == Queue(
        position=3, wait_seconds=60
    )


def test_only_those_who_wait_longer_are_ahead() -> None:
    told = rules.queue(waiting_since=ago(10), others=[ago(5), ago(20), ago(30)], typical=60, now=NOW)
    assert told == Queue(position=3, wait_seconds=50)


def test_who_has_waited_longer_than_is_usual_is_promised_no_time() -> None:
    assert rules.queue(waiting_since=ago(90), others=[], typical=60, now=NOW) == Queue(position=1, wait_seconds=None)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("карта 4111 1111 1111 1111", "карта 4111 11•• •••• ••••"),
        ("4111-1111-1111-1111 до 12/30", "4111-11••-••••-•••• до 12/30"),
        ("5555555555554444", "555555••••••••••"),
        ("номер 378282246310005!", "номер 378282•••••••••!"),
        ("+7 912 345-67-89", "+7 912 345-67-89"),
        ("заказ 4111111111111112", "заказ 4111111111111112"),
        ("счёт 40702810900000001234", "счёт 40702810900000001234"),
        ("без цифр", "без цифр"),
    ],
)
def test_card_numbers_are_hidden_and_other_numbers_are_not(typed: str, shown: str) -> None:
    assert rules.masked(typed) == shown


def test_a_card_number_cut_by_the_previews_length_is_hidden_all_the_same() -> None:
    typed = "4111 1111 1111 1111 " + "x" * (rules.PREVIEW_LENGTH_MAX - 12)
    assert "1111 1111" not in rules.preview(typed)


@given(st.text(alphabet="0123456789 .-абв", max_size=60))
def test_a_mask_changes_digits_to_dots_and_nothing_else(text: str) -> None:
    hidden = rules.masked(text)
    assert len(hidden) == len(text)
    assert all(
        before == after or (before.isdigit() and after == "•") for before, after in zip(text, hidden, strict=True)
    )
    assert rules.masked(hidden) == hidden


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("дост", ["Доставка по городу", "Сколько стоит доставка"]),
        ("сколько дост", ["Сколько стоит доставка"]),
        ("ЕЛКИ", ["Ёлки"]),
        ("", []),
        ("самолёт", []),
    ],
)
def test_suggestions_begin_like_what_is_typed(typed: str, titles: list[str]) -> None:
    entries = ["Сколько стоит доставка", "Доставка по городу", "Ёлки | https://shop.example/fir", "Оплата|javascript:x"]
    assert [one.title for one in rules.suggestions(typed, entries)] == titles


def test_a_suggestion_leads_only_to_web_pages() -> None:
    assert rules.suggestions("елки", ["Ёлки | https://shop.example/fir"])[0].url == "https://shop.example/fir"
    assert rules.suggestions("оплата", ["Оплата|javascript:alert(1)"])[0].url is None


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("", True),
        ("https://shop.example", True),
        ("https://SHOP.example/", True),
        ("https://desk.example", True),
        ("https://evil.example", False),
        ("https://shop.example.evil.example", False),
        ("http://shop.example", False),
        ("null", False),
    ],
)
def test_only_the_named_sites_and_our_own_pages_may_ask(origin: str, allowed: bool) -> None:
    named = ["https://shop.example"]
    assert rules.origin_allowed(origin, allowed=named, own_host="desk.example") is allowed
    assert rules.origin_allowed(origin, allowed=[], own_host="desk.example")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://shop.example/cart?x=1", "https://shop.example"),
        ("http://127.0.0.1:8000/demo", "http://127.0.0.1:8000"),
        ("javascript:alert(1)", ""),
        ("about:blank", ""),
        ("", ""),
    ],
)
def test_a_pages_origin_is_read_from_its_address(url: str, origin: str) -> None:
    assert rules.origin_of(url) == origin


@pytest.mark.parametrize("address", ["a@b.ru", "имя@пример.рф", "first.last+tag@sub.example.com"])
def test_addresses_that_mail_may_go_to(address: str) -> None:
    assert rules.is_email(address)


@pytest.mark.parametrize(
    "address", ["", "a@b", "a b@c.ru", "a@b.ru, c@d.ru", "<a@b.ru>", "a@b.ru\nBcc: x@y.ru", "@b.ru"]
)
def test_addresses_that_are_none(address: str) -> None:
    assert not rules.is_email(address)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 10) Chrome/150 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 16; SM-X910) Chrome/150 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/150", "desktop"),
        ("", "desktop"),
    ],
)
def test_a_device_is_one_of_three(agent: str, device: str) -> None:
    assert rules.device(agent) == device
