"""Of which kind a column of people's attributes is, by what its first rows hold."""

import pytest

from otklik.domains.activity import headings


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (["1 234,50", "", "17", "-3"], "number"),
        (["1,234.50", "2 ₽"], "number"),
        (["31.12.1999", "2026-03-01", "1.3.2026"], "date"),
        (["01.03.2026 10:00", ""], "text"),
        (["да", "Нет", "да"], "boolean"),
        (["yes", "no"], "boolean"),
        (["1", "0", "1"], "number"),
        (["00123", "45"], "text"),
        (["+79161234567"], "text"),
        (["4276123412341234"], "text"),
        (["31.02.2026"], "text"),
        (["12", "около 15"], "text"),
        (["Москва", "Томск"], "text"),
        (["", " "], "text"),
        ([], "text"),
    ],
)
def test_a_column_is_what_all_its_cells_are(column: list[str], kind: str) -> None:
    assert headings.kind_of(column) == kind


def test_only_attributes_have_a_kind_and_short_rows_do_no_harm() -> None:
    rows = [["Анна", "a@b.example", "3", "01.02.1990"], ["Иван", "i@b.example"]]
    plan = headings.guess(["Имя", "Почта", "Детей", "День рождения"], "people", rows)
    assert [(one.target, one.name, one.kind) for one in plan.columns] == [
        ("first_name", "", "text"),
        ("email", "", "text"),
        ("attribute", "Детей", "number"),
        ("attribute", "День рождения", "date"),
    ]
    held = headings.guess(["Детей"], "people", [["3"]], known={"Детей": "text"})
    assert held.columns[0].kind == "text", "what an attribute is does not change with a file"
    events = headings.guess(["Что", "Сколько"], "facts", [["чай", "3"]])
    assert {one.kind for one in events.columns} == {"text"}
