"""What happened to people and their addresses. Each is kept under the contact's id and read by its timeline."""

from uuid import UUID

from otklik.platform.events import Event


class ContactCreated(Event, frozen=True, kw_only=True):
    contact_id: UUID
    channel_id: UUID | None
    address_kind: str


class ContactChanged(Event, frozen=True, kw_only=True):
    """`fields` names what was changed; attributes as `attributes.<key>`."""

    contact_id: UUID
    fields: tuple[str, ...]


class AddressAdded(Event, frozen=True, kw_only=True):
    """An address was proven (`verified`) or only said to be this person's."""

    contact_id: UUID
    identity_id: UUID
    address_kind: str
    verified: bool


class ReachabilityChanged(Event, frozen=True, kw_only=True):
    """The person blocked or unblocked us at this address, or the address turned out not to exist."""

    contact_id: UUID
    identity_id: UUID
    reachable: bool
    code: str


class ContactMerged(Event, frozen=True, kw_only=True):
    """`other_id` is now a part of `kept_id`; `identity_ids` are the addresses that came along."""

    merge_id: UUID
    kept_id: UUID
    other_id: UUID
    identity_ids: tuple[UUID, ...]


class ContactUnmerged(Event, frozen=True, kw_only=True):
    """`other_id` is a person again; `identity_ids` are the addresses that went back, whenever they were used last."""

    merge_id: UUID
    kept_id: UUID
    other_id: UUID
    identity_ids: tuple[UUID, ...]
