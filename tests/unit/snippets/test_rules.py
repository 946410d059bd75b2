"""Filling in a ready reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.snippets import rules


def test_names_in_braces_are_found_once_each_in_order() -> None:
    assert rules.variables("{Имя}, ваш заказ {order_id} готов, {имя}") == ["имя", "order_id"]
    assert rules.variables("цена {} {1} {два слова} {{") == []


def test_known_names_are_replaced_in_whatever_case() -> None:
    assert rules.fill("Здравствуйте, {Имя}!", {"имя": " Анна "}) == "Здравствуйте, Анна!"


def test_an_unknown_name_stays_to_be_seen() -> None:
    assert rules.fill("Заказ {номер} готов", {}) == "Заказ {номер} готов"


def test_a_value_with_braces_is_only_text() -> None:
    assert rules.fill("{имя}", {"имя": "{name}", "name": "Анна"}) == "{name}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Здравствуйте, {имя}!", "Здравствуйте!"),
        ("Добрый день, {имя}, рады вам", "Добрый день, рады вам"),
        ("Добрый день {имя} и спасибо", "Добрый день и спасибо"),
        ("{имя}, добрый день", "добрый день"),
        ("Цена:\n{имя}, вот она :)", "Цена:\nвот она :)"),
        ("{имя} {имя}", ""),
    ],
)
def test_an_empty_value_leaves_no_hole(text: str, left: str) -> None:
    assert rules.fill(text, {"имя": ""}) == left


@given(text=st.text(max_size=200), values=st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3))
def test_a_text_without_names_never_changes(text: str, values: dict[str, str]) -> None:
    if not rules.variables(text):
        assert rules.fill(text, values) == text


@given(text=st.text(alphabet="аб {}имя,.\n", max_size=60), name=st.text(alphabet="!?-", min_size=1, max_size=5))
def test_nothing_but_the_names_changes(text: str, name: str) -> None:
    filled = rules.fill(text, dict.fromkeys(rules.variables(text), name))
    assert rules.variables(filled) == []
    assert len(filled) >= len(text) - sum(len(part) for part in text.split("{")[1:]) - text.count("{")


@given(st.text(alphabet="йцукенгшщзхъфывапролджэячсмитьбюёqwertyuiop[]asdfghjkl;'zxcvbnm,.`"))
def test_the_other_layout_of_the_other_layout_is_what_was_typed(typed: str) -> None:
    assert rules.in_other_layout(rules.in_other_layout(typed)) == typed
