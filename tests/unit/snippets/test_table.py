"""What a table of ready replies says, and what would become of each of its lines."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.snippets import table
from otklik.domains.snippets.errors import ImportUnreadable

TITLES = {"shortcut": "shortcut", "text": "text", "название": "title", "team": "team"}
COMPANY = table.Company(known={"цена": UUID(int=1)}, teams={"продажи": UUID(int=2)}, replies_max=3)


def lines(*shortcuts: str) -> list[table.Line]:
    return [
        table.Line(number=number, shortcut=shortcut, title=shortcut or "…", text="…")
        for number, shortcut in enumerate(shortcuts, start=2)
    ]


def test_columns_are_known_by_their_titles_in_any_order_and_others_are_passed_over() -> None:
    rows = [[" Text ", "Цвет", "SHORTCUT", "Название"], ["Сто", "красный", " /цена ", ""], ["", " ", "", ""], ["Два"]]
    assert table.lines(rows, titles=TITLES) == [
        table.Line(number=2, shortcut="цена", title="цена", text="Сто"),
        table.Line(number=4, shortcut="", title="", text="Два"),
    ]


@pytest.mark.parametrize("rows", [[], [[]], [["shortcut"]], [["text", "title"], ["a", "b"]]])
def test_without_the_columns_there_is_nothing_to_read(rows: list[list[str]]) -> None:
    with pytest.raises(ImportUnreadable):
        table.lines(rows, titles=TITLES)


def test_a_line_is_new_or_changes_what_is_there_or_says_why_not() -> None:
    given_lines = lines("срок", "ЦЕНА", "Срок", "два слова", "адрес", "ещё")
    said = [(one.fate, one.code) for one in table.judge(given_lines, COMPANY, replace=True)]
    assert said == [
        ("new", ""),
        ("changed", ""),
        ("refused", "snippets.shortcut_twice"),
        ("refused", "snippets.shortcut_invalid"),
        ("new", ""),
        ("refused", "snippets.too_many"),
    ]
    assert table.judge(lines("ЦЕНА"), COMPANY, replace=True)[0].snippet_id == UUID(int=1)
    assert table.judge(lines("ЦЕНА"), COMPANY, replace=False)[0].code == "snippets.shortcut_taken"


def test_a_team_is_known_by_its_name_in_whatever_case() -> None:
    of_sales = table.Line(number=2, shortcut="а", title="а", text="", team="ПРОДАЖИ")
    of_nobody = table.Line(number=3, shortcut="б", title="б", text="", team="Склад")
    sales, nobody = table.judge([of_sales, of_nobody], COMPANY, replace=False)
    assert (sales.fate, sales.team_id) == ("new", UUID(int=2))
    assert (nobody.fate, nobody.code) == ("refused", "snippets.team_unknown")


def test_what_no_reply_may_hold_is_named() -> None:
    long_title = table.Line(number=2, shortcut="а", title="я" * 201, text="")
    long_text = table.Line(number=3, shortcut="б", title="б", text="я" * 20_001)
    codes = [one.code for one in table.judge([long_title, long_text], COMPANY, replace=False)]
    assert codes == ["snippets.title_invalid", "snippets.text_invalid"]


@given(st.lists(st.sampled_from(["цена", "Цена", "срок", "адрес", "часы", "", "а б"]), max_size=12), st.booleans())
def test_whatever_is_taken_in_no_shortcut_is_doubled_and_no_limit_passed(shortcuts: list[str], replace: bool) -> None:
    verdicts = table.judge(lines(*shortcuts), COMPANY, replace=replace)
    taken = [one.line.shortcut.lower() for one in verdicts if one.fate != "refused"]
    new = [one for one in verdicts if one.fate == "new"]
    assert len(taken) == len(set(taken))
    assert len(new) + len(COMPANY.known) <= COMPANY.replies_max
    assert len(verdicts) == len(shortcuts)
