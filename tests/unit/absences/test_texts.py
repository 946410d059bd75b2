"""What customers are told of an absence."""

from datetime import UTC, datetime

from otklik.domains.absences.texts import reply, until

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_a_holiday_is_called_so_and_the_deputy_is_named() -> None:
    said = reply("", locale="ru", kind="holiday", name="Иван", deputy="Мария", team="", until="3 декабря")
    assert said == "Иван в отпуске до 3 декабря, вам ответит Мария."
    said = reply("", locale="en", kind="holiday", name="Ivan", deputy="Maria", team="", until="December 3")
    assert said == "Ivan is on holiday until December 3. Maria will answer you."


def test_an_illness_is_nobodys_business() -> None:
    said = reply("", locale="ru", kind="illness", name="Иван", deputy="", team="Продажи", until="3 декабря")
    assert said == "Иван отсутствует до 3 декабря, вам ответит команда «Продажи»."


def test_without_a_deputy_colleagues_answer() -> None:
    said = reply("", locale="ru", kind="other", name="Иван", deputy="", team="", until="3 декабря")
    assert said == "Иван отсутствует до 3 декабря, вам ответят коллеги."


def test_ones_own_words_are_filled_in_and_their_braces_do_no_harm() -> None:
    words = "{name} вернётся {until}. Пишите: {deputy} {x}"
    said = reply(words, locale="ru", kind="other", name="Иван", deputy="Мария", team="", until="3 декабря")
    assert said == "Иван вернётся 3 декабря. Пишите: Мария {x}"


def test_on_the_last_day_the_time_is_said_in_the_zone_of_the_absence() -> None:
    zone = "Asia/Vladivostok"
    assert until(datetime(2026, 12, 2, 20, tzinfo=UTC), at=NOW, zone=zone, locale="ru") == "3 декабря"
    assert until(datetime(2026, 11, 25, 10, tzinfo=UTC), at=NOW, zone=zone, locale="ru") == "20:00"
