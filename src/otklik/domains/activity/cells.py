"""What a cell of a stranger's file says: moments, sums, numbers, yes and no. Pure; None: nothing such."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?")
_MOMENT: Final = re.compile(
    r"(?P<first>\d{1,4})[./-](?P<month>\d{1,2})[./-](?P<last>\d{1,4})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
)
_YES: Final = frozenset({"1", "да", "yes", "y", "true", "истина", "+", "x", "х", "v", "согласен", "согласна", "on"})
_NO: Final = frozenset({"0", "нет", "no", "n", "false", "ложь", "-", "", "off"})
_SIGNS: Final = str.maketrans("", "", " \u00a0\u202f'₽$€£¥￥")
_CURRENCY_WORDS: Final = {"₽": "RUB", "руб": "RUB", "руб.": "RUB", "р.": "RUB", "$": "USD", "€": "EUR", "£": "GBP"}
LIST_MAX: Final = 50


def number(cell: str) -> float | None:
    """`1 234,50`, `1,234.50`, `1234.5`."""
    bare = _bare(cell)
    return None if bare is None else float(bare)


def amount(cell: str) -> Decimal | None:
    """Money with the digits it is written with; how many its currency has is not told by the cell."""
    bare = _bare(cell)
    return None if bare is None else Decimal(bare)


def whole(cell: str) -> int | float | None:
    """A number, whole where it is."""
    found = number(cell)
    return int(found) if found is not None and found.is_integer() else found


def currency(cell: str) -> str | None:
    code = _CURRENCY_WORDS.get(cell.strip().casefold(), cell.strip().upper())
    return code if re.fullmatch(r"[A-Z]{3}", code) else None


def yes(cell: str) -> bool | None:
    word = cell.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def moment(cell: str, zone: ZoneInfo) -> datetime | None:
    """`2026-03-01T10:00:00Z`, `01.03.2026 10:00`, `2026-03-01`; else in `zone`, day before month."""
    said = cell.strip()
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        parts = _MOMENT.fullmatch(said)
        if parts is None:
            return None
        try:
            found = _of_parts(parts)
        except ValueError:
            return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def day(cell: str) -> str | None:
    """A date as `2026-03-01`."""
    found = moment(cell, ZoneInfo("UTC"))
    return found.date().isoformat() if found else None


def words(cell: str) -> list[str]:
    """Parts between commas or semicolons."""
    return [part.strip()[:200] for part in re.split(r"[,;|]", cell) if part.strip()][:LIST_MAX]


def locale(cell: str) -> str | None:
    said = cell.strip().replace("_", "-")
    return said if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", said) else None


def kind_of(value: object) -> str:
    """The type of an attribute by a value of it."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "list"
    return "date" if isinstance(value, str) and _is_date(value) else "text"


def _bare(cell: str) -> str | None:
    """With a point before the fraction, and nothing between thousands."""
    if _NUMBER.fullmatch(cell):
        return cell
    bare = cell.translate(_SIGNS).casefold().removesuffix("руб.").removesuffix("руб").removesuffix("р.")
    if "," in bare and "." in bare:
        bare = bare.replace("." if bare.rfind(",") > bare.rfind(".") else ",", "")
    bare = bare.replace(",", ".")
    return bare if _NUMBER.fullmatch(bare) else None


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10


def _of_parts(parts: re.Match[str]) -> datetime:
    first, month, last = int(parts["first"]), int(parts["month"]), int(parts["last"])
    year, day_of_month = (first, last) if len(parts["first"]) == 4 else (last, first)
    if year < 100:
        year += 2000
    clock = (int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts["second"] or 0))
    return datetime(year, month, day_of_month, *clock)  # noqa: DTZ001 - the caller gives it a zone
