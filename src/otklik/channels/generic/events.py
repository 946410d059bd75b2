"""What comes in by the HTTP channel: the shapes published as JSON Schema, and the contract's events they become."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta

from otklik.channels import contract
from otklik.channels.contract import Inbound, InboundAttachment, InboundUnknown, ParseFailed, RawItem, Sender

EVENTS_MAX: Final = 100
TEXT_MAX: Final = 20_000
FILES_MAX: Final = 5

Id = Annotated[str, Meta(min_length=1, max_length=150)]
Name = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=TEXT_MAX)]
Moment = Annotated[datetime, Meta(tz=True)] | None


class Person(contract.Frozen, frozen=True, kw_only=True):
    """Who wrote, by the other system's own id."""

    id: Id
    name: Name = ""
    username: Name = ""
    address: Annotated[str, Meta(max_length=320)] = ""
    language: Annotated[str, Meta(max_length=35)] = ""
    avatar_url: Annotated[str, Meta(max_length=2_000)] = ""


class Attached(contract.Frozen, frozen=True, kw_only=True):
    """A file: a link that opens without signing in, or its bytes in base64."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    media_type: Annotated[str, Meta(max_length=100)] = "application/octet-stream"
    kind: Annotated[str, Meta(pattern="^(image|video|audio|voice|document|file)$")] = "file"
    url: Annotated[str, Meta(max_length=2_000)] = ""
    data: bytes | None = None


Files = Annotated[tuple[Attached, ...], Meta(max_length=FILES_MAX)]


class Event(contract.Frozen, frozen=True, kw_only=True, tag_field="kind"):
    """Base of what comes in. `thread_id` is the conversation at the other system."""

    thread_id: Id
    sent_at: Moment = None


class MessageEvent(Event, frozen=True, kw_only=True, tag="message"):
    id: Id
    sender: Person
    text: Words = ""
    attachments: Files = ()
    reply_to_id: Annotated[str, Meta(max_length=150)] = ""
    start_payload: Annotated[str, Meta(max_length=200)] = ""
    location: contract.Location | None = None
    contact: contract.SharedContact | None = None
    in_group: bool = False
    outgoing: bool = False
    """Written by the company itself in the other system, to the person of `to`."""
    to: Annotated[str, Meta(max_length=150)] = ""


class EditEvent(Event, frozen=True, kw_only=True, tag="edit"):
    id: Id
    sender: Person
    text: Words = ""
    attachments: Files = ()


class DeleteEvent(Event, frozen=True, kw_only=True, tag="delete"):
    id: Id


class ReactionEvent(Event, frozen=True, kw_only=True, tag="reaction"):
    """An empty `emoji` takes the reaction away."""

    message_id: Id
    sender: Person
    emoji: Annotated[str, Meta(max_length=40)]


class PressEvent(Event, frozen=True, kw_only=True, tag="press"):
    id: Id
    sender: Person
    data: Annotated[str, Meta(min_length=1, max_length=200)]
    message_id: Annotated[str, Meta(max_length=150)] = ""


class ReceiptEvent(Event, frozen=True, kw_only=True):
    """Base of receipts: `message_id` is the id that was answered when our message was taken, else our own."""

    message_id: Id


class AcceptedEvent(ReceiptEvent, frozen=True, kw_only=True, tag="accepted"):
    pass


class DeliveredEvent(ReceiptEvent, frozen=True, kw_only=True, tag="delivered"):
    pass


class ReadEvent(ReceiptEvent, frozen=True, kw_only=True, tag="read"):
    by_machine: bool | None = None
    up_to: bool = False


class FailedEvent(ReceiptEvent, frozen=True, kw_only=True, tag="failed"):
    reason: Annotated[str, Meta(max_length=200)] = ""
    permanent: bool = True


class ReachabilityEvent(Event, frozen=True, kw_only=True, tag="reachability"):
    sender: Person
    reachable: bool


class TypingEvent(Event, frozen=True, kw_only=True, tag="typing"):
    sender: Person


Known = (
    MessageEvent
    | EditEvent
    | DeleteEvent
    | ReactionEvent
    | PressEvent
    | AcceptedEvent
    | DeliveredEvent
    | ReadEvent
    | FailedEvent
    | ReachabilityEvent
    | TypingEvent
)
KINDS: Final[Mapping[str, type[Event]]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (*Event.__subclasses__(), *ReceiptEvent.__subclasses__())
    if kind is not ReceiptEvent
}


class Envelope(contract.Frozen, frozen=True, kw_only=True):
    """The body of a request: up to 100 events, in the order in which they happened."""

    events: Annotated[tuple[Known, ...], Meta(min_length=1, max_length=EVENTS_MAX)]


class _Raw(msgspec.Struct):
    events: list[msgspec.Raw]


class _Kind(msgspec.Struct):
    kind: str = ""


class _Of(NamedTuple):
    """Of an event: when it happened, in which system."""

    at: datetime
    system: str


class Unreadable(ParseFailed):
    """The body is not what the schema says; the message says where."""


def read(item: RawItem, *, system: str) -> list[Inbound]:
    """Every event of the body in order; a kind that nobody knows is named and passed over. Raises `Unreadable`."""
    return [_event(one, number, item, system=system) for number, one in enumerate(_raw(item.body))]


def qualified(person_id: str, *, system: str) -> str:
    """Two systems may have a customer 42 each: the system's name tells them apart."""
    return f"{system}:{person_id}" if system else person_id


