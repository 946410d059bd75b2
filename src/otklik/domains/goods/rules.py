"""Decisions about goods: what one may hold, and which change of it is news. No I/O."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from otklik.domains.goods.errors import GoodInvalid
from otklik.domains.goods.schemas import GoodIn

SCHEMES: Final = frozenset({"http", "https"})
NUL: Final = "\0"
"""PostgreSQL holds no text with it."""
FALL_PERCENT: Final = 1
"""A price that fell by less is nobody's news."""
AWAY_LEAST: Final = timedelta(hours=8)
"""What was away for less is not back: one load of a feed that comes every six hours may have lost it by mistake."""
PRICE_DROPPED: Final = "price_dropped"
BACK_IN_STOCK: Final = "back_in_stock"


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What of a good there was before a change."""

    available: bool
    price_minor: int | None
    currency: str | None
    gone_at: datetime | None = None
    """Since when it could not be bought; None: nobody knows since when."""


class Now(Before, frozen=True, kw_only=True):
    """The good as it is, of which people may be told."""

    product: str
    title: str
    url: str
    image_url: str
    category: str


def read(row: Mapping[str, Any]) -> GoodIn:  # Any: as it came
    """One row. Raises `GoodInvalid`."""
    try:
        good = msgspec.convert(row, GoodIn)
    except msgspec.ValidationError as error:
        raise GoodInvalid(params={"reason": str(error)[:200]}) from error
    check(good)
    return good


def check(good: GoodIn) -> None:
    """Raises `GoodInvalid`."""
    for field in ("product", "title", "url", "image_url", "category"):
        said: str = getattr(good, field)
        if NUL in said or (said and not said.strip()):
            raise GoodInvalid(params={"field": field})
    for field in ("url", "image_url"):
        if not is_address(getattr(good, field)):
            raise GoodInvalid(params={"field": field})


def is_address(said: str) -> bool:
    """A page or picture that may be put into a letter; none is right too."""
    if not said:
        return True
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc) and not any(char.isspace() for char in said)


def is_available(good: GoodIn) -> bool:
    return good.available if good.available is not None else good.stock != 0


def news(before: Before, now: Now, *, at: datetime) -> str | None:
    """Of which kind, if any. Who is told that it is there again is not told of its price as well."""
    if not now.available:
        return None
    if not before.available and (before.gone_at is None or at - before.gone_at >= AWAY_LEAST):
        return BACK_IN_STOCK
    return PRICE_DROPPED if _fell(before, now) else None


def _fell(before: Before, now: Now) -> bool:
    if before.price_minor is None or now.price_minor is None or before.currency != now.currency:
        return False
    fell = before.price_minor - now.price_minor
    return fell > 0 and fell * 100 >= before.price_minor * FALL_PERCENT
