"""Wire shapes of the visitor's side. Whatever is sent in is bounded, and unknown fields are refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.activity.service import visitors as page_facts
from otklik.domains.livechat.rules import Promise, Queue, Suggestion

TEXT_LENGTH_MAX = 10_000
ATTACHMENTS_MAX = 10

PublicId = Annotated[str, Meta(min_length=1, max_length=60)]
Token = Annotated[str, Meta(max_length=100)]
Language = Annotated[str, Meta(max_length=35)]
Address = Annotated[str, Meta(max_length=2_000)]
Title = Annotated[str, Meta(max_length=500)]
TimeZone = Annotated[str, Meta(max_length=64)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
Attribute = str | int | float | bool | None
Attributes = Annotated[dict[Annotated[str, Meta(max_length=60)], Attribute], Meta(max_length=20)]
FileIds = Annotated[list[UUID], Meta(max_length=ATTACHMENTS_MAX)]


FactsKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22,64}$(?!\n)")]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that is sent in."""


class PageIn(Incoming, frozen=True, kw_only=True):
    """Where the visitor is."""

    url: Address = ""
    title: Title = ""
    referrer: Address = ""
    facts: FactsKey | None = None
    """By which the page tells what the visitor does; null: it may not."""
    attributes: Attributes = msgspec.field(default_factory=dict[str, Attribute])


class SessionIn(Incoming, frozen=True, kw_only=True):
    """`channel_id` is the channel's public id; `token` comes from an earlier session of this browser."""

    channel_id: PublicId
    token: Token = ""
    page: PageIn = msgspec.field(default_factory=PageIn)
    language: Language = ""
    identity: Annotated[str, Meta(max_length=4_000)] = ""
    """Who the visitor is by the company's own word: a JWT signed with the channel's identity secret."""


class MessageIn(Incoming, frozen=True, kw_only=True):
    """`key` is made by the browser: the same key is the same message, however often it is sent."""

    key: UUID
    text: str = ""
    attachment_ids: FileIds = msgspec.field(default_factory=list[UUID])
    reply_to_id: UUID | None = None


class PressIn(Incoming, frozen=True, kw_only=True):
    """A button under a message of ours. The same `key` is the same press; without one each is a press of its own."""

    key: UUID | None = None
    data: Annotated[str, Meta(min_length=1, max_length=200)]


class PushKeys(Incoming, frozen=True, kw_only=True):
    """As `PushSubscription.toJSON()` gives them, base64url."""

    p256dh: Annotated[str, Meta(min_length=80, max_length=100)]
    auth: Annotated[str, Meta(min_length=20, max_length=30)]


class WebDeviceIn(Incoming, frozen=True, kw_only=True, tag_field="kind", tag="web"):
    """A browser, by its PushManager."""

    endpoint: Annotated[str, Meta(min_length=10, max_length=2_000)]
    keys: PushKeys
    time_zone: TimeZone = ""


class AndroidDeviceIn(Incoming, frozen=True, kw_only=True, tag_field="kind", tag="fcm"):
    """An installation of the application, by Firebase's registration token."""

    token: Annotated[str, Meta(min_length=20, max_length=4_000)]
    time_zone: TimeZone = ""


class AppleDeviceIn(Incoming, frozen=True, kw_only=True, tag_field="kind", tag="apns"):
    """An iPhone, by the device token in hexadecimal. `sandbox`: a build that was not taken from the store."""

    token: Annotated[str, Meta(pattern="^[0-9a-fA-F]{32,400}$")]
    sandbox: bool = False
    time_zone: TimeZone = ""


DeviceIn = WebDeviceIn | AndroidDeviceIn | AppleDeviceIn


class VisitorDeviceOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str


class PageFactsIn(Incoming, frozen=True, kw_only=True):
    """What the visitor did, and what the page knows of them. `visitor` is a random name the page gave this browser."""

    channel_id: PublicId
    visitor: FactsKey
    facts: Annotated[tuple[page_facts.PageFact, ...], Meta(max_length=page_facts.FACTS_MAX)] = ()
    agreed: bool = True
    """False takes it back: what is kept apart is gone, and the name means nobody any more."""
    attributes: page_facts.Attributes = msgspec.field(default_factory=dict[str, page_facts.Attribute])


class EmailIn(Incoming, frozen=True, kw_only=True):
    email: Email


class OperatorOut(msgspec.Struct, frozen=True, kw_only=True):
    """A real person: their own name, their own photo or none (CHAT-3)."""

    name: str
    photo_url: str | None


class OtherChannel(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    title: str
    url: str


class AvailabilityOut(msgspec.Struct, frozen=True, kw_only=True):
    """`online` is true only while somebody who answers has the desk open, within working hours (CHAT-8)."""

    online: bool
    operators: Sequence[OperatorOut]
    promise: Promise
    queue: Queue | None
    opens_at: datetime | None
    other_channels: Sequence[OtherChannel]


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    title: str


class AttachmentLimits(msgspec.Struct, frozen=True, kw_only=True):
    """`size_max` 0: no files are taken."""

    size_max: int
    count_max: int


class ConfigOut(msgspec.Struct, frozen=True, kw_only=True):
    """How the chat looks and what it may do."""

    title: str
    greeting: str
    colour: str
    position: str
    company_name: str
    topics: Sequence[Topic]
    preview_disclosed: bool
    """Operators see what is typed before it is sent, and the visitor must be told so."""
    suggestions: bool
    offer_email: bool
    attachments: AttachmentLimits
    text_length_max: int
    push_key: str
    """The company's key for `PushManager.subscribe`; empty where browsers are not rung."""


class VisitorAttachment(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    media_type: str
    size: int
    kind: str
    url: str
    """Opens without a header, for whoever has it."""


class VisitorMessage(msgspec.Struct, frozen=True, kw_only=True):
    """`id` of the visitor's own message is its `key`; of any other, the message's own id. Both are stable."""

    id: UUID
    key: UUID | None
    direction: str
    author_name: str
    author_photo_url: str | None
    text: str
    attachments: Sequence[VisitorAttachment]
    sent_at: datetime
    state: str
    automatic: bool
    buttons: Sequence[Mapping[str, Any]]  # Any: as the contract's Button was stored
    reply_to_id: UUID | None
    edited: bool
    deleted: bool


class SessionOut(msgspec.Struct, frozen=True, kw_only=True):
    token: str
    visitor_id: UUID
    conversation_id: UUID | None
    config: ConfigOut
    availability: AvailabilityOut
    messages: Sequence[VisitorMessage]
    """The latest 50, oldest first."""
    unread: int
    seq: int
    """The stream's number all this belongs to: give it to the socket as `after`."""
    operator: OperatorOut | None
    email: str | None


class VisitorFileOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    media_type: str
    size: int
    kind: str
    url: str


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    items: Sequence[Suggestion]


class VisitorOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk shows of whoever writes from a page."""

    id: UUID
    here: bool
    """A page is open now, or was within two minutes."""
    first_seen_at: datetime
    last_seen_at: datetime
    language: str
    device: str
    page: Mapping[str, Any]  # Any: the page tells what it likes, within bounds
    email: str | None


class ContinuationIn(Incoming, frozen=True, kw_only=True):
    channel_id: UUID | None = None
    """None: a page where the customer chooses among all."""


class VisitorContinuationOut(msgspec.Struct, frozen=True, kw_only=True):
    """`code`: the address as a QR code, SVG."""

    url: str
    expires_at: datetime
    code: str
    channels: Sequence[OtherChannel]
    """Straight there, where a link can carry the conversation; the others lead there plainly."""


class ContinuationOut(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    expires_at: datetime
