"""Wire shapes of the inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.conversations.rules import SUBJECT_LENGTH_MAX, TEXT_LENGTH_MAX

MessageText = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]
HoldingPhrase = Annotated[str, Meta(min_length=2, max_length=160)]
Attachments = Annotated[list[UUID], Meta(max_length=20)]


class ContactBrief(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    avatar_url: str | None = None


class ConversationRow(msgspec.Struct, kw_only=True):
    """A line of the inbox."""

    id: UUID
    number: int
    channel_id: UUID
    channel_kind: str
    contact: ContactBrief
    subject: str
    state: str
    assignee_id: UUID | None
    team_id: UUID | None
    preview: str
    preview_author: str
    last_message_at: datetime
    waiting_since: datetime | None
    """Since when the customer waits for an answer; null when nobody waits."""
    promise_due_at: datetime | None
    """By when an answer was promised."""
    target_due_at: datetime | None
    """By when the company's own target wants it answered."""
    inbound_count: int
    """How many messages of the customer there are; unread is this less the reader's own mark."""
    unread_count: int
    """For whoever asked. In live pushes it is the whole `inbound_count`."""


class Can(msgspec.Struct, kw_only=True):
    """What may be sent here now; said by the composer before anything is sent."""

    sends: bool
    reachable: bool
    reason: str
    text_length_max: int
    attachments_max: int
    attachment_size_bytes_max: int
    buttons_max: int
    subject: bool
    reply_to: bool
    window_closes_at: datetime | None


class ConversationOut(msgspec.Struct, kw_only=True):
    """A conversation opened."""

    row: ConversationRow
    thread_id: str
    opened_at: datetime
    closed_at: datetime | None
    can: Can


class Author(msgspec.Struct, kw_only=True):
    kind: str
    """contact, operator, bot or system."""
    id: UUID | None
    name: str
    photo_url: str | None = None


class AttachmentOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    media_type: str
    size: int
    kind: str
    state: str
    """ready, fetching or failed."""
    error_code: str
    """Why it failed, or what the last attempt met; empty when all is well."""
    url: str
    inline: bool
    content_id: str
    duration_seconds: float | None


class DeliveryOut(msgspec.Struct, kw_only=True):
    state: str
    code: str
    at: datetime | None
    read_by_machine: bool | None


class MessageOut(msgspec.Struct, kw_only=True):
    id: UUID
    conversation_id: UUID
    kind: str
    """message, note, event, auto_reply or bounce."""
    direction: str
    author: Author
    text: str
    visible_text: str
    html: str
    subject: str
    sent_at: datetime
    stored_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    reply_to_id: UUID | None
    attachments: Sequence[AttachmentOut]
    automatic: bool
    holding: bool
    """It only asked to wait and stopped no clock, unless `extra.clock` is `stopped`: a real one followed in time."""
    delivery: DeliveryOut | None
    extra: Mapping[str, Any]
    """`reactions`, `location`, `contact`, `buttons`, `event` {code, params}, `bounce`, `clock`, where there are any."""
    client_key: str | None


class Counts(msgspec.Struct, kw_only=True):
    """Conversations by view; a count stops at 10,000."""

    mine: int
    unassigned: int
    waiting: int
    open: int
    closed: int
    all: int


class ReplyIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    text: MessageText = ""
    attachment_ids: Attachments = []
    reply_to_id: UUID | None = None
    subject: Annotated[str, Meta(max_length=SUBJECT_LENGTH_MAX)] = ""
    holding: bool = False
    """It only asks to wait. Said or not, the company's rules recognise such words by themselves."""


class HoldingRules(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How «one moment, let me check» is told from an answer, and how soon a real one must follow."""

    recognise: bool = True
    """Recognise usual Russian and English phrases, and bare greetings."""
    phrases: Annotated[list[HoldingPhrase], Meta(max_length=200)] = []
    """The company's own, besides; compared without case, stops and figures."""
    follow_minutes: Annotated[int, Meta(ge=1, le=120)] = 10
    """A real answer within so many minutes counts as given at the holding one's acceptance."""


class NoteIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    text: MessageText = ""
    attachment_ids: Attachments = []


class StartIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A conversation that the company begins, where the channel allows it."""

    channel_id: UUID
    address: Annotated[str, Meta(min_length=1, max_length=320)]
    text: MessageText
    subject: Annotated[str, Meta(max_length=SUBJECT_LENGTH_MAX)] = ""
    attachment_ids: Attachments = []


class AssignmentIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    operator_id: UUID | None = None
    team_id: UUID | None = None


class TrailStep(msgspec.Struct, kw_only=True):
    code: str
    """In: received_raw, stored, shown, seen. Out: the states of the ledger."""
    at: datetime
    detail: str = ""
    by: str = ""


class Trail(msgspec.Struct, kw_only=True):
    """Everything provable about one message, in order (guarantee 7)."""

    steps: list[TrailStep]


class RawOut(msgspec.Struct, kw_only=True):
    """The inbound item as it came, for whoever must see why it landed as it did."""

    text: str
    headers: Mapping[str, str]
    received_at: datetime
    truncated: bool


class Found(msgspec.Struct, kw_only=True):
    conversation: ConversationRow
    message_id: UUID
    snippet: str
    """The passage around the words, which stand between U+2068 and U+2069."""
    sent_at: datetime


class Variables(msgspec.Struct, frozen=True, kw_only=True):
    """Names in lower case, as they are written in braces, with their values."""

    values: Mapping[str, str]
