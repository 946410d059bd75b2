"""Haste that is true and haste that is not: a corpus of both, in Russian and English."""

import pytest

from otklik.domains.templates.rules.emotion import dry, unbound

KINDS = {"ends": "deadline", "left": "stock", "order": "text", "at": "date"}

FALSE = [
    ("Сегодня последний день распродажи!", "deadline"),
    ("Последние часы скидок", "deadline"),
    ("Скидка только сегодня", "deadline"),
    ("Только до 5 декабря", "deadline"),
    ("Успейте купить", "deadline"),
    ("Поторопитесь, скидка сгорит", "deadline"),
    ("Осталось 3 дня", "deadline"),
    ("Осталось всего два дня", "deadline"),
    ("Акция заканчивается", "deadline"),
    ("Последний шанс", "deadline"),
    ("Ваши баллы сгорят", "deadline"),
    ("Осталось {{ order }} дня", "deadline"),
    ("Только до {{ at | day }}", "deadline"),
    ("Осталось 3 штуки", "stock"),
    ("Остался последний размер", "stock"),
    ("Осталось всего 5 мест", "stock"),
    ("Количество ограничено", "stock"),
    ("Почти раскупили", "stock"),
    ("Only today: 20% off", "deadline"),
    ("Last chance to save", "deadline"),
    ("The sale ends tonight", "deadline"),
    ("Hurry, 2 hours left", "deadline"),
    ("Limited time offer", "deadline"),
    ("Only 3 left", "stock"),
    ("Only 2 pairs left in your size", "stock"),
    ("Almost sold out", "stock"),
    ("While supplies last", "stock"),
    ("Selling fast", "stock"),
]
TRUE = [
    "Скидка действует только до {{ ends | day }}",
    "Последний день скидки: {{ ends | day }}",
    "Успейте до {{ ends | day }}",
    "Осталось {{ left | plural: 'штука', 'штуки', 'штук' }}",
    "Осталось всего {{ left }} шт.",
    "Only today, {{ ends | day }}",
    "Only {{ left }} left",
    "Осталось подтвердить адрес",
    "Осталось только выбрать цвет",
    "Не спешите, мы сохранили корзину",
    "Не торопитесь с выбором",
    "Заказ приедет сегодня",
    "Мы ответим до конца дня",
    "Это последнее письмо о заказе",
    "Спешим рассказать о новинках",
    "Take your time, there is no hurry",
    "Your order is on its way today",
    "We kept your basket",
    "Thank you for the last order",
    "Последняя коллекция вдохновлена морем",
]


@pytest.mark.parametrize(("text", "needs"), FALSE)
def test_haste_without_a_fact_is_refused(text: str, needs: str) -> None:
    assert needs in [one.needs for one in unbound([("text", text)], KINDS)]


@pytest.mark.parametrize("text", TRUE)
def test_honest_words_are_let_be(text: str) -> None:
    assert unbound([("text", text)], KINDS) == []


def test_a_fact_in_another_paragraph_binds_nothing() -> None:
    text = "Осталось 3 штуки\nСкидка до {{ ends | day }}"
    assert [one.needs for one in unbound([("text", text)], KINDS)] == ["stock"]


def test_where_and_by_which_words_is_told() -> None:
    found = unbound([("subject", "Спасибо"), ("text", "Скидка только сегодня")], KINDS)
    assert [(one.part, one.words) for one in found] == [("text", "только сегодня")]


@pytest.mark.parametrize(
    "text",
    ["У нас скидки на следующие товары", "Ознакомьтесь с новым видом депозитов", "Мы снижаем цены", "New arrivals"],
)
def test_dry_texts_are_seen(text: str) -> None:
    """The column's own examples of what nobody would put on a banner."""
    assert dry(text)


@pytest.mark.parametrize(
    "text", ["Спасибо, что вы с нами", "{{ person.first_name | greet }} Новинки", "You are the first to know", ""]
)
def test_warm_texts_are_not_dry(text: str) -> None:
    assert not dry(text)
