"""What providers told, and what became of messages. None is kept in history: the journal and the ledger are."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

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
