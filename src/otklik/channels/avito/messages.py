"""What Avito tells of chats, as the contract's events: by webhook, or found when the chats were looked through.

A delivery names the writer by number only. What we found ourselves stands in the same frame, with the chat's people
beside it, and has the same event id, so that the journal knows a message that came both ways.
"""

import mimetypes
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

import msgspec

from otklik.channels import contract, wire
from otklik.channels.contract import Inbound, RawItem
from otklik.channels.wire import Obj

VOICE: Final = "voice:"
"""How the `ref` of a voice begins: its address is asked for when it is fetched, for it lives an hour."""
PEOPLE: Final = "people"
"""The key, beside the payload, of the chat's people in what we found ourselves."""


def event_id(value: Obj) -> str:
    """A message that is deleted comes again, under the same id; empty when it has none."""
    known = f"{wire.text(value, 'type')}:{wire.text(value, 'id')}" if wire.text(value, "id") else ""
    return known if len(known) <= contract.EVENT_ID_MAX else ""


def found(message: Obj, chat: Obj, *, account: str) -> RawItem:
    """A message of a chat that was looked through, as if it had been delivered."""
    value = {**message, "chat_id": wire.text(chat, "id"), "user_id": account}
    people = [{"id": wire.text(one, "id"), "name": wire.text(one, "name")} for one in wire.objs(chat, "users")]
    body = msgspec.json.encode({"payload": {"type": "message", "value": value}, PEOPLE: people})
    return RawItem(event_id=event_id(value) or wire.digest(body), body=body)


def people(users: list[Obj], *, account: str) -> list[contract.Sender]:
    """Whom the chat is with."""
    known = ((wire.text(one, "id"), wire.text(one, "name")) for one in users)
    return [contract.Sender(id=number, name=name) for number, name in known if number not in {"", account}]


def read(item: RawItem) -> list[Inbound]:
    """Raises `ParseFailed`."""
    body = wire.decode(item.body)
    kind = wire.text(body, "payload", "type")
    if kind != "message":
        return [contract.InboundUnknown(name=kind or "empty")]
    try:
        return [_read_message(body, item)]
    except (wire.Incomplete, RecursionError):
        return [contract.InboundUnknown(name="message.incomplete")]


def _read_message(body: Obj, item: RawItem) -> Inbound:
    value = wire.obj(body, "payload", "value")
    external_id, thread_id = wire.identifier(value, "id"), wire.identifier(value, "chat_id")
    kind, sent_at = wire.text(value, "type"), wire.sent_at(item, value, "created")
    content = wire.obj(value, "content")
    if kind == "deleted":
        return contract.InboundDelete(external_id=external_id, thread_id=thread_id, sent_at=sent_at)
    if kind == "system":
        name = ".".join(filter(None, ("system", wire.text(content, "flow_id"))))
        return contract.InboundUnknown(name=name, external_id=external_id)
    attachments, location = _attachments(kind, content), _location(content)
    text = _words(content)
    if not (text or attachments or location):
        text = f"[{kind or 'empty'}]"
    return contract.InboundMessage(
        external_id=external_id,
        thread_id=thread_id,
        sender=_sender(body, value),
        sent_at=sent_at,
        text=text,
        visible_text=text,
        attachments=attachments,
        location=location,
        outgoing=_is_ours(value),
    )


def _is_ours(value: Obj) -> bool:
    return wire.identifier(value, "author_id") == wire.text(value, "user_id")


def _sender(body: Obj, value: Obj) -> contract.Sender:
    """Who wrote; of what we wrote, to whom: nobody yet where the delivery does not say."""
    known = people(wire.objs(body, PEOPLE), account=wire.text(value, "user_id"))
    if _is_ours(value):
        return known[0] if known else contract.Sender(id="")
    author = wire.identifier(value, "author_id")
    return next((one for one in known if one.id == author), contract.Sender(id=author))


def _words(content: Obj) -> str:
    """The text, or what a link, an advertisement or a missed call has in words."""
    if text := wire.text(content, "text"):
        return text
    link, goods, call = (wire.obj(content, name) for name in ("link", "item", "call"))
    url = wire.text(link, "url")
    linked = wire.text(link, "text") or wire.text(link, "preview", "title")
    lines = [
        linked,
        url if url not in linked else "",
        *(wire.text(goods, name) for name in ("title", "price_string", "item_url")),
        f"[call: {wire.text(call, 'status')}]" if call else "",
    ]
    return "\n".join(filter(None, lines))


def _attachments(kind: str, content: Obj) -> tuple[contract.InboundAttachment, ...]:
    if voice_id := wire.text(content, "voice", "voice_id"):
        ref = f"{VOICE}{voice_id}"
        return (contract.InboundAttachment(name="voice.m4a", media_type="audio/mp4", ref=ref, kind="voice"),)
    url = _largest(wire.obj(content, "image", "sizes"))
    if kind != "image" or not url.startswith(("https://", "http://")):
        return ()
    name = PurePosixPath(_path(url)).name[-200:]
    media_type = mimetypes.guess_type(name)[0] or "image/jpeg"
    name = name or wire.file_name("image", media_type)
    return (contract.InboundAttachment(name=name, media_type=media_type, ref=url, kind="image"),)


def _largest(sizes: Obj) -> str:
    """Addresses by "width x height"."""
    widths = {name: wire.number({"at": name.partition("x")[0]}, "at") or 0 for name in sizes}
    return wire.text(sizes, max(widths, key=lambda name: widths[name])) if widths else ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _location(content: Obj) -> contract.Location | None:
    place = wire.obj(content, "location")
    point = {"latitude": place.get("lat"), "longitude": place.get("lon")}
    return wire.place(point, title=wire.text(place, "title"), address=wire.text(place, "text"))
