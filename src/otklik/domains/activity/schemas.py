"""Wire shapes of facts. What comes in is bounded here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

BULK_MAX: Final = 1_000
LINES_MAX: Final = 200
MONEY_MAX: Final = 10**15

Name = Annotated[str, Meta(min_length=1, max_length=100)]
Key = Annotated[str, Meta(min_length=1, max_length=200)]
Moment = Annotated[datetime, Meta(tz=True)]
Minor = Annotated[int, Meta(ge=-MONEY_MAX, le=MONEY_MAX)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in."""


class PersonRef(Incoming, frozen=True, kw_only=True):
    """Who it was: the first of these that is known names the person; who is not known gets a card with all of them."""

    contact_id: UUID | None = None
    external_id: Annotated[str, Meta(max_length=200)] = ""
    email: Annotated[str, Meta(max_length=320)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""


class LineIn(Incoming, frozen=True, kw_only=True):
    """One product of a purchase."""

    product: Annotated[str, Meta(min_length=1, max_length=200)]
    title: Annotated[str, Meta(max_length=200)] = ""
    category: Annotated[str, Meta(max_length=200)] = ""
    quantity: Annotated[float, Meta(gt=0, le=1e9)] = 1.0
    price_minor: Annotated[int, Meta(ge=0, le=MONEY_MAX)] = 0
    """Of one piece, in the smallest unit of the purchase's currency."""


class FactIn(Incoming, frozen=True, kw_only=True):
    """One event. Without `at` it happened now; with `key` a repeat is the same event."""

    name: Name
    person: PersonRef
    at: Moment | None = None
    key: Key | None = None
    source: Annotated[str, Meta(min_length=1, max_length=40)] = "api"
    amount_minor: Minor | None = None
    """A whole number of the currency's smallest unit (ISO 4217: 1,000 yen are 1000, 10 roubles 1000); of a purchase
    with lines it is their sum when left out.
    """
    currency: Currency | None = None
    """The company's own when left out."""
    properties: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])  # Any: the sender's own document
    lines: Annotated[tuple[LineIn, ...], Meta(max_length=LINES_MAX)] = ()


class BulkIn(msgspec.Struct, frozen=True, kw_only=True):
    facts: list[msgspec.Raw]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why one row was refused; the others are written all the same."""

    index: int
    code: str
    params: Mapping[str, str | int | float | bool | None] = msgspec.field(default_factory=dict[str, Any])


class BulkOut(msgspec.Struct, frozen=True, kw_only=True):
    accepted: int
    repeated: int
    refused: Sequence[Refusal]


class FactTaken(msgspec.Struct, frozen=True, kw_only=True):
    """`repeated`: it was there already."""

    repeated: bool


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    product: str
    title: str
    category: str
    quantity: float
    price_minor: int


class FactOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    at: datetime
    received_at: datetime
    source: str
    amount_minor: int | None
    currency: str | None
    properties: Mapping[str, Any]  # Any: the sender's own document
    lines: Sequence[LineOut]
    titles: Mapping[str, str]
    """Of the products it names, as the catalogue calls them now; those it does not know are left out."""


class TotalOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a person did of one name, over all their cards."""

    name: str
    count: int
    first_at: datetime
    last_at: datetime
    sum_minor: int


class GroupMove(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    group: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person stands by RFM; `level` is the name of their level of loyalty, empty below the first."""

    recency: int
    frequency: int
    money: int
    group: str
    level: str


class RhythmOut(msgspec.Struct, frozen=True, kw_only=True):
    """How often a person buys, when they last did, and how many of these intervals ago; `late`: worth a look."""

    every_seconds: int
    last_at: datetime
    times: float
    late: bool


class PersonActivity(msgspec.Struct, frozen=True, kw_only=True):
    """What is rolled up of one person, the names done last first.

    `standing` null: they bought nothing, or were not counted since; `moves`: the groups they came into, by all of
    their cards, the latest first. `rhythm` null: too few purchases to have a usual interval.
    """

    currency: str
    totals: Sequence[TotalOut]
    standing: Standing | None
    moves: Sequence[GroupMove]
    rhythm: RhythmOut | None
