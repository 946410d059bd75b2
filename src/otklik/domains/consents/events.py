"""What became of people's agreement; kept in history, the subject is the contact."""

from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class ConsentChanged(Event, frozen=True, kw_only=True):
    """`act` is the record's: granted, withdrawn, requested, confirmed, write_only, calls_allowed."""

    contact_id: UUID
    record_id: UUID
    act: str
    purpose: str
    channel: str
    method: str


class ConsentsGiven(Event, frozen=True, kw_only=True):
    """Many people agreed to the same at once; history keeps a `ConsentChanged` of each, which nobody is told of."""

    kept: ClassVar[bool] = False

    contact_ids: tuple[UUID, ...]
    purpose: str
    channel: str


class ConfirmationAsked(Event, frozen=True, kw_only=True):
    """Somebody typed this address into a form; whoever can write to it asks there whether it was them."""

    contact_id: UUID
    record_id: UUID
    address_kind: str
    identity_id: UUID
    purpose: str
    channel: str


class Suppressed(Event, frozen=True, kw_only=True):
    suppression_id: UUID
    address_kind: str
    channel: str
    reason: str


class SuppressionLifted(Event, frozen=True, kw_only=True):
    suppression_id: UUID
    reason: str


class SuppressionsImported(Event, frozen=True, kw_only=True):
    """A list from elsewhere was taken in; the addresses are not told of one by one."""

    added: int


class PersonHandedOut(Event, frozen=True, kw_only=True):
    """Somebody took a copy of all that is known of the person."""

    contact_id: UUID


class PersonErased(Event, frozen=True, kw_only=True):
    """Told before anything is taken away, so that whoever still has something to send can let it be."""

    contact_id: UUID
