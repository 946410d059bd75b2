"""What providers told, and what became of messages. None is kept in history: the journal and the ledger are."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from otklik.channels.contract import (
    BouncedRecipient,
    InboundDelete,
    InboundEdit,
    InboundMessage,
    InboundPress,
    InboundReachability,
    InboundReaction,
)
from otklik.platform.events import Event


class MessagesComing(Event, frozen=True, kw_only=True):
    """A block of one channel's items was parsed and is about to be told message by message.

    Whoever will have to ask something about each may ask it of all of them now.
    """

    kept: ClassVar[bool] = False

    channel_id: UUID
    address_kind: str
    messages: tuple[InboundMessage, ...]


class FromJournal(Event, frozen=True, kw_only=True):
    """Base of what came out of one journal item."""

    kept: ClassVar[bool] = False

    channel_id: UUID
    journal_id: UUID
    received_at: datetime


class MessageReceived(FromJournal, frozen=True, kw_only=True):
    """A person wrote (or a machine answered for them). `file_ids` stand in the order of its attachments."""

    message: InboundMessage
    address_kind: str
    address_verified: bool
    file_ids: tuple[UUID, ...] = ()


class MessageEdited(FromJournal, frozen=True, kw_only=True):
    told: InboundEdit


class MessageDeleted(FromJournal, frozen=True, kw_only=True):
    told: InboundDelete


class MessageReacted(FromJournal, frozen=True, kw_only=True):
    told: InboundReaction


class ButtonPressed(FromJournal, frozen=True, kw_only=True):
    told: InboundPress


class ReachabilityTold(FromJournal, frozen=True, kw_only=True):
    told: InboundReachability


class BounceReceived(FromJournal, frozen=True, kw_only=True):
    """A mail system gave up or is late; `ledger_id` when it names mail of ours."""

    external_id: str
    recipients: tuple[BouncedRecipient, ...]
    subject: str
    text: str
    sent_at: datetime
    delayed: bool
    ledger_id: UUID | None
    subject_id: UUID | None


class StateChanged(Event, frozen=True, kw_only=True):
    """A ledger row went on. `subject_id` is the conversation message it carries."""

    kept: ClassVar[bool] = False

    ledger_id: UUID
    subject_id: UUID
    channel_id: UUID
    lane: UUID
    state: str
    code: str
    at: datetime
    planned_at: datetime
    purpose: str
    external_id: str | None = None
    read_by_machine: bool | None = None


class FileArrived(Event, frozen=True, kw_only=True):
    """A file that was being fetched is ready, or never will be."""

    kept: ClassVar[bool] = False

    file_id: UUID
    state: str


class ChannelCreated(Event, frozen=True, kw_only=True):
    channel_id: UUID
    kind: str


class ChannelChanged(Event, frozen=True, kw_only=True):
    channel_id: UUID
    fields: tuple[str, ...]


class ChannelDeleted(Event, frozen=True, kw_only=True):
    channel_id: UUID


class MassRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a batch that reached a state."""

    message_id: UUID
    contact_id: UUID
    state: str
    code: str


class MassHitRow(msgspec.Struct, frozen=True, kw_only=True):
    """The first reading of a message by a person or machine, or a click. `url`: of a click, where it led."""

    message_id: UUID
    contact_id: UUID
    at: datetime
    machine: bool
    url: str = ""


class OfBatch(Event, frozen=True, kw_only=True):
    """Base of what is told of rows of one batch, in blocks."""

    kept: ClassVar[bool] = False

    owner: str
    owner_id: UUID
    batch_id: UUID


class MassSettled(OfBatch, frozen=True, kw_only=True):
    """Rows came to rest: accepted, delivered, failed, skipped, unknown.

    `accepted`: letters the server took beside them. They are a block's most, and nobody asks of each.
    """

    rows: tuple[MassRow, ...]
    accepted: int = 0


class MassRead(OfBatch, frozen=True, kw_only=True):
    """Messages were read. A row is told once by a machine and once by a person at most."""

    rows: tuple[MassHitRow, ...]


class MassClicked(OfBatch, frozen=True, kw_only=True):
    """Links were followed; each click is told."""

    rows: tuple[MassHitRow, ...]
