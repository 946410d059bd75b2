"""Wire shapes of contacts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from otklik.domains.contacts.rules import ATTRIBUTES_MAX, AttributeValue


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Address(Shape, frozen=True, kw_only=True):
    """One way to reach a person, as lists show it."""

    channel_id: UUID | None
    address_kind: str
    address: str
    verified: bool


class Identity(Address, frozen=True, kw_only=True):
    """One address with what its provider says of the person."""

    id: UUID
    name: str
    username: str
    claimed: bool
    """Only said to be theirs; nothing ever came from it."""
    reachable: bool
    unreachable_code: str
    last_seen_at: datetime | None


class ContactRow(Shape, frozen=True, kw_only=True):
    id: UUID
    name: str
    avatar_url: str | None
    addresses: Sequence[Address]
    created_at: datetime
    last_seen_at: datetime


class Contact(Shape, frozen=True, kw_only=True):
    """A person's card, folded from all cards joined under it. `merged_into`: show that contact instead."""

    id: UUID
    name: str
    avatar_url: str | None
    locale: str
    notes: str
    attributes: Mapping[str, AttributeValue]
    identities: Sequence[Identity]
    created_at: datetime
    last_seen_at: datetime
    merged_into: UUID | None


class ContactSummary(Shape, frozen=True, kw_only=True):
    """What a list of something else shows of a person. `id` is the contact they are part of now."""

    id: UUID
    name: str
    avatar_url: str | None


AttributeName = Annotated[str, Meta(min_length=1, max_length=64)]
WholeNumber = Annotated[int, Meta(ge=-(2**53), le=2**53)]
"""What a browser can hold exactly."""
ListAttribute = Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=50)]
NewAttribute = Annotated[str, Meta(max_length=2_000)] | WholeNumber | float | bool | ListAttribute | None


class ContactChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays. An attribute set to null is removed."""

    name: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    locale: Annotated[str, Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$(?!\n)", max_length=35)] | UnsetType = (
        UNSET
    )
    """BCP 47; empty: unknown."""
    notes: Annotated[str, Meta(max_length=10_000)] | UnsetType = UNSET
    attributes: Annotated[dict[AttributeName, NewAttribute], Meta(max_length=ATTRIBUTES_MAX)] | UnsetType = UNSET


class NewMerge(Shape, frozen=True, kw_only=True):
    other_id: UUID
    """The contact that becomes a part of the one in the path."""


class Merge(Shape, frozen=True, kw_only=True):
    id: UUID
    kept_id: UUID
    other_id: UUID
    reason: str
    """`by_hand` or `verified_address`."""
    at: datetime


class TimelineEntry(Shape, frozen=True, kw_only=True):
    """Something that happened to the person: `kind` is the event's name, `data` its own fields."""

    id: UUID
    at: datetime
    kind: str
    actor_kind: str
    actor_id: UUID | None
    data: Mapping[str, object]
