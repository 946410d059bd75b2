"""What Odnoklassniki tell of a group's chats, as the contract's events. Times are Unix milliseconds."""

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import Inbound, RawItem
from otklik.channels.wire import Obj, Reader

CHAT_TYPE: Final = "ok-chat-type"
"""The header beside a polled event: whether its chat is a dialog, which the event does not say."""
FILES: Final = {
    "IMAGE": ("photo.jpg", "image/jpeg", "image"),
    "VIDEO": ("video.mp4", "video/mp4", "video"),
    "AUDIO": ("audio.mp3", "audio/mpeg", "voice"),
    "FILE": ("file", "application/octet-stream", "document"),
    "STICKER": ("sticker.png", "image/png", "sticker"),
}
"""Name, media type and the contract's kind."""
NO_WORDS: Final = frozenset({"INLINE_KEYBOARD", "LOCATION"})
GROUPS: Final = frozenset({"GROUP_CHAT", "CHAT"})


def read(item: RawItem) -> list[Inbound]:
    """One event, or all that a poll brought. Raises `ParseFailed`."""
    body = wire.decode(item.body)
    return [one for event in wire.objs(body, "updates") or [body] for one in _read(event, item)]


def _read(event: Obj, item: RawItem) -> list[Inbound]:
    name = _kind(event)
    if name not in READERS:
        return [contract.InboundUnknown(name=name or "empty")]
    try:
        return READERS[name](event, item)
    except (wire.Incomplete, RecursionError):
        return [contract.InboundUnknown(name=f"{name}.incomplete")]


def _kind(event: Obj) -> str:
    """The oldest examples of OK's own name no kind."""
    usual = "MESSAGE_CREATED" if wire.obj(event, "message") else "MESSAGE_CALLBACK" if "callbackId" in event else ""
    return wire.text(event, "webhookType") or usual


def _read_message(event: Obj, item: RawItem) -> list[Inbound]:
    body = wire.obj(event, "message")
    parts = wire.objs(body, "attachments") or [one for one in [wire.obj(body, "attachment")] if one]
    files, text = tuple(file for one in parts if (file := _file(one))), "\n".join(_lines(body, parts))
    location = next((found for one in parts if (found := wire.place(one) or wire.place(one, "payload"))), None)
    external_id = wire.identifier(body, "mid")
    if not (text or files or location):
        return [contract.InboundUnknown(name="message.empty", external_id=external_id)]
    message = contract.InboundMessage(
        external_id=external_id,
        thread_id=wire.identifier(event, "recipient", "chat_id"),
        sender=_sender(event),
        sent_at=_sent_at(event, item),
        text=text,
        visible_text=text,
        attachments=files,
        reply_to_id=wire.text(body, "reply_to"),
        location=location,
        in_group=item.headers.get(CHAT_TYPE) in GROUPS,
    )
    return [message]


def _read_press(event: Obj, item: RawItem) -> list[Inbound]:
    press = contract.InboundPress(
        external_id=wire.identifier(event, "callbackId"),
        thread_id=wire.identifier(event, "recipient", "chat_id"),
        sender=_sender(event),
        data=wire.text(event, "payload"),
        sent_at=_sent_at(event, item),
        message_id=wire.text(event, "mid") or wire.text(event, "message", "mid"),
    )
    return [press]


READERS: Final[Mapping[str, Reader]] = {"MESSAGE_CREATED": _read_message, "MESSAGE_CALLBACK": _read_press}


def _lines(body: Obj, parts: list[Obj]) -> list[str]:
    """The text, and what else is to be read: shared pages, contacts, gifts; at least what it was."""
    text = wire.text(body, "text")
    lines = [text] if text else []
    for one in parts:
        kind, payload = wire.text(one, "type"), wire.obj(one, "payload")
        if _file(one) is None and kind not in NO_WORDS:
            shown = [
                wire.full_name(payload),
                wire.text(payload, "phone"),
                *wire.words(payload),
                wire.text(payload, "url"),
            ]
            lines += list(dict.fromkeys(line for line in shown if line and line not in text)) or [f"[{kind}]"]
    return lines


def _file(attachment: Obj) -> contract.InboundAttachment | None:
    url, kind = wire.text(attachment, "payload", "url"), wire.text(attachment, "type")
    if kind not in FILES or not url:
        return None
    name, media_type, known_as = FILES[kind]
    name = wire.text(attachment, "payload", "filename") or wire.text(attachment, "payload", "name") or name
    media_type = mimetypes.guess_type(name)[0] or media_type
    return contract.InboundAttachment(name=name, media_type=media_type, ref=url, kind=known_as)


def _sender(event: Obj) -> contract.Sender:
    return contract.Sender(id=wire.identifier(event, "sender", "user_id"), name=wire.text(event, "sender", "name"))


def _sent_at(event: Obj, item: RawItem) -> datetime:
    milliseconds = wire.whole(event, "timestamp")
    seconds = wire.moment({"at": milliseconds // 1000}, "at")
    known = seconds + timedelta(milliseconds=milliseconds % 1000) if seconds else None
    return known or item.received_at or datetime.fromtimestamp(0, UTC)


def raw_item(body: bytes) -> RawItem:
    """A message is known by its own id, however it came; a press by its."""
    event = wire.decode_or_nothing(body)
    said = _kind(event) == "MESSAGE_CREATED"
    known = wire.text(event, "message", "mid") if said else wire.text(event, "callbackId")
    event_id = known if 0 < len(known) <= contract.EVENT_ID_MAX else wire.digest(body)
    return RawItem(event_id=event_id, body=body)
