"""What comes in: raw items as they came, and the events a provider reads out of them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from otklik.channels.contract.manifest import Frozen
from otklik.channels.contract.prepared import Quality, Standing


class RawItem(Frozen, frozen=True, kw_only=True):
    """One inbound item exactly as it came: a webhook body, a mail, an update."""

    event_id: str
    """Unique within the channel: the provider's own event id, or a digest where it gives none."""
    body: bytes
    headers: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    """Only what parsing needs, lower-case names; never secrets."""
    received_at: datetime | None = None


class Sender(Frozen, frozen=True, kw_only=True):
    """Who wrote. `id` is the provider's id of the person, stable within the channel."""

    id: str
    name: str = ""
    address: str = ""
    """A mail address or E.164 phone where the channel has one."""
    language: str = ""
    username: str = ""
    avatar_ref: str = ""
    """Where their picture is: an address on the web, or what the provider's own `fetch_picture` takes. No secret."""


class Stranger(Frozen, frozen=True, kw_only=True):
    """Somebody whom events name by number only."""

    id: str
    """Empty: whoever the thread is with."""
    thread_id: str


class InboundAttachment(Frozen, frozen=True, kw_only=True):
    """A file that came along: either its bytes (`data`) or a provider's reference to fetch later (`ref`)."""

    name: str
    media_type: str
    size: int | None = None
    inline: bool = False
    content_id: str = ""
    ref: str = ""
    kind: str = "file"
    """image, video, audio, voice, video_note, sticker, animation, document or file."""
    data: bytes | None = None
    duration_seconds: float | None = None


class Location(Frozen, frozen=True, kw_only=True):
    latitude: float
    longitude: float
    title: str = ""
    address: str = ""


class SharedContact(Frozen, frozen=True, kw_only=True):
    name: str
    phone: str
    own: bool = False
    """True when the sender shared their own number (the provider says so)."""


class InboundMessage(Frozen, tag_field="kind", tag="message", frozen=True, kw_only=True):
    external_id: str
    """The provider's id of the message, unique within `thread_id`."""
    thread_id: str
    """The lane at the provider: a chat id, or for mail the thread's root Message-ID."""
    sender: Sender
    sent_at: datetime
    text: str = ""
    visible_text: str = ""
    """The text without quoted history and signature; equals `text` where the channel has none."""
    html: str = ""
    """Sanitised by the provider's parser; empty when the message is plain text."""
    subject: str = ""
    attachments: tuple[InboundAttachment, ...] = ()
    reply_to_id: str = ""
    references: tuple[str, ...] = ()
    """Provider message ids this one belongs after (mail: References and In-Reply-To), oldest first."""
    start_payload: str = ""
    """The payload of a deep link that brought the person here."""
    location: Location | None = None
    contact: SharedContact | None = None
    recipients: tuple[str, ...] = ()
    group_id: str = ""
    """Messages of one album share it."""
    quick_payload: str = ""
    """Data of the button pressed to write this."""
    forwarded_from: str = ""
    in_group: bool = False
    """True when it was written in a group, a channel or to a mailing list, not privately: no machine answers it."""
    outgoing: bool = False
    """True when the company itself wrote it through another client (an echo).

    Without `recipients` its `sender` is who the conversation is with; with an empty id the provider did not say.
    """


class InboundAutoReply(InboundMessage, frozen=True, kw_only=True, tag_field="kind", tag="auto_reply"):
    """A machine answered for the person; shown, never answered, never stops a clock (RFC 3834)."""


class InboundEdit(Frozen, tag_field="kind", tag="edit", frozen=True, kw_only=True):
    external_id: str
    thread_id: str
    sender: Sender
    sent_at: datetime
    text: str = ""
    visible_text: str = ""
    attachments: tuple[InboundAttachment, ...] = ()


class InboundDelete(Frozen, tag_field="kind", tag="delete", frozen=True, kw_only=True):
    external_id: str
    thread_id: str
    sent_at: datetime | None = None


class InboundReaction(Frozen, tag_field="kind", tag="reaction", frozen=True, kw_only=True):
    external_id: str
    """The message reacted to."""
    thread_id: str
    sender: Sender
    emoji: str
    """Empty when the reaction was taken away."""
    sent_at: datetime


