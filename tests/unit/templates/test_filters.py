"""What filters say in Russian and English."""

from datetime import date, datetime

import pytest

from otklik.domains.templates.language import names
from otklik.domains.templates.language.compiling import Recipient, compiled

SPACE = "\N{NO-BREAK SPACE}"


def say(source: str, *, language: str = "ru", zone: str = "Europe/Moscow", **facts: object) -> str:
    recipient = Recipient(facts=facts, language=language, time_zone=zone)
    return compiled(source, html=False).render_for(recipient)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 товар"), (2, "2 товара"), (5, "5 товаров"), (11, "11 товаров"), (21, "21 товар")]
)
def test_a_number_takes_its_word(count: int, words: str) -> None:
    assert say("{{ n | plural: 'товар', 'товара', 'товаров' }}", n=count).replace(SPACE, " ") == words


def test_english_has_two_forms() -> None:
    assert say("{{ n | plural: 'item', 'items' }}", language="en", n=1).replace(SPACE, " ") == "1 item"
    assert say("{{ n | plural: 'item', 'items' }}", language="en", n=5).replace(SPACE, " ") == "5 items"


def test_a_greeting_without_a_name_has_no_comma() -> None:
    source = "{{ person.first_name | greet: 'Здравствуйте' }}"
    assert say(source, person={"first_name": "Анна"}) == "Здравствуйте, Анна!"
    assert say(source, person={"first_name": ""}) == "Здравствуйте!"
    assert say(source) == "Здравствуйте!"
    assert say("Привет{{ person.first_name | after_comma }}!") == "Привет!"


def test_money_has_no_empty_kopecks() -> None:
    assert say("{{ p | money }}", p=1290).replace(SPACE, " ") == "1 290 ₽"
    assert say("{{ p | money }}", p=1290.5).replace(SPACE, " ") == "1 290,50 ₽"
    assert say("{{ p | money }}", p={"amount": 129000, "currency": "RUB"}).replace(SPACE, " ") == "1 290 ₽"
    assert say("{{ p | money: 'USD' }}", language="en", p="15") == "$15"
    assert say("{{ p | money }}", p="скоро") == "скоро"


def test_the_smallest_coins_are_as_many_as_the_currency_has() -> None:
    assert say("{{ p | money }}", p={"amount": 1000, "currency": "JPY"}).replace(SPACE, " ") == "1 000 ¥"
    assert say("{{ p | money }}", p={"amount": 1500, "currency": "KWD"}).replace(SPACE, " ") == "1,500 KWD"
    assert say("{{ p | money }}", p={"amount": 1250, "currency": "RSD"}).replace(SPACE, " ") == "12,50 RSD"
    assert say("{{ p | money }}", language="en", p={"amount": 125_050, "currency": "HUF"}) == "HUF1,250.50"
    assert say("{{ p | money }}", language="de", p={"amount": 500, "currency": "EUR"}).replace(SPACE, " ") == "5 €"


@pytest.mark.parametrize("never", ["9999-12-31T23:59:59", "0001-01-01T00:00:00"])
@pytest.mark.parametrize("zone", ["Asia/Kamchatka", "America/Chicago"])
def test_the_first_and_the_last_day_of_the_calendar_do_not_stop_a_letter(never: str, zone: str) -> None:
    assert say("{{ d | day_year }}", zone=zone, d=never)


def test_moments_are_told_in_the_zone_and_language_of_the_person() -> None:
    at = "2026-12-05T22:20:00+03:00"
    assert say("{{ at | day }} {{ at | time }}", at=at) == "5 декабря 22:20"
    assert say("{{ at | day }} {{ at | time }}", at=at, zone="Asia/Novosibirsk") == "6 декабря 02:20"
    assert say("{{ at | day }}, {{ at | weekday }}", at=at, language="en") == "December 5, Saturday"
    assert say("{{ at | day_year }}", at="2026-12-05").startswith("5 декабря 2026")
    assert say("{{ at | day }}", at="завтра") == "завтра"


@pytest.mark.parametrize(
    ("written", "case", "declined"),
    [
        ("Анна Игоревна", "dative", "Анне Игоревне"),
        ("Петрова Анна Игоревна", "genitive", "Петровой Анны Игоревны"),
        ("Алексей Смирнов", "instrumental", "Алексеем Смирновым"),
        ("Илья", "dative", "Илье"),
        ("Любовь", "genitive", "Любови"),
        ("Иван Щаранский", "prepositional", "Иване Щаранском"),
        ("Anna Smith", "dative", "Anna Smith"),
        ("Анна", "дательный", "Анне"),
        ("Анна", "звательный", "Анна"),
        ("", "dative", ""),
    ],
)
def test_names_are_declined(written: str, case: str, declined: str) -> None:
    assert names.decline(written, case) == declined


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        ("Анна", "female"),
        ("Илья", "male"),
        ("Никита Петров", "male"),
        ("Саша", ""),
        ("Саша Иванова", "female"),
        ("Женя Петрович", "male"),
        ("Александра Сергеевна", "female"),
        ("Склифасовский", "male"),
        ("Kim", ""),
    ],
)
def test_gender_is_told_only_where_the_name_tells_it(written: str, gender: str) -> None:
    assert names.gender(names.parts(written)) == gender


def test_a_word_by_gender() -> None:
    source = "{{ name | by_gender: 'Дорогая', 'Дорогой', 'Здравствуйте,' }} {{ name }}"
    assert say(source, name="Анна") == "Дорогая Анна"
    assert say(source, name="Пётр") == "Дорогой Пётр"
    assert say(source, name="Kim") == "Здравствуйте, Kim"


NOW = datetime.fromisoformat("2026-12-05T22:20:00+00:00")


@pytest.mark.parametrize(
    ("born", "told"),
    [
        ("1992-12-05", "34"),
        ("1992-12-06", "33"),
        ("1992-12-06T00:00:00+00:00", "33"),
        ("2026-12-04", "0"),
        ("2027-01-01", ""),
        ("1800-01-01", ""),
        ("вчера", ""),
        (None, ""),
    ],
)
def test_an_age_is_told_in_whole_years_and_only_where_it_can_be(born: str | None, told: str) -> None:
    assert say("{{ born | age }}", zone="UTC", born=born, now=NOW) == told


def test_an_age_turns_with_the_persons_own_day_and_takes_its_word() -> None:
    source = "{{ born | age | plural: 'год', 'года', 'лет' }}"
    assert say(source, zone="UTC", born="2004-12-06", now=NOW).replace(SPACE, " ") == "21 год"
    assert say(source, zone="Europe/Moscow", born="2004-12-06", now=NOW).replace(SPACE, " ") == "22 года"


@pytest.mark.parametrize(("day", "told"), [("2027-02-27", "22"), ("2027-02-28", "23"), ("2028-02-28", "23")])
def test_who_was_born_on_the_29th_of_february_is_older_on_the_28th_of_other_years(day: str, told: str) -> None:
    assert say("{{ born | age }}", zone="UTC", born="2004-02-29", now=date.fromisoformat(day)) == told
