"""The plain part of a letter reads like one: one empty line between paragraphs, whoever is shown whichever of them."""

from typing import Any

import pytest

from otklik.domains.templates.documents import AnyBlock, FooterBlock, ProductsBlock, TextBlock, Wording
from otklik.domains.templates.language import environment
from otklik.domains.templates.rules import gaps, markup, plain
from otklik.domains.templates.service import goods

GOODS = ProductsBlock(heading="Вы смотрели", variable="goods_viewed", count=2, button="Купить")
FOOTER = FooterBlock(text="Чайная", unsubscribe="Уйти")
NAMES = {**goods.sample("ru"), "unsubscribe_url": "https://t.example/u"}


def read(*blocks: AnyBlock, **names: Any) -> str:
    """What the person's mail program shows."""
    source = plain.plain_part(markup.letter(Wording(subject="Чай", blocks=blocks), language="ru"))
    text = environment.of(html=False).from_string(source).render(**{**NAMES, **names})
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_goods_stand_one_under_another_each_said_once() -> None:
    assert read(TextBlock(text="Здравствуйте"), GOODS, TextBlock(text="До встречи"), FOOTER) == (
        "Здравствуйте\n\n"
        "Вы смотрели\n\n"
        "Эфиопия Иргачеффе (https://example.com/)\n1 290 ₽\n\nКупить (https://example.com/)\n\n"
        "Бразилия Серрадо (https://example.com/)\n1 290 ₽\n\nКупить (https://example.com/)\n\n"
        "До встречи\n\n"
        "Чайная\nУйти (https://t.example/u)"
    )


def test_over_no_goods_nothing_is_left_not_even_the_space() -> None:
    text = read(TextBlock(text="Здравствуйте"), GOODS, FOOTER, goods_viewed=None)
    assert text == "Здравствуйте\n\nЧайная\nУйти (https://t.example/u)"


def test_goods_without_a_page_or_a_picture_leave_no_gap() -> None:
    bare = [{"title": title, "price": {"amount": 129_000, "currency": "RUB"}} for title in goods.SAMPLE_TITLES["ru"]]
    text = read(GOODS, FOOTER, goods_viewed=bare)
    assert text == (
        "Вы смотрели\n\nЭфиопия Иргачеффе\n1 290 ₽\n\nБразилия Серрадо\n1 290 ₽\n\nЧайная\nУйти (https://t.example/u)"
    )


@pytest.mark.parametrize(
    ("age", "shown"),
    [(20, "Здравствуйте\n\nЧайная"), (40, "Здравствуйте\n\nТолько вам\n\nЧайная")],
)
def test_what_only_some_are_shown_leaves_the_others_no_gap(age: int, shown: str) -> None:
    blocks = (TextBlock(text="Здравствуйте"), TextBlock(text="Только вам", age_from=30), FooterBlock(text="Чайная"))
    assert read(*blocks, person={"age": age}) == shown


def test_lines_and_choices_within_a_paragraph_stay_as_they_were_written() -> None:
    words = "Чай{% if green %} зелёный{% endif %}\n{% if cheap %}\nи дёшево\n{% endif %}\nи вкусно"
    assert read(TextBlock(text=words), green=True, cheap=True) == "Чай зелёный\nи дёшево\nи вкусно"
    assert read(TextBlock(text=words), green=False, cheap=False) == "Чай\nи вкусно"


def test_words_said_twice_on_purpose_stay() -> None:
    assert read(TextBlock(text="Да"), TextBlock(text="Да")) == "Да\n\nДа"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("А\n{% for one in list %}\n- {{ one }}{% endfor %}\nБ", "А\n\n- 1\n- 2\nБ"),
        ("А\n\n{% for one in list %}\n\n{{ one }}\n\n{% endfor %}\n\nБ", "А\n\n1\n\n2\n\nБ"),
        ("А{% if no %}\n\nВ\n\n{% endif %}\n\nБ", "А\n\nБ"),
        ("А\n{% if no %}\n\nВ\n\n{% endif %}\n\nБ", "А\n\nБ"),
        ("А\n\n{% if no %}\n\nВ\n\n{% elsif yes %}\n\nГ\n\n{% endif %}\n\nБ", "А\n\nГ\n\nБ"),
        ("{% if yes %}\n\nВ\n\n{% else %}\n\nГ\n\n{% endif %}\n\nБ", "В\n\nБ"),
        ("А\n\n{% case list.size %}\n\n{% when 2 %}\n\nДва\n\n{% endcase %}\n\nБ", "А\n\nДва\n\nБ"),
        ("А\n\n{% assign x = 1 %}\n\n{{ x }}\n\nБ", "А\n\n1\n\nБ"),
        ("А\n\n{% endif %}\n\nБ{% for", None),
    ],
)
def test_whichever_way_is_taken_paragraphs_stand_apart_by_one_empty_line(source: str, shown: str | None) -> None:
    closed = gaps.closed_up(source)
    if shown is not None:
        assert environment.of(html=False).from_string(closed).render(list=[1, 2], yes=True, no=False) == shown
