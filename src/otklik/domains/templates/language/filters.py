"""The filters a template has beside those of Liquid; the reference in docs/ is made from these docstrings.

Each takes whatever a person's facts hold and never fails on a missing one: a letter with a hole is worse than a
plainer letter.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import dates, numbers
from babel.core import Locale, UnknownLocaleError
from liquid import RenderContext
from liquid.filter import with_context

from otklik.domains.templates.language import names
from otklik.platform.money import digits_of

LANGUAGE: Final = "_language"
ZONE: Final = "_zone"
"""Hidden names of a render: the person's language and time zone."""
DEFAULT_LANGUAGE: Final = "ru"
NUMBERS_KEPT: Final = 5_000
DIGITS_MAX: Final = 30
"""Of a number: a longer one is shown as it is written."""
YEARS_MAX: Final = 120
"""Of an age: more is a year that was made up."""

Filter = Callable[..., Any]  # Any: Liquid hands over whatever the facts hold


def decline(value: object, case: object = "genitive", gender: object = "") -> str:
    """A Russian name in a case: `genitive`, `dative`, `accusative`, `instrumental`, `prepositional`."""
    return names.decline(_text(value), _text(case), told_gender=_text(gender))


def by_gender(value: object, female: object = "", male: object = "", unknown: object = "") -> str:
    """One of three words by what the name tells of gender: woman, man, not told."""
    told = names.gender(names.parts(_text(value)))
    return _text({names.FEMALE: female, names.MALE: male}.get(told, unknown))


@with_context
def greet(value: object, words: object = "", *, context: RenderContext) -> str:
    """A greeting with the name, or without it and without a comma: `Здравствуйте, Анна!`, `Здравствуйте!`."""
    said = _text(words) or {"ru": "Здравствуйте"}.get(_language(context), "Hello")
    return f"{said}{after_comma(value)}!"


def after_comma(value: object) -> str:
    """The value with a comma and a space before it; nothing where it is not known."""
    known = _text(value).strip()
    return f", {known}" if known else ""


@with_context
def plural(value: object, one: object, few: object, many: object = "", *, context: RenderContext) -> str:
    """The number with its word: `5 товаров` by three Russian forms, `5 items` by two English ones."""
    number = _number(value)
    shown = _text(value) if number is None else _decimal(number, _language(context))
    return f"{shown}\N{NO-BREAK SPACE}{word_of(number, one, few, many)}"


def plural_word(value: object, one: object, few: object, many: object = "") -> str:
    """The word alone: `товаров` for 5."""
    return word_of(_number(value), one, few, many)


@with_context
def money(value: object, currency: object = "RUB", *, context: RenderContext) -> str:
    """An amount in units of its currency, or `{amount, currency}` in the smallest: `1 290 ₽`. No empty kopecks."""
    amount, code = _amount(value, _text(currency))
    return _text(value) if amount is None else _money(amount, code, _locale(context))


@with_context
def day(value: object, *, context: RenderContext) -> str:
    """A date in words, in the person's time zone: `5 декабря`, `December 5`. `now` alone: in the company's."""
    pattern = "d MMMM" if _language(context) == "ru" else "MMMM d"
    return _dated(value, context, lambda when, locale: dates.format_date(when, pattern, locale))


@with_context
def day_year(value: object, *, context: RenderContext) -> str:
    """A date with its year: `5 декабря 2026 г.`"""
    return _dated(value, context, lambda when, locale: dates.format_date(when, "long", locale))


@with_context
def weekday(value: object, *, context: RenderContext) -> str:
    """The day of the week: `суббота`."""
    return _dated(value, context, lambda when, locale: dates.format_date(when, "EEEE", locale))


@with_context
def time(value: object, *, context: RenderContext) -> str:
    """Hours and minutes in the person's time zone: `14:20`."""
    return _dated(value, context, lambda when, locale: dates.format_time(when, "short", locale=locale))


@with_context
def age(value: object, *, context: RenderContext) -> int | str:
    """Whole years since a date: `34`; with its word: `{{ child | age | plural: 'год', 'года', 'лет' }}`."""
    zone = _text(context.resolve(ZONE, default="UTC"))
    born, now = moment(value, zone), moment(context.resolve("now", default=None), zone)
    told = None if born is None or now is None else years(born, today=now)
    return "" if told is None else told


