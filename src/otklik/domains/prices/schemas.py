"""Wire shapes of prices."""

from typing import Annotated

import msgspec
from msgspec import Meta

from otklik.domains.prices import rules

Country = Annotated[str, Meta(pattern="^([A-Z]{2})?$")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Micros = Annotated[int, Meta(ge=0, le=rules.MICROS_MAX)]


class PriceRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`micros`: millionths of the currency's unit. `country`: ISO 3166-1, empty for any."""

    country: Country
    micros: Micros
    currency: Currency


class KindPrices(msgspec.Struct, frozen=True, kw_only=True):
    """What messages of a kind of channel cost. `own`: the company wrote it down, else Otklik starts from it."""

    kind: str
    sms: bool
    """True when a price is of one segment."""
    own: bool
    rows: list[PriceRow]


class PricesIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the prices of a kind; none: back to where Otklik starts from."""

    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    rows: Annotated[list[PriceRow], Meta(max_length=rules.ROWS_MAX)]
