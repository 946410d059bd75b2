"""What goes out: a message to one person, what came of it, and what to do about an error."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum

from otklik.channels.contract.manifest import Frozen, Price
from otklik.channels.contract.prepared import Prepared


class OutboundAttachment(Frozen, frozen=True, kw_only=True):
    name: str
    media_type: str
    size: int
    read: Callable[[], Awaitable[bytes]]
    url: str = ""
    """A signed public URL, for providers that fetch by themselves; empty when the server has no public address."""
    inline: bool = False
    content_id: str = ""
    kind: str = "file"


class Button(Frozen, frozen=True, kw_only=True):
    title: str
    data: str = ""
    url: str = ""


class OutboundMessage(Frozen, frozen=True, kw_only=True):
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
    prepared: Prepared | None = None
    """Send this instead; `text` is then what the person will read, for those who only show it."""


class SendResult(Frozen, frozen=True, kw_only=True):
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
    segments: int = 0
    """SMS segments the provider counted; 0: it did not say."""
    price: Price | None = None
    """What the provider took for the whole message, where it says so."""


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
