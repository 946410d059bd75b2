"""Batches of the WhatsApp Cloud API read into the contract's events; whatever comes, nothing raises but a broken body.

Entries hold changes, and a change lists of messages, of echoes of what was written on the phone, and of statuses.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from otklik.channels import contract, wire
from otklik.channels.contract import Inbound, InboundMessage, InboundUnknown, RawItem, Sender
from otklik.channels.meta import templates
from otklik.channels.meta.graph import FAULTS, Fault
from otklik.channels.wire import Obj

USER_ID: Final = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+")
"""A business-scoped user id: whoever hides their number has no other."""
LINK_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{40,64}")
"""A link to us can only put words into the customer's mouth: a lone token is what it put there."""
MACHINE_DATA: Final = "~"
"""Data of a button that begins so was never meant to be read: it is a press; any other was said by its title."""
MEDIA: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/ogg",
    "sticker": "image/webp",
    "document": "application/octet-stream",
}
SERVICE: Final = frozenset({"system", "call_permission_reply", "request_welcome"})
"""What happened, not what somebody said."""
PERMANENT: Final = frozenset({contract.Remedy.GIVE_UP, contract.Remedy.UNREACHABLE, contract.Remedy.WINDOW_CLOSED})


class Batch(NamedTuple):
    """What the events of one change share."""

    item: RawItem
    kind: str
    faults: Mapping[int, Fault]
    people: Mapping[str, Obj]
    """Profiles by number and by user id."""


def read(item: RawItem, *, kind: str, faults: Mapping[int, Fault], number_id: str) -> list[Inbound]:
    """Every event, in order. `number_id`: events of the account's other numbers are not ours; empty takes all.

    Raises `ParseFailed`.
    """
    envelope = wire.decode(item.body)
    found: list[Inbound] = []
    for change in (change for entry in wire.objs(envelope, "entry") for change in wire.objs(entry, "changes")):
        value = wire.obj(change, "value")
        if number_id and wire.text(value, "metadata", "phone_number_id") not in {"", number_id}:
            found.append(InboundUnknown(name="other_number"))
            continue
        profiles = [(wire.text(one, key), one) for one in wire.objs(value, "contacts") for key in ("wa_id", "user_id")]
        batch = Batch(item, kind, faults, {known: wire.obj(one, "profile") for known, one in profiles})
        found += list(_read_change(wire.text(change, "field"), value, batch))
    return found or [InboundUnknown(name="empty")]


def _read_change(field: str, value: Obj, batch: Batch) -> Iterator[Inbound]:
    told = [(name, one) for name in READERS for one in wire.objs(value, name)]
    for name, one in told:
        try:
            yield READERS[name](one, batch)
        except (wire.Incomplete, RecursionError):
            yield InboundUnknown(name=f"{name}.incomplete")
    if not told and (news := templates.news(field, value)) is not None:
        yield news
    elif not told:
        yield InboundUnknown(name=".".join(filter(None, (field, wire.text(value, "event")))) or "change")


def _read_message(body: Obj, batch: Batch) -> Inbound:
    sender = _sender(wire.text(body, "from") or wire.identifier(body, "from_user_id"), batch)
    group_id = wire.text(body, "group_id")
    return _read_said(body, batch, Frame(sender, group_id or sender.id, in_group=bool(group_id)))


def _read_echo(body: Obj, batch: Batch) -> Inbound:
    """Written in the app on the company's phone: ours, in the thread of whoever it went to."""
    customer = wire.text(body, "to") or wire.identifier(body, "to_user_id")
    return _read_said(body, batch, Frame(_sender(wire.identifier(body, "from"), batch), customer, outgoing=True))


class Frame(NamedTuple):
    """Who said it and where."""

    sender: Sender
    thread_id: str
    in_group: bool = False
    outgoing: bool = False


def _read_said(body: Obj, batch: Batch, frame: Frame) -> Inbound:
    kind = wire.text(body, "type")
    if kind in CHANGES:
        return CHANGES[kind](body, batch, frame)
    service = next((name for name in (kind, wire.text(body, kind, "type")) if name in SERVICE), "")
    if service:
        name = ".".join(filter(None, (kind, wire.text(body, kind, "type"))))
        return InboundUnknown(name=name, external_id=wire.text(body, "id"))
    message = _message(body, batch, frame)
    return _press(message) if message.quick_payload.startswith(MACHINE_DATA) else message


