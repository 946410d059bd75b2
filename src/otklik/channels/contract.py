"""The contract between Otklik and every provider: what a provider tells, receives, sends and may use.

A provider is one module with a module-level `provider` object that satisfies `Provider` and as many of the
optional protocols below (`TakesWebhooks`, `Listens`, `Sends`, `FetchesMedia`, `Connects`, `Checks`) as it can.
Nothing here knows of conversations or databases: a provider turns wire shapes into these types and back.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from otklik.platform.http import HttpClient

Text = Mapping[str, str]
"""A text for people by locale: `{"en": …, "ru": …}`; both are required by the registry."""

ConfigValue = str | int | bool | tuple[str, ...]
Config = Mapping[str, ConfigValue]
"""A channel's connection settings by field name, secrets already decrypted."""

EVENT_ID_MAX = 200
"""Characters in a provider's event id; longer ones must be hashed by the provider."""


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that crosses this boundary."""


# ---- what a provider is -------------------------------------------------------------------------------


class FieldKind(StrEnum):
    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"


class ConfigField(Frozen):
    """One field of the connection form, which the desk draws from this alone."""

    name: str
    kind: FieldKind
    label: Text
    help: Text = msgspec.field(default_factory=dict[str, str])
    required: bool = False
    default: ConfigValue | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    """A regular expression the whole value must match; empty means any."""
    length_max: int = 500
    advanced: bool = False
    """Folded away under "more" in the form."""


class Capabilities(Frozen):
    """What the channel can carry; the composer says before sending what it cannot."""

    text_length_max: int = 4096
    """Characters of text in one message; longer text is refused before it is planned."""
    attachment_size_bytes_max: int = 0
    """0: the channel carries no attachments."""
    attachments_max: int = 0
    attachment_types: tuple[str, ...] = ("*/*",)
    buttons_max: int = 0
    subject: bool = False
    html: bool = False
    reply_to: bool = False
    edits: bool = False
    deletes: bool = False
    reactions: bool = False
    typing_in: bool = False
    typing_out: bool = False
    voice: bool = False
    location: bool = False
    receipt_delivered: bool = False
    receipt_read: bool = False
    starts_conversation: bool = False
    """True when the company may write first to an address that never wrote."""
    reply_window_seconds: int = 0
    """Seconds after the customer's last message in which free text is allowed; 0: no window."""
    idempotent_send: bool = False
    """True when sending the same outbound id again cannot double the message at the receiver."""
    rate_per_second: float = 0.0
    """Messages a second over the whole channel; 0: not limited by the provider."""
    rate_per_recipient_per_second: float = 0.0


class Manifest(Frozen):
    """A provider's identity card: the form, the capability table and the docs are made from it."""

    kind: str
    """The stable name used in the database and in URLs; equals the module's name."""
    title: Text
    summary: Text
    setup: Text
    """Markdown: how to get the values of the form, step by step."""
    colour: str
    icon: str
    """The inner markup of a 24x24 SVG drawn with currentColor."""
    fields: tuple[ConfigField, ...]
    capabilities: Capabilities
    address_kind: str
    """What an address of this channel is: `email`, `phone`, or the provider's own name (`telegram`)."""
    address_verified: bool = False
    """True when the provider vouches that the sender owns the address."""
    contact_link: str = ""
    """How a customer reaches this channel from a page, with `{field}` placeholders: `https://t.me/{username}`."""


# ---- what comes in ------------------------------------------------------------------------------------


class RawItem(Frozen):
    """One inbound item exactly as it came: a webhook body, a mail, an update."""

    event_id: str
    """Unique within the channel: the provider's own event id, or a digest where it gives none."""
    body: bytes
    headers: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    """Only what parsing needs, lower-case names; never secrets."""
    received_at: datetime | None = None


class Sender(Frozen):
    """Who wrote. `id` is the provider's id of the person, stable within the channel."""

    id: str
    name: str = ""
    address: str = ""
    """A mail address or E.164 phone where the channel has one."""
    language: str = ""
    username: str = ""
    avatar_ref: str = ""


class InboundAttachment(Frozen):
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


class Location(Frozen):
    latitude: float
    longitude: float
    title: str = ""
    address: str = ""


class SharedContact(Frozen):
    name: str
    phone: str
    own: bool = False
    """True when the sender shared their own number (the provider says so)."""


