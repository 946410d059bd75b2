"""Prepared messages: texts a provider has approved beforehand, which may go where free text may not."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from otklik.channels.contract.manifest import Frozen


class Standing(StrEnum):
    """What the provider thinks of a prepared message; only what is approved may be sent."""

    PENDING = "pending"
    APPROVED = "approved"
    PAUSED = "paused"
    REJECTED = "rejected"
    DISABLED = "disabled"


class Quality(StrEnum):
    """How customers take it, as the provider judges."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class Blank(Frozen, frozen=True, kw_only=True):
    """A place to be filled in; stands in the texts as `{{name}}`, which is unique within the message."""

    name: str
    example: str = ""


class PreparedButton(Frozen, frozen=True, kw_only=True):
    title: str
    url: str = ""
    phone: str = ""


class PreparedMessage(Frozen, frozen=True, kw_only=True):
    """One prepared message in one language. `name` and `language` together name it at the provider."""

    name: str
    language: str
    standing: Standing
    category: str = ""
    """The provider's own word for what it is for, in lower case: `marketing`, `utility`."""
    reason: str = ""
    """Why it was refused or stopped, in the provider's words."""
    quality: Quality = Quality.UNKNOWN
    header: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[PreparedButton, ...] = ()
    blanks: tuple[Blank, ...] = ()
    media: str = ""
    """image, video or document where a file stands above the text; it goes as the message's attachment."""
    unsupported: str = ""
    """A part that Otklik cannot fill in, in the provider's word; such a message is shown, never sent."""


class Prepared(Frozen, frozen=True, kw_only=True):
    """A prepared message about to be sent: every blank has a value."""

    message: PreparedMessage
    values: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