def _read_reaction(body: Obj, batch: Batch, frame: Frame) -> Inbound:
    """A reaction taken away comes with no emoji."""
    return contract.InboundReaction(
        external_id=wire.identifier(body, "reaction", "message_id"),
        thread_id=frame.thread_id,
        sender=frame.sender,
        emoji=wire.text(body, "reaction", "emoji"),
        sent_at=_sent_at(body, batch),
    )


def _read_edit(body: Obj, batch: Batch, frame: Frame) -> Inbound:
    changed = {
        **wire.obj(body, "edit", "message"),
        "id": wire.identifier(body, "edit", "original_message_id"),
        "timestamp": body.get("timestamp"),
    }
    return wire.as_edit(_message(changed, batch, frame))


def _read_revoke(body: Obj, batch: Batch, frame: Frame) -> Inbound:
    gone = wire.identifier(body, "revoke", "original_message_id")
    return contract.InboundDelete(external_id=gone, thread_id=frame.thread_id, sent_at=_sent_at(body, batch))


CHANGES: Final[Mapping[str, Callable[[Obj, Batch, Frame], Inbound]]] = {
    "reaction": _read_reaction,
    "edit": _read_edit,
    "revoke": _read_revoke,
}


def _message(body: Obj, batch: Batch, frame: Frame) -> InboundMessage:
    kind = wire.text(body, "type")
    attachments, location, contacts = _attachments(body), _location(body), wire.objs(body, "contacts")
    text, data = _words(body)
    if not (text or attachments or location or contacts):
        # a poll, an event, whatever comes next: at least that there was something
        text = f"[{wire.text(body, kind, 'type') or kind or 'empty'}]"
    return InboundMessage(
        external_id=wire.identifier(body, "id"),
        thread_id=frame.thread_id,
        sender=frame.sender,
        sent_at=_sent_at(body, batch),
        text=text,
        visible_text=text,
        attachments=attachments,
        reply_to_id=wire.text(body, "context", "id"),
        start_payload=_start(body, text),
        location=location,
        contact=_contact(contacts[0], frame.sender) if contacts else None,
        recipients=(frame.thread_id,) if frame.outgoing else (),
        quick_payload=data,
        forwarded_from="WhatsApp" if _forwarded(body) else "",
        in_group=frame.in_group,
        outgoing=frame.outgoing,
    )


def _press(message: InboundMessage) -> Inbound:
    return contract.InboundPress(
        external_id=message.external_id,
        thread_id=message.thread_id,
        sender=message.sender,
        data=message.quick_payload,
        sent_at=message.sent_at,
        message_id=message.reply_to_id,
    )


def _words(body: Obj) -> tuple[str, str]:
    """What was said, and the data of the button that said it."""
    kind = wire.text(body, "type")
    content = wire.obj(body, kind)
    reply = wire.obj(content, wire.text(content, "type"))
    if kind == "button":
        return wire.text(content, "text"), wire.text(content, "payload")
    if kind == "interactive" and "response_json" in reply:
        return _form(reply), ""
    if kind == "interactive":
        return wire.text(reply, "title"), wire.text(reply, "id")
    if kind == "order":
        return _order(content), ""
    if kind == "contacts":
        return "\n".join(_contact_line(one) for one in wire.objs(body, "contacts")[1:]), ""
    return wire.text(content, "body") or wire.text(content, "caption"), ""


def _form(reply: Obj) -> str:
    """The answers of a flow, a line each."""
    answers = wire.decode_or_nothing(wire.text(reply, "response_json").encode())
    lines = [f"{name}: {wire.text(answers, name)}" for name in answers if name != "flow_token"]
    return "\n".join(lines) or wire.text(reply, "body")


def _order(order: Obj) -> str:
    lines = [
        f"{wire.text(one, 'quantity')} × {wire.text(one, 'product_retailer_id')} — "
        f"{wire.number(one, 'item_price') or 0:g} {wire.text(one, 'currency')}"
        for one in wire.objs(order, "product_items")
    ]
    return "\n".join(filter(None, [wire.text(order, "text"), *lines]))


