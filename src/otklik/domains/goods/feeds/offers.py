"""What an offer says, whatever the feed is written in: made a good, or refused with a code. Pure."""

import re
from decimal import Decimal
from typing import Any, Final

import msgspec

from otklik.domains.goods import rules
from otklik.domains.goods.errors import GoodInvalid
from otklik.domains.goods.schemas import MONEY_MAX, STOCK_MAX, GoodIn
from otklik.platform.money import in_minor

TITLE_MAX: Final = 300
CATEGORY_MAX: Final = 200
CURRENCIES: Final = {"RUR": "RUB", "₽": "RUB", "РУБ": "RUB", "РУБ.": "RUB", "BYR": "BYN", "$": "USD", "€": "EUR"}
"""As feeds still write them."""
YES: Final = frozenset({"true", "yes", "1", "да", "есть", "+", "в наличии", "in stock", "in_stock", "available"})
NO: Final = frozenset({"false", "no", "0", "нет", "-", "нет в наличии", "out of stock", "out_of_stock", "под заказ"})
_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,9})?")
_SIGNS: Final = str.maketrans("", "", " \u00a0\u202f'")


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that was not taken: the line of the feed it begins in, what it is called there, why."""

    line: int
    product: str
    code: str
    params: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])  # Any: of an error


class Said(msgspec.Struct, kw_only=True):
    """An offer as the feed has it, all of it text."""

    line: int
    product: str = ""
    title: str = ""
    url: str = ""
    image_url: str = ""
    category: str = ""
    price: str = ""
    old_price: str = ""
    currency: str = ""
    available: str = ""
    stock: str = ""


def read(said: Said, *, currency: str) -> GoodIn | Refused:
    """`currency`: of the company, for an offer that names none."""
    try:
        return _good(said, currency)
    except GoodInvalid as error:
        return Refused(line=said.line, product=said.product[:200], code=error.code, params=dict(error.params))


def _good(said: Said, own: str) -> GoodIn:
    currency = _currency(said.currency) or own
    row: dict[str, Any] = {  # Any: as GoodIn reads it
        "product": said.product.strip(),
        "title": _cut(said.title, TITLE_MAX),
        "url": said.url.strip(),
        "image_url": said.image_url.strip(),
        "category": _cut(said.category, CATEGORY_MAX),
        "price_minor": _money("price", said.price, currency),
        "old_price_minor": _money("old_price", said.old_price, currency),
        "currency": currency,
        "available": _available(said.available),
        "stock": _stock(said.stock),
    }
    for field in ("product", "title"):
        if not row[field]:
            raise GoodInvalid(params={"field": field})
    return rules.read(row)


def _cut(said: str, length: int) -> str:
    return " ".join(said.split())[:length].strip()


def _currency(said: str) -> str | None:
    code = said.strip().upper()
    code = CURRENCIES.get(code, code)
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise GoodInvalid(params={"field": "currency"})
    return code or None


def _money(field: str, said: str, currency: str) -> int | None:
    """`1 990,00`, `1990.5`; an empty one is none."""
    bare = said.translate(_SIGNS).replace(",", ".").strip()
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise GoodInvalid(params={"field": field})
    minor = in_minor(Decimal(bare).normalize(), currency)
    if minor is None or minor > MONEY_MAX:
        raise GoodInvalid(params={"field": field})
    return minor


def _available(said: str) -> bool | None:
    word = said.strip().casefold()
    return True if word in YES else False if word in NO else None


def _stock(said: str) -> int | None:
    """Whole pieces; what is no number is not known."""
    bare = said.translate(_SIGNS).replace(",", ".").strip()
    return min(int(Decimal(bare)), STOCK_MAX) if _NUMBER.fullmatch(bare) else None