@with_context
def number(value: object, *, context: RenderContext) -> str:
    """A number as the language writes it: `1 234,5`."""
    known = _number(value)
    return _text(value) if known is None else _decimal(known, _language(context))


FILTERS: Final[Mapping[str, Filter]] = {
    "after_comma": after_comma,
    "age": age,
    "by_gender": by_gender,
    "day": day,
    "day_year": day_year,
    "decline": decline,
    "greet": greet,
    "money": money,
    "number": number,
    "plural": plural,
    "plural_word": plural_word,
    "time": time,
    "weekday": weekday,
}


def word_of(number: Decimal | None, one: object, few: object, many: object = "") -> str:
    """By the plural rules of Russian with three forms, of English with two (CLDR)."""
    form = _plural_rule("ru" if _text(many) else "en")(abs(number)) if number is not None else "many"
    if not _text(many):
        return _text(one if form == "one" else few)
    return _text({"one": one, "few": few, "other": few}.get(form, many))


@cache
def _plural_rule(language: str) -> Callable[[Decimal], str]:
    return Locale.parse(language).plural_form


def moment(value: object, zone: str) -> datetime | date | None:
    """What was meant by an aware moment, a date, or either as ISO 8601 writes it."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if len(value) > len("2026-12-05") else date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        try:
            return aware.astimezone(_zone(zone))
        except OverflowError:  # the first or the last day of the calendar: "never" in many a system
            return value
    return value if isinstance(value, date) else None


def years(born: date, *, today: date) -> int | None:
    """Whole ones; None where nobody alive was born then. Who was born on 29 February has it on the 28th else."""
    birthday = (born.month, min(born.day, monthrange(today.year, born.month)[1]))
    whole = today.year - born.year - ((today.month, today.day) < birthday)
    return whole if 0 <= whole <= YEARS_MAX else None


def _dated(value: object, context: RenderContext, shown: Callable[[Any, str], str]) -> str:  # Any: date or moment
    when = moment(value, _text(context.resolve(ZONE, default="UTC")))
    if when is None:
        return _text(value)
    try:
        return shown(when, _locale(context))
    except (UnknownLocaleError, AttributeError):
        return when.isoformat()


def _amount(value: object, currency: str) -> tuple[Decimal | None, str]:
    if isinstance(value, Mapping):
        minor = _number(value.get("amount"))
        code = _text(value.get("currency")) or currency
        return (None if minor is None else minor.scaleb(-digits_of(code))), code
    return _number(value), currency


@lru_cache(maxsize=NUMBERS_KEPT)
def _money(amount: Decimal, code: str, locale: str) -> str:
    """Kept: goods of a letter have few prices, and to write one takes a third of a millisecond."""
    digits = 0 if amount == amount.to_integral_value() else digits_of(code)
    try:
        return numbers.format_currency(amount, code, _pattern(locale, digits), locale, currency_digits=False)
    except (UnknownLocaleError, ValueError):
        return f"{amount} {code}"


@lru_cache(maxsize=NUMBERS_KEPT)
def _pattern(locale: str, digits: int) -> str:
    """How a sum with so many digits is written; Babel's own are those of another list than `digits_of`."""
    usual: str = Locale.parse(locale).currency_formats["standard"].pattern
    return usual.replace("0.00", f"0.{'0' * digits}" if digits else "0")


def _number(value: object) -> Decimal | None:
    text = _text(value)
    if isinstance(value, bool) or not text or len(text) > DIGITS_MAX:
        return None
    try:
        known = Decimal(text.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return None
    return known if known.is_finite() and abs(known.adjusted()) <= DIGITS_MAX else None


@lru_cache(maxsize=NUMBERS_KEPT)
def _decimal(number: Decimal, language: str) -> str:
    try:
        return numbers.format_decimal(number, locale=language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return str(number)


def _language(context: RenderContext) -> str:
    return _text(context.resolve(LANGUAGE, default=DEFAULT_LANGUAGE)).partition("-")[0]


def _locale(context: RenderContext) -> str:
    return _text(context.resolve(LANGUAGE, default=DEFAULT_LANGUAGE)).replace("-", "_")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _text(value: object) -> str:
    """Plain words; empty for what is not there, an undefined value with them."""
    return "" if value is None else str(value)