def _attachments(body: Obj) -> tuple[contract.InboundAttachment, ...]:
    kind = wire.text(body, "type")
    file = wire.obj(body, kind)
    if kind not in MEDIA or not wire.text(file, "id"):
        return ()
    media_type = wire.text(file, "mime_type").partition(";")[0] or MEDIA[kind]
    attachment = contract.InboundAttachment(
        name=wire.text(file, "filename") or wire.file_name(kind, media_type),
        media_type=media_type,
        ref=wire.text(file, "id"),
        kind="voice" if kind == "audio" and file.get("voice") is True else kind,
    )
    return (attachment,)


def _location(body: Obj) -> contract.Location | None:
    title, address = wire.text(body, "location", "name"), wire.text(body, "location", "address")
    return wire.place(body, "location", title=title, address=address)


def _contact(card: Obj, sender: Sender) -> contract.SharedContact | None:
    """Own only when the number itself is the sender's: the id beside it stands in the card, which anybody can write."""
    phone = next((found for one in wire.objs(card, "phones") if (found := wire.text(one, "phone"))), "")
    own = re.sub(r"\D", "", phone) == sender.id
    return contract.SharedContact(name=wire.text(card, "name", "formatted_name"), phone=phone, own=own)


def _contact_line(card: Obj) -> str:
    phones = [wire.text(one, "phone") for one in wire.objs(card, "phones")]
    return " ".join(filter(None, [wire.text(card, "name", "formatted_name"), *phones]))


def _start(body: Obj, text: str) -> str:
    advertisement = wire.text(body, "referral", "source_id")
    return advertisement or (text if LINK_TOKEN.fullmatch(text) else "")


def _forwarded(body: Obj) -> bool:
    context = wire.obj(body, "context")
    return context.get("forwarded") is True or context.get("frequently_forwarded") is True


def _sender(known: str, batch: Batch) -> Sender:
    profile = batch.people.get(known, wire.NOTHING)
    return Sender(
        id=known,
        name=wire.text(profile, "name"),
        address=f"+{known}" if known.isdecimal() else "",
        username=wire.text(profile, "username"),
    )


def _sent_at(body: Obj, batch: Batch) -> datetime:
    """Seconds, written as a string."""
    return wire.sent_at(batch.item, {"at": int(wire.number(body, "timestamp") or 0)}, "at")


def _read_status(body: Obj, batch: Batch) -> Inbound:
    """By our message's id alone: it is the same for everybody, and a person may have been written to by another id."""
    external_id, status, sent_at = wire.identifier(body, "id"), wire.text(body, "status"), _sent_at(body, batch)
    if status == "sent":
        return contract.InboundAccepted(external_id=external_id, sent_at=sent_at)
    if status == "delivered":
        return contract.InboundDelivered(external_id=external_id, sent_at=sent_at)
    if status in {"read", "played"}:
        return contract.InboundRead(external_id=external_id, sent_at=sent_at, by_machine=False)
    if status == "failed":
        return _failed(body, batch, external_id=external_id)
    return InboundUnknown(name=f"statuses.{status.lower()}", external_id=external_id)


def _failed(body: Obj, batch: Batch, *, external_id: str) -> Inbound:
    code = wire.whole(next(iter(wire.objs(body, "errors")), wire.NOTHING), "code")
    fault = batch.faults.get(code) or FAULTS.get(code) or Fault(f"code_{code}", contract.Remedy.GIVE_UP)
    return contract.InboundFailed(
        external_id=external_id,
        sent_at=_sent_at(body, batch),
        reason=f"{batch.kind}.{fault.name}",
        permanent=fault.remedy in PERMANENT,
    )


def _read_preference(body: Obj, _batch: Batch) -> Inbound:
    """No more marketing, or some again. Answers are none, so the person stays within reach."""
    return InboundUnknown(name=f"user_preferences.{wire.text(body, 'value')}", external_id=wire.text(body, "wa_id"))


READERS: Final[Mapping[str, Callable[[Obj, Batch], Inbound]]] = {
    "messages": _read_message,
    "message_echoes": _read_echo,
    "statuses": _read_status,
    "user_preferences": _read_preference,
}