class InboundMessage(Frozen, tag_field="kind", tag="message"):
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
    """True when it was written in a group or channel, not privately."""
    outgoing: bool = False
    """True when the company itself wrote it through another client (an echo)."""


class InboundAutoReply(InboundMessage, frozen=True, kw_only=True, tag_field="kind", tag="auto_reply"):
    """A machine answered for the person; shown, never answered, never stops a clock (RFC 3834)."""


class InboundEdit(Frozen, tag_field="kind", tag="edit"):
    external_id: str
    thread_id: str
    sender: Sender
    sent_at: datetime
    text: str = ""
    visible_text: str = ""
    attachments: tuple[InboundAttachment, ...] = ()


class InboundDelete(Frozen, tag_field="kind", tag="delete"):
    external_id: str
    thread_id: str
    sent_at: datetime | None = None


class InboundReaction(Frozen, tag_field="kind", tag="reaction"):
    external_id: str
    """The message reacted to."""
    thread_id: str
    sender: Sender
    emoji: str
    """Empty when the reaction was taken away."""
    sent_at: datetime


class InboundPress(Frozen, tag_field="kind", tag="press"):
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


class InboundReceipt(Frozen):
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


class BouncedRecipient(Frozen):
    address: str
    permanent: bool
    status: str = ""
    """Enhanced status code (RFC 3463), `5.1.1`; empty where none was stated."""
    reason: str = ""


class InboundBounce(Frozen, tag_field="kind", tag="bounce"):
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


class InboundReachability(Frozen, tag_field="kind", tag="reachability"):
    """The person blocked or unblocked us."""

    thread_id: str
    sender: Sender
    reachable: bool
    sent_at: datetime


class InboundTyping(Frozen, tag_field="kind", tag="typing"):
    thread_id: str
    sender: Sender


class InboundUnknown(Frozen, tag_field="kind", tag="unknown"):
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
    | InboundReachability
    | InboundTyping
    | InboundUnknown
)


class ParseFailed(Exception):
    """The raw item cannot be read; it stays in the journal and can be replayed after a fix."""


# ---- what goes out ------------------------------------------------------------------------------------


class OutboundAttachment(Frozen):
    name: str
    media_type: str
    size: int
    read: Callable[[], Awaitable[bytes]]
    url: str = ""
    """A signed public URL, for providers that fetch by themselves; empty when the server has no public address."""
    inline: bool = False
    content_id: str = ""
    kind: str = "file"


class Button(Frozen):
    title: str
    data: str = ""
    url: str = ""


class OutboundMessage(Frozen):
    """One message to one person. `id` is the ledger row: the idempotency key towards the provider."""

    id: str
    thread_id: str
    """As in `InboundMessage.thread_id`; for channels that start conversations it may be empty."""
    to: str
    """The provider's id or address of the person."""
    text: str
    html: str = ""
    subject: str = ""
    attachments: tuple[OutboundAttachment, ...] = ()
    buttons: tuple[Button, ...] = ()
    reply_to_id: str = ""
    references: tuple[str, ...] = ()
    author_name: str = ""
    author_avatar_url: str = ""
    automatic: bool = False
    """Written by a machine (autoresponder, bot): mail says so by Auto-Submitted (RFC 3834)."""
    language: str = ""
    reply_token: str = ""
    """A short secret that brings the answer back to the same conversation (mail: reply+TOKEN@)."""
    planned_at: datetime | None = None


class SendResult(Frozen):
    """The provider accepted the message."""

    external_id: str
    accepted_at: datetime | None = None
    """The provider's own time of acceptance, where it gives one."""
    thread_id: str = ""
    """The lane at the provider, where sending created or changed it."""
    delivered: bool = False
    """True when acceptance already means delivery (site chat with an open page)."""
    external_ids: tuple[str, ...] = ()
    """Every id, when one message became several at the provider; the first equals `external_id`."""


class Remedy(StrEnum):
    """What Otklik does about an error of a provider."""

    RETRY = "retry"
    """Nothing was sent; try again, after `retry_after_seconds` if given."""
    GIVE_UP = "give_up"
    """This message will never go; the channel is fine."""
    UNREACHABLE = "unreachable"
    """This person cannot be reached here (blocked, deactivated, no such address)."""
    WINDOW_CLOSED = "window_closed"
    """Only after the person writes again, or by a template."""
    RECONNECT = "reconnect"
    """The channel itself is broken: token revoked, password changed."""
    UNKNOWN = "unknown"
    """It may have been sent: never resent blindly (guarantee 6)."""


