"""Wire shapes of reach; `Kit` is also what the database keeps."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

ENTRIES_MAX = 20
COLOUR = "#2457d6"

Kind = Literal["channel", "phone", "sms", "email", "link"]
Language = Literal["ru", "en"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Bilingual(Shape, frozen=True, kw_only=True):
    """One text in both languages; an empty one is taken from the other, and both empty: the usual words."""

    ru: Annotated[str, Meta(max_length=300)] = ""
    en: Annotated[str, Meta(max_length=300)] = ""


class Way(Shape, frozen=True, kw_only=True):
    """One way to reach the company."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]{1,36}$(?!\n)")]
    """Chosen once by whoever makes it: printed codes are named by it."""
    kind: Kind
    """`channel`: a connected one, which knows its own link; the others carry a number, an address or a link."""
    channel_id: UUID | None = None
    value: Annotated[str, Meta(max_length=500)] = ""
    title: Bilingual = Bilingual()
    note: Bilingual = Bilingual()
    """For what and for whom: topic, city, what a call costs."""
    text: Bilingual = Bilingual()
    """The first words of who writes: a mail's subject, a message's beginning. Where the way takes none, not used."""


class Kit(Shape, frozen=True, kw_only=True):
    """What customers are shown, in this order."""

    title: Bilingual = Bilingual()
    lead: Bilingual = Bilingual()
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$(?!\n)")] = COLOUR
    entries: Annotated[tuple[Way, ...], Meta(max_length=ENTRIES_MAX)] = ()


class WayOffer(Shape, frozen=True, kw_only=True):
    """A connected channel a customer can be led to."""

    channel_id: UUID
    kind: str
    name: str
    url: str
    takes_words: bool
    """Its link can carry the first words of who writes."""


class ReachOut(Shape, frozen=True, kw_only=True):
    kit: Kit
    """Until it is saved for the first time: every connected channel that has a link."""
    offers: Sequence[WayOffer]
    public_id: str | None
    """Null until it is saved: nothing is public yet."""
    page_url: str | None
    script_url: str


class ShownEntry(Shape, frozen=True, kw_only=True):
    """One way as a customer sees it."""

    id: str
    mark: str
    """Kind of the channel or of the way: telegram, phone, link."""
    title: str
    says: str
    """The number, address or name that can be read out; may be empty."""
    note: str
    url: str
    by_phone: bool
    """It opens best on a phone: a computer shows the QR code too."""
    chat: str
    """The site chat's public id; empty for other ways."""
    open: bool
    hours: str
    """The week in a line; empty when it does not fit into one."""
    promise: str
    """By when an answer comes, measured; empty for calls and where nothing true can be said."""
    colour: str
    icon: str
    """The inner markup of a 24x24 SVG drawn with currentColor."""
    qr_url: str


class ShownKit(Shape, frozen=True, kw_only=True):
    company: str
    title: str
    lead: str
    language: Language
    colour: str
    page_url: str
    entries: Sequence[ShownEntry]