class InboundPress(Frozen, tag_field="kind", tag="press", frozen=True, kw_only=True):
    """A button under a message of ours was pressed."""

    external_id: str
    thread_id: str
    sender: Sender
    data: str
    sent_at: datetime
    message_id: str = ""


class ReceiptState(StrEnum):
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class InboundReceipt(Frozen, frozen=True, kw_only=True):
    """What became of a message of ours; `external_id` is the id the provider gave at sending."""

    external_id: str
    thread_id: str = ""
    sent_at: datetime | None = None
    reason: str = ""
    permanent: bool = False
    by_machine: bool | None = None
    """For reads: True by a machine, False by a human, None unknown (guarantee 10)."""


class InboundAccepted(InboundReceipt, frozen=True, kw_only=True, tag_field="kind", tag="accepted"):
    """The provider took a message of ours after the send call itself had ended."""


class InboundDelivered(InboundReceipt, frozen=True, kw_only=True, tag_field="kind", tag="delivered"):
    """It reached the person's device or mailbox."""


class InboundRead(InboundReceipt, frozen=True, kw_only=True, tag_field="kind", tag="read"):
    """It was seen; `up_to` channels give only the last id read."""

    up_to: bool = False


class InboundFailed(InboundReceipt, frozen=True, kw_only=True, tag_field="kind", tag="failed"):
    """The provider gave up after accepting."""


class BouncedRecipient(Frozen, frozen=True, kw_only=True):
    address: str
    permanent: bool
    status: str = ""
    """Enhanced status code (RFC 3463), `5.1.1`; empty where none was stated."""
    reason: str = ""


class InboundBounce(Frozen, tag_field="kind", tag="bounce", frozen=True, kw_only=True):
    """A mail system could not deliver mail of ours (RFC 3464 or a free-form notice)."""

    external_id: str
    sent_at: datetime
    recipients: tuple[BouncedRecipient, ...]
    sender: Sender | None = None
    subject: str = ""
    text: str = ""
    visible_text: str = ""
    original_message_id: str = ""
    """Message-ID of our mail, when the report carries it."""
    delayed: bool = False
    """The system is still trying; nothing has failed yet."""
    came_to: str = ""
    """The token of the address the report came to, `name+TOKEN@domain`; empty when it had none."""


class InboundComplaint(InboundBounce, frozen=True, kw_only=True, tag_field="kind", tag="complaint"):
    """Whoever got a mail of ours pressed "this is spam" (RFC 5965). The mail did arrive, so nothing failed."""

    complaint: str = "abuse"
    """The stated Feedback-Type: abuse, fraud, virus, other, not-spam, …"""
    about_message_id: str = ""
    """Message-ID of the mail complained of; often all that is left, for the recipient is blackened."""
    reporter: str = ""
    """The program that reports, as it calls itself."""


class InboundReachability(Frozen, tag_field="kind", tag="reachability", frozen=True, kw_only=True):
    """The person blocked or unblocked us."""

    thread_id: str
    sender: Sender
    reachable: bool
    sent_at: datetime


class InboundTyping(Frozen, tag_field="kind", tag="typing", frozen=True, kw_only=True):
    thread_id: str
    sender: Sender


class InboundPrepared(Frozen, tag_field="kind", tag="prepared", frozen=True, kw_only=True):
    """The provider thinks otherwise of a prepared message; with neither `standing` nor `quality`, its words changed."""

    name: str
    language: str
    standing: Standing | None = None
    reason: str = ""
    quality: Quality | None = None


class InboundUnknown(Frozen, tag_field="kind", tag="unknown", frozen=True, kw_only=True):
    """Understood to be of no consequence, or not understood; kept in the journal and counted by `name`."""

    name: str
    external_id: str = ""


Inbound = (
    InboundMessage
    | InboundAutoReply
    | InboundEdit
    | InboundDelete
    | InboundReaction
    | InboundPress
    | InboundAccepted
    | InboundDelivered
    | InboundRead
    | InboundFailed
    | InboundBounce
    | InboundComplaint
    | InboundReachability
    | InboundTyping
    | InboundPrepared
    | InboundUnknown
)


class ParseFailed(Exception):
    """The raw item cannot be read; it stays in the journal and can be replayed after a fix."""
