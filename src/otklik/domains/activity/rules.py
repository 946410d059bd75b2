"""Decisions about facts: what an event may hold, and who is meant. No I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, cast

import msgspec

from otklik.domains.activity.errors import FactInFuture, FactInvalid, PersonMissing, PropertiesTooLarge
from otklik.domains.activity.schemas import MONEY_MAX, FactIn

PURCHASE: Final = "purchase"
CURRENCY_DEFAULT: Final = "RUB"
PROPERTIES_BYTES_MAX: Final = 8_192
PROPERTIES_KEYS_MAX: Final = 100
"""Of all levels together."""
PROPERTIES_DEPTH_MAX: Final = 4
KEY_LENGTH_MAX: Final = 100
AHEAD_MAX: Final = timedelta(minutes=10)
"""Between the clocks of two servers; whatever lies further ahead is a mistake of a time zone."""
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""What is said to be earlier is a mistake, or no date: the year 1 is how many a system writes that."""
THOUSANDTHS: Final = 1_000

PRODUCTS_NAMED_MAX: Final = 100
"""Of one event; those behind them are called by their ids."""
PRODUCT_LENGTH_MAX: Final = 200

NUL: Final = b"\\u0000"
"""PostgreSQL holds no text with it."""


def read(raw: bytes | msgspec.Raw) -> FactIn:
    """One row as it came. Raises `FactInvalid`."""
    content = bytes(raw)
    if NUL in content:
        raise FactInvalid(params={"reason": "nul"})
    try:
        return msgspec.json.decode(content, type=FactIn)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FactInvalid(params={"reason": str(error)[:200]}) from error


def check(fact: FactIn, *, now: datetime) -> None:
    """Raises `FactInFuture`, `PersonMissing`, `FactInvalid`, `PropertiesTooLarge`."""
    if fact.at is not None and fact.at > now + AHEAD_MAX:
        raise FactInFuture
    who = fact.person
    if who.contact_id is None and not (who.external_id.strip() or who.email.strip() or who.phone.strip()):
        raise PersonMissing
    if not fact.name.strip():
        raise FactInvalid(params={"field": "name"})
    if fact.at is not None and fact.at < EARLIEST:
        raise FactInvalid(params={"field": "at"})
    sum_ = amount(fact)
    if fact.currency is not None and sum_ is None:
        raise FactInvalid(params={"field": "currency"})
    if sum_ is not None and abs(sum_) > MONEY_MAX:
        raise FactInvalid(params={"field": "lines"})
    if fact.properties:
        check_properties(fact.properties)


def check_properties(properties: Mapping[str, object]) -> None:
    """Raises `PropertiesTooLarge`."""
    keys = _keys(properties, depth=1)
    if keys > PROPERTIES_KEYS_MAX:
        raise PropertiesTooLarge(params={"reason": "keys", "max": PROPERTIES_KEYS_MAX})
    if len(msgspec.json.encode(properties)) > PROPERTIES_BYTES_MAX:
        raise PropertiesTooLarge(params={"reason": "bytes", "max": PROPERTIES_BYTES_MAX})


def amount(fact: FactIn) -> int | None:
    """Minor units; of a purchase whose sum is not told, that of its lines."""
    if fact.amount_minor is not None:
        return fact.amount_minor
    if not fact.lines:
        return None
    return round(sum(line.price_minor * line.quantity for line in fact.lines))


def _keys(value: object, *, depth: int) -> int:
    if not isinstance(value, dict | list):
        return 0
    if depth > PROPERTIES_DEPTH_MAX:
        raise PropertiesTooLarge(params={"reason": "depth", "max": PROPERTIES_DEPTH_MAX})
    if isinstance(value, list):
        return sum(_keys(one, depth=depth + 1) for one in value)
    if any(len(name) > KEY_LENGTH_MAX for name in value):
        raise PropertiesTooLarge(params={"reason": "key", "max": KEY_LENGTH_MAX})
    return len(value) + sum(_keys(one, depth=depth + 1) for one in value.values())


def products_named(properties: Mapping[str, object]) -> list[str]:
    """Ids of products in an event: `product`, or `products` or `items` with ids or with goods in them."""
    told = [properties.get("product"), *_several(properties, "products"), *_several(properties, "items")]
    found = (_product(one) for one in told[:PRODUCTS_NAMED_MAX])
    return [one for one in found if 0 < len(one) <= PRODUCT_LENGTH_MAX]


def _several(properties: Mapping[str, object], name: str) -> list[object]:
    said = properties.get(name)
    return cast("list[object]", said) if isinstance(said, list) else []


def _product(said: object) -> str:
    if isinstance(said, dict):
        good = cast("dict[str, object]", said)
        said = good.get("product", good.get("id"))
    return str(said).strip() if isinstance(said, str | int | float) and not isinstance(said, bool) else ""
