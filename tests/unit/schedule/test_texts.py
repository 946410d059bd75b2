"""The automatic reply says when the answer comes, in words people use."""

from datetime import datetime

import pytest
from tests.unit.schedule.test_rules import moscow

from otklik.domains.schedule import texts

SATURDAY = moscow(2026, 11, 21, 20)


@pytest.mark.parametrize(
    ("opens_at", "russian", "english"),
    [
        (moscow(2026, 11, 21, 21), "Ответим сегодня с 21:00.", "We will answer today from 9:00\u202fPM."),
        (moscow(2026, 11, 22, 9), "Ответим завтра с 9:00.", "We will answer tomorrow from 9:00\u202fAM."),
        (moscow(2026, 11, 23, 9), "Ответим в понедельник с 9:00.", "We will answer on Monday from 9:00\u202fAM."),
        (moscow(2026, 11, 24, 9, 30), "Ответим во вторник с 9:30.", "We will answer on Tuesday from 9:30\u202fAM."),
        (moscow(2026, 11, 25, 9), "Ответим в среду с 9:00.", "We will answer on Wednesday from 9:00\u202fAM."),
        (moscow(2026, 11, 26, 9), "Ответим в четверг с 9:00.", "We will answer on Thursday from 9:00\u202fAM."),
        (moscow(2026, 11, 27, 9), "Ответим в пятницу с 9:00.", "We will answer on Friday from 9:00\u202fAM."),
        (moscow(2027, 1, 11, 0), "Ответим 11 января с 0:00.", "We will answer on January 11 from 12:00\u202fAM."),
        (
            None,
            "Сейчас мы не работаем. Ответим, как только вернёмся.",
            "We are closed at the moment and will answer when we are back.",
        ),
    ],
)
def test_a_promise_names_the_day(opens_at: datetime | None, russian: str, english: str) -> None:
    assert texts.promised(opens_at, locale="ru", at=SATURDAY, zone="Europe/Moscow") == russian
    assert texts.promised(opens_at, locale="en", at=SATURDAY, zone="Europe/Moscow") == english


def reply(words: str = "", *, locale: str = "ru", other_channels: tuple[str, ...] = ()) -> str:
    return texts.autoreply(
        words,
        locale=locale,
        opens_at=moscow(2026, 11, 22, 9),
        at=SATURDAY,
        zone="Europe/Moscow",
        other_channels=other_channels,
    )


def test_the_standard_reply_thanks_promises_and_names_open_channels() -> None:
    assert reply() == "Спасибо, мы получили ваше сообщение. Ответим завтра с 9:00."
    assert reply(other_channels=("Telegram", "почта")) == (
        "Спасибо, мы получили ваше сообщение. Ответим завтра с 9:00. Сейчас быстрее ответим здесь: Telegram и почта."
    )


def test_a_company_s_own_words_keep_the_promise() -> None:
    assert reply("Мы спим.") == "Мы спим. Ответим завтра с 9:00."
    assert reply("{when} Спасибо.", other_channels=("Telegram",)) == (
        "Ответим завтра с 9:00. Спасибо. Сейчас быстрее ответим здесь: Telegram."
    )


def test_braces_a_company_writes_for_itself_stay() -> None:
    assert reply("Заказ {номер} {0} {}.") == "Заказ {номер} {0} {}. Ответим завтра с 9:00."


def test_a_language_without_words_is_answered_in_english() -> None:
    assert reply(locale="de") == "Thank you, we have your message. We will answer tomorrow from 9:00\u202fAM."
