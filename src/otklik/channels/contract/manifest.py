"""What a provider is: its identity card, its connection form, what it can carry."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

Text = Mapping[str, str]
"""A text for people by locale: `{"en": …, "ru": …}`; both are required by the registry."""

ConfigValue = str | int | bool | tuple[str, ...]
Config = Mapping[str, ConfigValue]
"""A channel's connection settings by field name, secrets already decrypted."""

Publishing = Literal["", "own", "named"]

EVENT_ID_MAX = 200
"""Characters in a provider's event id; longer ones must be hashed by the provider."""


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that crosses this boundary."""


class FieldKind(StrEnum):
    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"


class ConfigField(Frozen, frozen=True, kw_only=True):
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
    destination: bool = False
    """Secrets are sent there: when it changes, they must be given anew, so that nobody leads them elsewhere unseen."""
    made: bool = False
    """A secret that nobody gives: the form offers to make one, to be copied to the other side before it is saved."""
    file: bool = False
    """A secret that people have as a file: the form offers to choose it; what is no text goes in as base64."""
    advanced: bool = False
    """Folded away under "more" in the form."""


class Price(Frozen, frozen=True, kw_only=True):
    """What one message costs to send; of SMS, one segment."""

    micros: int
    """Millionths of the currency's unit: in many countries a segment costs less than the smallest coin."""
    currency: str
    """ISO 4217."""
    country: str = ""
    """ISO 3166-1 of the receiver's phone; empty: any."""


class Capabilities(Frozen, frozen=True, kw_only=True):
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
    read_out: bool = False
    """True when the person can be shown that what they wrote was read."""
    voice: bool = False
    location: bool = False
    receipt_delivered: bool = False
    receipt_read: bool = False
    starts_conversation: bool = False
    """True when the company may write first to an address that never wrote."""
    reply_window_seconds: int = 0
    """Seconds after the customer's last message in which free text is allowed; 0: no window."""
    prepared: bool = False
    """True when messages that the provider has approved may go outside the window, and to whom never wrote."""
    idempotent_send: bool = False
    """True when sending the same outbound id again cannot double the message at the receiver."""
    publishes: Publishing = ""
    """Whether posts for everybody can be published: on the community's own page, or where an address says."""
    sms: bool = False
    """True when text goes, and is paid for, by SMS segments (3GPP TS 23.038)."""
    rate_per_second: float = 0.0
    """Messages a second over the whole channel; 0: not limited by the provider. A field of the connection form with
    this name takes its place."""
    rate_per_recipient_per_second: float = 0.0


class Manifest(Frozen, frozen=True, kw_only=True):
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
    threads_by_address: bool = False
    """True when all that is said with an address is one thread, named by it; writing first goes on in that thread."""
    prices: tuple[Price, ...] = ()
    """What messages cost until an administrator says better."""
    contact_link: str = ""
    """How a customer reaches this channel from a page, with the channel's facts in it: `https://t.me/{username}`.

    `{start}` is where a link takes the token that comes back as `InboundMessage.start_payload`: up to 64 characters
    of A-Z, a-z, 0-9, `_` and `-`, or nothing. `{words}` is where it takes what the person is to say first, or nothing.
    """
