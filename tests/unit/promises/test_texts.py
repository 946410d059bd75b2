"""What customers read, in both languages, in words people use."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from otklik.domains.promises import texts
from otklik.domains.promises.rules import Band
from otklik.domains.promises.schemas import Basis, Code, Current
from otklik.domains.schedule.schemas import Hours, Interval

MOSCOW = ZoneInfo("Europe/Moscow")
SATURDAY = datetime(2026, 11, 21, 20, tzinfo=MOSCOW)
DAY = (Interval(opens="09:00", closes="18:00"),)


def current(code: Code, *, at: datetime | None = None, seconds: int | None = None) -> Current:
    return Current(
        code=code,
        open=code in {"within", "by", "unknown"},
        opens_at=at if code == "from" else None,
        closes_at=None,
        due_at=at,
        seconds=seconds,
        time_zone="Europe/Moscow",
        basis=Basis(band=Band.CHANNEL, quantile=0.8, weeks=4, promised_seconds=seconds),
    )


def said(now: Current, locale: str) -> str:
    return texts.promised(now, locale=locale, at=SATURDAY)


@pytest.mark.parametrize(
    ("opens_at", "russian", "english"),
    [
        (
            datetime(2026, 11, 21, 21, tzinfo=MOSCOW),
            "Ответим сегодня с 21:00.",
            "We will answer today from 9:00\u202fPM.",
        ),
        (
            datetime(2026, 11, 22, 9, tzinfo=MOSCOW),
            "Ответим завтра с 9:00.",
            "We will answer tomorrow from 9:00\u202fAM.",
        ),
        (
            datetime(2026, 11, 23, 9, tzinfo=MOSCOW),
            "Ответим в понедельник с 9:00.",
            "We will answer on Monday from 9:00\u202fAM.",
        ),
        (
            datetime(2026, 11, 24, 9, 30, tzinfo=MOSCOW),
            "Ответим во вторник с 9:30.",
            "We will answer on Tuesday from 9:30\u202fAM.",
        ),
        (
            datetime(2027, 1, 11, 0, tzinfo=MOSCOW),
            "Ответим 11 января с 0:00.",
            "We will answer on January 11 from 12:00\u202fAM.",
        ),
    ],
)
def test_a_closed_company_names_the_day(opens_at: datetime, russian: str, english: str) -> None:
    now = current("from", at=opens_at)
    assert (said(now, "ru"), said(now, "en")) == (russian, english)


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (60, "Ответим примерно через 1 минуту.", "We will answer in about 1 minute."),
        (120, "Ответим примерно через 2 минуты.", "We will answer in about 2 minutes."),
        (600, "Ответим примерно через 10 минут.", "We will answer in about 10 minutes."),
        (3_600, "Ответим примерно через 1 час.", "We will answer in about 1 hour."),
        (4 * 3_600, "Ответим примерно через 4 часа.", "We will answer in about 4 hours."),
        (86_400, "Ответим примерно через 1 день.", "We will answer in about 1 day."),
    ],
)
def test_an_open_company_says_how_long(seconds: int, russian: str, english: str) -> None:
    now = current("within", at=SATURDAY, seconds=seconds)
    assert (said(now, "ru"), said(now, "en")) == (russian, english)


def test_when_nothing_is_known_nothing_is_said() -> None:
    assert said(current("unknown"), "ru") == ""
    assert said(current("closed"), "ru") == "Сейчас мы не работаем. Ответим, как только вернёмся."
    by = current("by", at=datetime(2026, 11, 23, 9, 10, tzinfo=MOSCOW))
    assert said(by, "ru") == "Ответим в понедельник до 9:10."


def reply(words: str = "", *, deputy: str = "", other_channels: tuple[str, ...] = (), locale: str = "ru") -> str:
    return texts.autoreply(
        words, promise="Ответим завтра с 9:00.", deputy=deputy, other_channels=other_channels, locale=locale
    )


def test_the_standard_reply_thanks_promises_and_names_open_channels() -> None:
    assert reply() == "Спасибо, мы получили ваше сообщение. Ответим завтра с 9:00."
    assert reply(other_channels=("Telegram", "почта")).endswith("Сейчас быстрее ответим здесь: Telegram и почта.")


def test_a_company_s_own_words_and_braces_stay_as_they_are() -> None:
    assert reply("Мы спим.") == "Мы спим. Ответим завтра с 9:00."
    assert reply("{when} Спасибо.") == "Ответим завтра с 9:00. Спасибо."
    assert reply("Заказ {номер} {0} {}.") == "Заказ {номер} {0} {}. Ответим завтра с 9:00."


@pytest.mark.parametrize(
    ("week", "russian", "english"),
    [
        ((DAY,) * 5 + ((), ()), "пн–пт 9:00–18:00", "Mon–Fri 9:00\u202fAM–6:00\u202fPM"),
        ((DAY,) * 7, "ежедневно 9:00–18:00", "daily 9:00\u202fAM–6:00\u202fPM"),
        (((Interval(opens="00:00", closes="24:00"),),) * 7, "круглосуточно", "round the clock"),
        ((DAY, (), DAY, (), (), (), ()), "", ""),
        (((),) * 7, "", ""),
    ],
)
def test_a_week_fits_into_a_line_or_is_not_said(
    week: tuple[tuple[Interval, ...], ...], russian: str, english: str
) -> None:
    hours = Hours(time_zone="Europe/Moscow", week=week)
    assert (texts.hours_line(hours, locale="ru"), texts.hours_line(hours, locale="en")) == (russian, english)


def test_a_badge_says_the_speed_else_the_hours_else_that_nothing_is_known() -> None:
    assert texts.usually(240, hours="", locale="ru") == "Обычно отвечаем за 4 минуты"
    assert texts.usually(None, hours="пн–пт 9:00–18:00", locale="ru") == "Отвечаем пн–пт 9:00–18:00"
    assert "недостаточно данных" in texts.usually(None, hours="", locale="ru")
