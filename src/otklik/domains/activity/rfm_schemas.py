"""Wire shapes of RFM and loyalty."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.activity.schemas import MONEY_MAX, Currency, Incoming

LEVELS_MAX: Final = 10

Group = Literal["champions", "loyal", "growing", "newcomers", "cooling", "at_risk", "asleep", "lost"]
Fifth = Annotated[int, Meta(ge=1, le=5)]


class LoyaltyLevel(Incoming, frozen=True, kw_only=True):
    """From this sum of purchases on a person is of this level."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    from_minor: Annotated[int, Meta(ge=0, le=MONEY_MAX)]


class RfmSettings(Incoming, frozen=True, kw_only=True):
    """The currency sums are counted in, and the levels of loyalty, the lowest first."""

    currency: Currency
    levels: Annotated[tuple[LoyaltyLevel, ...], Meta(max_length=LEVELS_MAX)] = ()


class RfmCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of the grid; 5 is the latest, and the most valuable."""

    recency: int
    value: int
    group: Group
    people: int
    purchases: int
    spent_minor: int


class RfmGroup(msgspec.Struct, frozen=True, kw_only=True):
    group: Group
    people: int
    purchases: int
    spent_minor: int


class RfmLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Empty `name`: below the first level."""

    name: str
    from_minor: int
    people: int


class RfmGrid(msgspec.Struct, frozen=True, kw_only=True):
    """All 25 cells, all groups, all levels; `counted_at` null: never yet."""

    counted_at: datetime | None
    currency: str
    people: int
    spent_minor: int
    cells: Sequence[RfmCell]
    groups: Sequence[RfmGroup]
    levels: Sequence[RfmLevel]


class RfmPerson(msgspec.Struct, frozen=True, kw_only=True):
    contact_id: UUID
    name: str
    avatar_url: str | None
    recency: int
    frequency: int
    money: int
    group: Group
    level: str
    purchases: int
    spent_minor: int
    last_at: datetime
