"""What a provider may use of Otklik, and the protocols by which it shows what it can do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from otklik.channels.contract.inbound import Inbound, InboundAttachment, RawItem, Sender, Stranger
from otklik.channels.contract.manifest import Config, Frozen, Manifest
from otklik.channels.contract.outbound import ChannelError, OutboundMessage, SendResult
from otklik.channels.contract.prepared import PreparedMessage
from otklik.platform.http import HttpClient


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


class WebhookRequest(Frozen, frozen=True, kw_only=True):
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes
    secret: str
    """As `Port.webhook_secret`."""
    received_at: datetime | None = None
    """When the request came, for signatures that hold for a while only."""
    url: str = ""
    """The whole address as the provider called it, with its query: some sign it."""


class WebhookReply(Frozen, frozen=True, kw_only=True):
    """`item` is journalled before `status` and `body` are answered; None answers without journalling."""

    item: RawItem | None
    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


class SignatureRefused(Exception):
    """The request is not from the provider; answered 403 and counted, nothing is stored."""


class CheckStep(Frozen, frozen=True, kw_only=True):
    """One step of "test connection": what was tried, whether it went well, what to do if not."""

    code: str
    ok: bool
    detail: str = ""


class Connection(Frozen, frozen=True, kw_only=True):
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
class MarksRead(Protocol):
    """Can show the person that what they wrote was read; goes with the capability `read_out`."""

    async def mark_read(self, port: Port, config: Config, thread_id: str, external_id: str) -> None:
        """All of the thread up to this message of the person was read. Raises `ChannelError`."""
        ...


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


@runtime_checkable
class Introduces(Protocol):
    """Knows more of people than its events tell."""

    async def introduce(self, port: Port, config: Config, strangers: Sequence[Stranger]) -> Sequence[Sender]:
        """Those of them whom the provider tells of, in any order. Raises `ChannelError`."""
        ...


@runtime_checkable
class FetchesPictures(Protocol):
    """Shows pictures of people, but at no address that anybody could follow."""

    async def fetch_picture(self, port: Port, config: Config, ref: str) -> bytes:
        """The picture behind a `Sender.avatar_ref`; empty when the person shows none. Raises `ChannelError`."""
        ...


@runtime_checkable
class ListsPrepared(Protocol):
    """Has messages that the provider approves before they may go; goes with the capability `prepared`."""

    async def list_prepared(self, port: Port, config: Config) -> Sequence[PreparedMessage]:
        """All of them, whatever the provider thinks of each. Raises `ChannelError`."""
        ...


@runtime_checkable
class NamesThreads(Protocol):
    """Knows the lane of an address before anybody wrote: `thread_id` as messages from there will have it."""

    def thread_of(self, address: str) -> str: ...