def plain(address: str, *, system: str) -> str:
    """The other system's own id again."""
    return address.removeprefix(f"{system}:") if system else address


def _raw(body: bytes) -> Sequence[msgspec.Raw]:
    try:
        events = msgspec.json.decode(body, type=_Raw).events
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not 0 < len(events) <= EVENTS_MAX:
        raise Unreadable(f"Expected 1 to {EVENTS_MAX} events - at `$.events`")
    return events


def _event(raw: msgspec.Raw, number: int, item: RawItem, *, system: str) -> Inbound:
    try:
        kind = msgspec.json.decode(raw, type=_Kind).kind
        if kind not in KINDS:
            return InboundUnknown(name=kind[:60] or "empty")
        event = msgspec.json.decode(raw, type=KINDS[kind])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error).replace("`$", f"`$.events[{number}]")) from error
    at = event.sent_at or item.received_at or datetime.fromtimestamp(0, UTC)
    return READERS[type(event)](event, _Of(at, system))


def _sender(who: Person, system: str) -> Sender:
    return Sender(
        id=qualified(who.id, system=system),
        name=who.name,
        address=who.address,
        language=who.language,
        username=who.username,
        avatar_ref=who.avatar_url,
    )


def _files(files: Sequence[Attached]) -> tuple[InboundAttachment, ...]:
    """One without a link and without bytes is a name of something that never came."""
    return tuple(
        InboundAttachment(
            name=one.name,
            media_type=one.media_type,
            kind=one.kind,
            ref=one.url if one.data is None else "",
            data=one.data,
            size=len(one.data) if one.data is not None else None,
        )
        for one in files
        if one.data is not None or one.url.startswith(("https://", "http://"))
    )


def _message(said: MessageEvent, of: _Of) -> Inbound:
    return contract.InboundMessage(
        external_id=said.id,
        thread_id=said.thread_id,
        sender=_sender(said.sender, of.system),
        sent_at=of.at,
        text=said.text,
        visible_text=said.text,
        attachments=_files(said.attachments),
        reply_to_id=said.reply_to_id,
        start_payload=said.start_payload,
        location=said.location,
        contact=said.contact,
        in_group=said.in_group,
        outgoing=said.outgoing,
        recipients=(qualified(said.to, system=of.system),) if said.outgoing and said.to else (),
    )


def _edit(said: EditEvent, of: _Of) -> Inbound:
    return contract.InboundEdit(
        external_id=said.id,
        thread_id=said.thread_id,
        sender=_sender(said.sender, of.system),
        sent_at=of.at,
        text=said.text,
        visible_text=said.text,
        attachments=_files(said.attachments),
    )


def _delete(said: DeleteEvent, of: _Of) -> Inbound:
    return contract.InboundDelete(external_id=said.id, thread_id=said.thread_id, sent_at=of.at)


def _reaction(said: ReactionEvent, of: _Of) -> Inbound:
    sender = _sender(said.sender, of.system)
    return contract.InboundReaction(
        external_id=said.message_id, thread_id=said.thread_id, sender=sender, emoji=said.emoji, sent_at=of.at
    )


def _press(said: PressEvent, of: _Of) -> Inbound:
    return contract.InboundPress(
        external_id=said.id,
        thread_id=said.thread_id,
        sender=_sender(said.sender, of.system),
        data=said.data,
        sent_at=of.at,
        message_id=said.message_id,
    )


def _accepted(told: AcceptedEvent, of: _Of) -> Inbound:
    return contract.InboundAccepted(external_id=told.message_id, thread_id=told.thread_id, sent_at=of.at)


def _delivered(told: DeliveredEvent, of: _Of) -> Inbound:
    return contract.InboundDelivered(external_id=told.message_id, thread_id=told.thread_id, sent_at=of.at)


def _read(told: ReadEvent, of: _Of) -> Inbound:
    return contract.InboundRead(
        external_id=told.message_id,
        thread_id=told.thread_id,
        sent_at=of.at,
        by_machine=told.by_machine,
        up_to=told.up_to,
    )


def _failed(told: FailedEvent, of: _Of) -> Inbound:
    return contract.InboundFailed(
        external_id=told.message_id,
        thread_id=told.thread_id,
        sent_at=of.at,
        reason=told.reason or "http.not_delivered",
        permanent=told.permanent,
    )


def _reachability(told: ReachabilityEvent, of: _Of) -> Inbound:
    sender = _sender(told.sender, of.system)
    return contract.InboundReachability(
        thread_id=told.thread_id, sender=sender, reachable=told.reachable, sent_at=of.at
    )


def _typing(told: TypingEvent, of: _Of) -> Inbound:
    return contract.InboundTyping(thread_id=told.thread_id, sender=_sender(told.sender, of.system))


READERS: Final[Mapping[type[Event], Callable[[Any, _Of], Inbound]]] = {  # Any: each reads its own kind
    MessageEvent: _message,
    EditEvent: _edit,
    DeleteEvent: _delete,
    ReactionEvent: _reaction,
    PressEvent: _press,
    AcceptedEvent: _accepted,
    DeliveredEvent: _delivered,
    ReadEvent: _read,
    FailedEvent: _failed,
    ReachabilityEvent: _reachability,
    TypingEvent: _typing,
}
