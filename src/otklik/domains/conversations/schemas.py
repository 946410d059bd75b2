"""Wire shapes of the inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from otklik.domains.conversations.queries.listing import Priority, View
from otklik.domains.conversations.rules import SUBJECT_LENGTH_MAX, TEXT_LENGTH_MAX
from otklik.domains.delivery.service.ledger import Cost
from otklik.domains.delivery.service.prepared import PreparedUse

MessageText = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]
HoldingPhrase = Annotated[str, Meta(min_length=2, max_length=160)]
Moment = Annotated[datetime, Meta(tz=True)]
BULK_MAX: Final = 200
Attachments = Annotated[list[UUID], Meta(max_length=20)]
Mentioned = Annotated[list[UUID], Meta(max_length=20)]


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
    priority: Priority
    label_ids: Sequence[UUID]
    follower_ids: Sequence[UUID]
    snoozed_until: datetime | None
    """Out of the lists until then."""
    merged_into_id: UUID | None
    """The conversation that took this one's messages."""
    bad_rating_at: datetime | None
    """When the customer rated badly how they were helped."""
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
    prepared: bool


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
    """message, note, event, auto_reply, bounce or remark (said of what is over, when asked)."""
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
    """Where there are any: `reactions`, `location`, `contact`, `buttons`, `bounce`, `clock`, `event` {code, params},
    `mentions` [{kind, id, name}]."""
    client_key: str | None


class ThreadPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a thread, oldest message first. `next_cursor` leads to older ones, null at the beginning of the thread;
    `prev_cursor` to newer ones, null where there were none.
    """

    items: Sequence[MessageOut]
    next_cursor: str | None = None
    prev_cursor: str | None = None


class Counts(msgspec.Struct, kw_only=True):
    """Conversations by view, all of them counted."""

    mine: int
    unassigned: int
    waiting: int
    open: int
    snoozed: int
    closed: int
    all: int
    saved: Mapping[str, int]
    """By the saved view's id; narrowed by channel, label or priority, these stop at 1,000."""
    teams: Mapping[str, int]
    """Open ones by the team's id: the caller's teams, or all where the caller looks after others."""


class ReplyIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    text: MessageText = ""
    attachment_ids: Attachments = []
    reply_to_id: UUID | None = None
    subject: Annotated[str, Meta(max_length=SUBJECT_LENGTH_MAX)] = ""
    holding: bool = False
    """It only asks to wait. Said or not, the company's rules recognise such words by themselves."""
    prepared: PreparedUse | None = None
    """Say this instead of `text`, where free text may not go."""


class HoldingRules(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How «one moment, let me check» is told from an answer, and how soon a real one must follow."""

    recognise: bool = True
    """Recognise usual Russian and English phrases, and bare greetings."""
    phrases: Annotated[list[HoldingPhrase], Meta(max_length=200)] = []
    """The company's own, besides; compared without case, stops and figures."""
    follow_minutes: Annotated[int, Meta(ge=1, le=120)] = 10
    """A real answer within so many minutes counts as given at the holding one's acceptance."""


class NoteIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`operator_ids` and `team_ids`: who is meant by the `@Name`s of the text, and is told."""

    text: MessageText = ""
    attachment_ids: Attachments = []
    operator_ids: Mentioned = []
    team_ids: Mentioned = []


class StartIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A conversation that the company begins, where the channel allows it: some only by a prepared message."""

    channel_id: UUID
    address: Annotated[str, Meta(min_length=1, max_length=320)]
    text: MessageText = ""
    subject: Annotated[str, Meta(max_length=SUBJECT_LENGTH_MAX)] = ""
    attachment_ids: Attachments = []
    prepared: PreparedUse | None = None


class AssignmentIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    operator_id: UUID | None = None
    team_id: UUID | None = None


class TransferIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """To an operator, a team or both, with words for them."""

    operator_id: UUID | None = None
    team_id: UUID | None = None
    note: MessageText = ""


class SnoozeIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    until: Moment


class PriorityIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    priority: Priority


class MergeIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    into_id: UUID
    """The conversation that is kept."""


Colour = Literal["grey", "red", "orange", "yellow", "green", "teal", "blue", "violet"]
LabelName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"\S")]


class LabelOut(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    colour: Colour


class LabelIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: LabelName
    colour: Colour = "grey"


class LabelChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change; what is left out stays."""

    name: LabelName | UnsetType = UNSET
    colour: Colour | UnsetType = UNSET


class ViewFilter(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a saved view shows; `mine` is whoever looks."""

    view: View = "open"
    channel_id: UUID | None = None
    team_id: UUID | None = None
    assignee_id: UUID | None = None
    label_id: UUID | None = None
    priority: Priority | None = None


class SavedView(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    shared: bool
    """Everybody in the company sees it."""
    filter: ViewFilter


class SavedViewIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: LabelName
    filter: ViewFilter
    shared: bool = False


class SavedViewChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change; what is left out stays."""

    name: LabelName | UnsetType = UNSET
    filter: ViewFilter | UnsetType = UNSET


class OrderIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    view_ids: Annotated[list[UUID], Meta(min_length=1, max_length=40)]


BulkAction = Literal["close", "reopen", "assign", "label", "unlabel", "snooze", "wake", "priority", "read"]


class BulkIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One change for many conversations; each action takes the field of its name."""

    conversation_ids: Annotated[list[UUID], Meta(min_length=1, max_length=BULK_MAX)]
    action: BulkAction
    operator_id: UUID | None = None
    team_id: UUID | None = None
    label_id: UUID | None = None
    until: Moment | None = None
    priority: Priority | None = None


class BulkOutcome(msgspec.Struct, kw_only=True):
    """What came of one conversation; outcomes stand in the order of the ids."""

    code: str
    """Empty when it was done, else the error's code."""
    row: ConversationRow | None


class BulkOutcomes(msgspec.Struct, kw_only=True):
    outcomes: Sequence[BulkOutcome]


class TrailStep(msgspec.Struct, kw_only=True):
    code: str
    """In: received_raw, stored, shown, seen. Out: the states of the ledger."""
    at: datetime
    detail: str = ""
    by: str = ""


class Trail(msgspec.Struct, kw_only=True):
    """Everything provable about one message, in order (guarantee 7)."""

    steps: list[TrailStep]
    costs: list[Cost]


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


class PlanIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An answer and the moment it is to be said at."""

    text: MessageText = ""
    attachment_ids: Attachments = []
    reply_to_id: UUID | None = None
    subject: Annotated[str, Meta(max_length=SUBJECT_LENGTH_MAX)] = ""
    send_at: Annotated[datetime, Meta(tz=True)]
    only_unanswered: bool = False
    """Hold it back when the customer writes before then."""


class PlannedOut(msgspec.Struct, kw_only=True):
    """An answer that is not said yet."""

    id: UUID
    conversation_id: UUID
    author: Author
    text: str
    subject: str
    reply_to_id: UUID | None
    attachment_ids: Sequence[UUID]
    send_at: datetime
    only_unanswered: bool
    held_code: str
    """Why it was not sent at its moment: `customer_wrote`, `writer_gone` or an error's code; empty while planned."""
    held_at: datetime | None


class PlannedOf(msgspec.Struct, kw_only=True):
    """One of the caller's own planned answers and where it belongs."""

    planned: PlannedOut
    conversation: ConversationRow