class ChannelError(Exception):
    """A provider refused or failed. `code` is stable and translated in the catalogues; `detail` is for logs."""

    def __init__(
        self,
        code: str,
        *,
        remedy: Remedy,
        detail: str = "",
        retry_after_seconds: float | None = None,
        migrate_thread_id: str = "",
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.remedy = remedy
        self.detail = detail
        self.retry_after_seconds = retry_after_seconds
        self.migrate_thread_id = migrate_thread_id


# ---- what a provider may use --------------------------------------------------------------------------


class Port(Protocol):
    """Everything of Otklik a provider may touch while it talks to the outside."""

    channel_id: str
    http: HttpClient
    public_url: str
    """The server's address as the outside sees it, without a trailing slash."""
    webhook_url: str
    """Where this channel's webhooks come in."""
    webhook_secret: str
    """A secret made for this channel, for providers that echo one back."""

    def now(self) -> datetime: ...

    async def deposit(self, item: RawItem) -> bool:
        """Store one raw item in the journal; False when it was there already. Durable on return."""
        ...

    async def load_state(self) -> Mapping[str, object]:
        """The channel's own small checkpoint (poll offset, mailbox positions); empty at first."""
        ...

    async def save_state(self, state: Mapping[str, object]) -> None: ...

    async def push(self, stream: str, kind: str, data: Mapping[str, object]) -> int:
        """Publish on a visitor's live stream; returns how many sockets are listening now."""
        ...

    async def report(self, error: ChannelError | None) -> None:
        """Tell the channel's health: an error shown in the desk, or None when all is well again."""
        ...


class WebhookRequest(Frozen):
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes
    secret: str
    """As `Port.webhook_secret`."""


class WebhookReply(Frozen):
    """`item` is journalled before `status` and `body` are answered; None answers without journalling."""

    item: RawItem | None
    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


class SignatureRefused(Exception):
    """The request is not from the provider; answered 403 and counted, nothing is stored."""


class CheckStep(Frozen):
    """One step of "test connection": what was tried, whether it went well, what to do if not."""

    code: str
    ok: bool
    detail: str = ""


class Connection(Frozen):
    """What connecting learned: shown in the desk and merged into the channel's public facts."""

    address: str = ""
    """The channel's own address: a bot's username, a mailbox, a number."""
    facts: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])


@runtime_checkable
class Provider(Protocol):
    """Every provider has a manifest and reads raw items; parsing is pure: no I/O, no clock."""

    manifest: Manifest

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        """Every event in the item, in order (guarantee 2). Raises `ParseFailed`."""
        ...


@runtime_checkable
class TakesWebhooks(Protocol):
    def webhook(self, request: WebhookRequest, config: Config) -> WebhookReply:
        """Check authenticity and name the item; pure and quick. Raises `SignatureRefused`."""
        ...


@runtime_checkable
class Listens(Protocol):
    def listens(self, config: Config) -> bool:
        """Whether this configuration wants `listen` to be kept running."""
        ...

    async def listen(self, port: Port, config: Config) -> None:
        """Receive until cancelled; raises `ChannelError` when it cannot go on (restarted with backoff)."""
        ...


@runtime_checkable
class Sends(Protocol):
    async def send(self, port: Port, config: Config, message: OutboundMessage) -> SendResult:
        """Hand one message to the provider. Raises `ChannelError`."""
        ...


@runtime_checkable
class ShowsTyping(Protocol):
    async def show_typing(self, port: Port, config: Config, thread_id: str) -> None: ...


@runtime_checkable
class FetchesMedia(Protocol):
    async def fetch_media(self, port: Port, config: Config, attachment: InboundAttachment) -> bytes:
        """Download one attachment by its `ref`. Raises `ChannelError`."""
        ...


@runtime_checkable
class Connects(Protocol):
    async def connect(self, port: Port, config: Config) -> Connection:
        """Called when a channel is saved or switched on (set the webhook, read the name). Raises `ChannelError`."""
        ...

    async def disconnect(self, port: Port, config: Config) -> None: ...


@runtime_checkable
class Checks(Protocol):
    async def check(self, port: Port, config: Config) -> list[CheckStep]:
        """The form's "test connection": every step tried, stopping at the first that makes the rest moot."""
        ...
