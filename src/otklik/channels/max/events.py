"""What MAX tells a bot, as the contract's events. Times are Unix milliseconds; what is unknown shows in its words."""

import hashlib
import hmac
import mimetypes
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from otklik.channels import contract, markup, wire
from otklik.channels.contract import Inbound, RawItem
from otklik.channels.wire import Obj, Reader

MILLISECONDS_MAX: Final = wire.UNIX_SECONDS_MAX * 1000
FILES: Final = {
    "image": ("photo.jpg", "image/jpeg"),
    "video": ("video.mp4", "video/mp4"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "file": ("file", "application/octet-stream"),
    "sticker": ("sticker.webp", "image/webp"),
}
KINDS: Final = {"audio": "voice", "file": "document"}
"""What the contract calls otherwise; sound recorded in the messenger is all the sound there is."""
NO_WORDS: Final = frozenset({*FILES, "contact", "location", "inline_keyboard"})
VIDEO: Final = "video:"
"""How the `ref` of a video begins, whose address is asked for by its token when it is wanted."""
TAGS: Final = {
    "strong": "b",
    "heading": "b",
    "emphasized": "i",
    "underline": "u",
    "strikethrough": "s",
    "monospaced": "code",
    "link": "a",
    "quote": "blockquote",
}
PHONE: Final = re.compile(r"^TEL[^:\r\n]*:([+0-9 ()-]{5,30})", re.MULTILINE | re.IGNORECASE)
FULL_NAME: Final = re.compile(r"^FN[^:\r\n]*:([^\r\n]{1,200})", re.MULTILINE | re.IGNORECASE)


def read(item: RawItem, *, token: str) -> list[Inbound]:
    """One update, or all that a poll brought. `token` proves whose number was shared. Raises `ParseFailed`."""
    body = wire.decode(item.body)
    return [one for update in wire.objs(body, "updates") or [body] for one in _read(update, item, token=token)]


def _read(update: Obj, item: RawItem, *, token: str) -> list[Inbound]:
    name = wire.text(update, "update_type")
    if name not in READERS:
        return [contract.InboundUnknown(name=name or "empty")]
    try:
        return _read_message(update, item, token=token) if name == "message_created" else READERS[name](update, item)
    except (wire.Incomplete, RecursionError):
        return [contract.InboundUnknown(name=f"{name}.incomplete")]


def _read_message(update: Obj, item: RawItem, *, token: str = "") -> list[Inbound]:
    """Forwarded words are the message's where it has none of its own, else quoted above them."""
    message, body = wire.obj(update, "message"), wire.obj(update, "message", "body")
    link = {wire.text(message, "link", "type"): wire.obj(message, "link")}
    forwarded = wire.obj(link, "forward", "message")
    parts = [one for part in (body, forwarded) for one in wire.objs(part, "attachments")]
    files, text = tuple(file for one in parts if (file := _file(one))), _text(body) or _text(forwarded)
    location = next((found for one in parts if (found := wire.place(one))), None)
    contact = next((found for one in parts if (found := _contact(one, token))), None)
    external_id, kind = wire.identifier(body, "mid"), wire.text(message, "recipient", "chat_type")
    if kind == "channel":  # nobody writes there but those who run it
        return [contract.InboundUnknown(name="message.of_a_channel", external_id=external_id)]
    group = kind != "dialog"
    if not (text or files or location or contact):
        return [contract.InboundUnknown(name="message.empty", external_id=external_id)]
    outgoing = wire.at(message, "sender", "is_bot") is True and not group
    found = contract.InboundMessage(
        external_id=external_id,
        thread_id=wire.identifier(message, "recipient", "chat_id"),
        sender=_sender(update, "message", "recipient" if outgoing else "sender"),
        sent_at=_sent_at(update, item),
        text=text,
        visible_text=text,
        html=_html(body, forwarded),
        attachments=files,
        reply_to_id=wire.text(link, "reply", "message", "mid"),
        location=location,
        contact=contact,
        forwarded_from=wire.full_name(wire.obj(link, "forward", "sender")),
        in_group=group,
        outgoing=outgoing,
    )
    return [found]


def _read_edit(update: Obj, item: RawItem) -> list[Inbound]:
    [found] = _read_message(update, item)
    return [wire.as_edit(found) if isinstance(found, contract.InboundMessage) else found]


def _read_delete(update: Obj, item: RawItem) -> list[Inbound]:
    number, thread_id = wire.identifier(update, "message_id"), wire.identifier(update, "chat_id")
    return [contract.InboundDelete(external_id=number, thread_id=thread_id, sent_at=_sent_at(update, item))]


def _read_press(update: Obj, item: RawItem) -> list[Inbound]:
    """Of a message deleted meanwhile nothing is told: the lane is then unknown, and so is what was pressed."""
    press = contract.InboundPress(
        external_id=wire.identifier(update, "callback", "callback_id"),
        thread_id=wire.identifier(update, "message", "recipient", "chat_id"),
        sender=_sender(update, "callback", "user"),
        data=wire.text(update, "callback", "payload"),
        sent_at=_sent_at(update, item),
        message_id=wire.text(update, "message", "body", "mid"),
    )
    return [press]


def _read_start(update: Obj, item: RawItem) -> list[Inbound]:
    """The person may be written to; what a link brought them with is told as their first words."""
    [reachable] = _read_reachability(update, item, reachable=True)
    payload, thread_id = wire.text(update, "payload"), wire.identifier(update, "chat_id")
    if not payload:
        return [reachable]
    text, sent_at = f"/start {payload}", _sent_at(update, item)
    start = contract.InboundMessage(
        external_id=f"start:{int(sent_at.timestamp() * 1000)}",
        thread_id=thread_id,
        sender=_sender(update, "user"),
        sent_at=sent_at,
        text=text,
        visible_text=text,
        start_payload=payload,
    )
    return [reachable, start]


def _read_reachability(update: Obj, item: RawItem, *, reachable: bool) -> list[Inbound]:
    thread_id, sent_at = wire.identifier(update, "chat_id"), _sent_at(update, item)
    sender = _sender(update, "user")
    return [contract.InboundReachability(thread_id=thread_id, sender=sender, reachable=reachable, sent_at=sent_at)]


READERS: Final[Mapping[str, Reader]] = {
    "message_created": _read_message,
    "message_edited": _read_edit,
    "message_removed": _read_delete,
    "message_callback": _read_press,
    "bot_started": _read_start,
    **dict.fromkeys(("bot_stopped", "dialog_removed"), partial(_read_reachability, reachable=False)),
}


def _text(body: Obj) -> str:
    """The text, and what else is to be read: shared pages, things not known yet."""
    text = wire.text(body, "text")
    lines = [text] if text else []
    for one in wire.objs(body, "attachments"):
        if (kind := wire.text(one, "type")) not in NO_WORDS:
            shown = [*wire.words(one), wire.text(one, "payload", "url")]
            lines += [line for line in shown if line and line not in text] or ([] if text else [f"[{kind}]"])
    return "\n".join(lines)


def _html(body: Obj, forwarded: Obj) -> str:
    own, quoted = wire.text(body, "text"), wire.text(forwarded, "text")
    marks = markup.marks(wire.objs(body, "markup"), tags=TAGS, start="from")
    if not (own and quoted):
        return markup.marked_html(own, marks)
    first = markup.utf16_length(quoted)
    moved = [one._replace(start=one.start + first) for one in marks]
    return markup.marked_html(quoted + own, [markup.Mark(0, first, "blockquote"), *moved])


def _file(attachment: Obj) -> contract.InboundAttachment | None:
    kind, payload = wire.text(attachment, "type"), wire.obj(attachment, "payload")
    token, url = wire.text(payload, "token"), wire.text(payload, "url")
    ref = f"{VIDEO}{token}" if kind == "video" and token else url
    if kind not in FILES or not ref:
        return None
    name, media_type = FILES[kind]
    name = wire.text(attachment, "filename") or name
    return contract.InboundAttachment(
        name=name,
        media_type=mimetypes.guess_type(name)[0] or media_type,
        size=wire.whole(attachment, "size") or None,
        ref=ref,
        kind=KINDS.get(kind, kind),
        duration_seconds=wire.number(attachment, "duration"),
    )


def _contact(attachment: Obj, token: str) -> contract.SharedContact | None:
    """MAX signs the number of the person's own account with the bot's token."""
    card, signed = wire.text(attachment, "payload", "vcf_info"), wire.text(attachment, "payload", "hash")
    phone = PHONE.search(card)
    if wire.text(attachment, "type") != "contact" or phone is None:
        return None
    expected = hmac.new(token.encode(), card.encode(), hashlib.sha256).hexdigest()
    own = bool(token) and hmac.compare_digest(expected.encode(), signed.lower().encode())
    written = FULL_NAME.search(card)
    name = wire.full_name(wire.obj(attachment, "payload", "max_info")) or (written[1].strip() if written else "")
    return contract.SharedContact(name=name, phone=phone[1].strip(), own=own)


def _sender(update: Obj, *path: str) -> contract.Sender:
    who = wire.obj(update, *path)
    name, username = wire.full_name(who) or wire.text(who, "name"), wire.text(who, "username")
    avatar, language = wire.text(who, "full_avatar_url"), wire.text(update, "user_locale")
    number = wire.identifier(who, "user_id")
    return contract.Sender(id=number, name=name, username=username, avatar_ref=avatar, language=language)


def _sent_at(update: Obj, item: RawItem) -> datetime:
    return moment(update, "timestamp") or item.received_at or datetime.fromtimestamp(0, UTC)


def moment(value: object, *path: str) -> datetime | None:
    """The time there, else None."""
    milliseconds = wire.whole(value, *path)
    known = 0 < milliseconds <= MILLISECONDS_MAX
    return (
        datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(milliseconds=milliseconds % 1000)
        if known
        else None
    )
