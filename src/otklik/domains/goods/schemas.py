"""Wire shapes of goods and of the feed. What comes in is bounded here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

BULK_MAX: Final = 1_000
"""Goods of one request."""
MONEY_MAX: Final = 10**15
STOCK_MAX: Final = 10**9

Product = Annotated[str, Meta(min_length=1, max_length=200)]
Title = Annotated[str, Meta(min_length=1, max_length=300)]
Address = Annotated[str, Meta(max_length=2_000)]
Minor = Annotated[int, Meta(ge=0, le=MONEY_MAX)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
Source = Literal["feed", "api", "file"]
Code = str
Params = Mapping[str, str | int | float | bool | None]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in."""


class GoodIn(Incoming, frozen=True, kw_only=True):
    """One good, whole: what is left out is emptied."""

    product: Product
    """The shop's own id of it, as it stands in lines of purchases and in the property `product` of events."""
    title: Title
    url: Address = ""
    image_url: Address = ""
    category: Annotated[str, Meta(max_length=200)] = ""
    price_minor: Minor | None = None
    """A whole number of the currency's smallest unit."""
    old_price_minor: Minor | None = None
    currency: Currency | None = None
    """The company's own when left out."""
    available: bool | None = None
    """Left out: whether there is any `stock`; where that is not said either, yes."""
    stock: Annotated[int, Meta(ge=0, le=STOCK_MAX)] | None = None


class GoodsIn(Incoming, frozen=True, kw_only=True):
    """Each of them as a `GoodIn`."""

    goods: list[dict[str, Any]]  # Any: each is judged by itself


class GoodRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why one row was refused; the others are written all the same."""

    index: int
    code: Code
    params: Params = msgspec.field(default_factory=dict[str, Any])


class GoodsTaken(msgspec.Struct, frozen=True, kw_only=True):
    """`changed`: of those accepted, how many are new or not what they were."""

    accepted: int
    changed: int
    refused: Sequence[GoodRefusal]


class GoodOut(msgspec.Struct, frozen=True, kw_only=True):
    product: str
    title: str
    url: str
    image_url: str
    category: str
    price_minor: int | None
    old_price_minor: int | None
    currency: str | None
    available: bool
    stock: int | None
    source: Source
    updated_at: datetime


class GoodsCategory(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    goods: int


class GoodsSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How large the catalogue is; the categories with most goods, never more than 500."""

    goods: int
    available: int
    categories: Sequence[GoodsCategory]


FeedFormat = Literal["yml", "csv"]
FeedState = Literal["idle", "waiting", "loading"]


class FeedIn(Incoming, frozen=True, kw_only=True):
    """Where goods are read from. `revision`: the one that was looked at, 0 of none; another is not overwritten."""

    url: Address
    """Empty: nothing is read by the clock."""
    format: FeedFormat = "yml"
    every_hours: Annotated[int, Meta(ge=1, le=24)] = 6
    enabled: bool = True
    revision: Annotated[int, Meta(ge=0, le=2**31 - 1)]


class FeedRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that was not taken: the line it begins in, what it is called there, why."""

    line: int
    product: str
    code: Code
    params: Params


class FeedOut(msgspec.Struct, frozen=True, kw_only=True):
    """The feed and its last load; before there is one, what it would be, with revision 0.

    `gone`: goods the load did not hold any more, not available since. `code`: why the load failed, or, with
    `goods.feed_shrunk`, that it held less than half of what was there, so that nothing was marked gone.
    """

    url: str
    format: FeedFormat
    every_hours: int
    enabled: bool
    state: FeedState
    file_name: str
    """Of the last load, where it was a file."""
    last_started_at: datetime | None
    last_finished_at: datetime | None
    next_at: datetime | None
    loaded: int
    gone: int
    refused: int
    refusals: Sequence[FeedRefusal]
    """The first hundred."""
    code: Code
    revision: int


CIRCLE_SEGMENTS_MAX: Final = 5


class CirclesIn(Incoming, frozen=True, kw_only=True):
    """By which segments customers are told apart; none: everybody is one circle."""

    segment_ids: Annotated[tuple[UUID, ...], Meta(max_length=CIRCLE_SEGMENTS_MAX)]


class CircleGood(msgspec.Struct, frozen=True, kw_only=True):
    product: str
    title: str
    buyers: int


class CircleOut(msgspec.Struct, frozen=True, kw_only=True):
    """Those who are in all of these segments and in none of the others; the goods they buy most."""

    segment_ids: Sequence[UUID]
    buyers: int
    goods: Sequence[CircleGood]


class CirclesOut(msgspec.Struct, frozen=True, kw_only=True):
    """`circles`: as they were last counted, the largest first. `counting`: a count is waited for."""

    segment_ids: Sequence[UUID]
    counted_at: datetime | None
    counting: bool
    circles: Sequence[CircleOut]
    everybody: Sequence[CircleGood]
