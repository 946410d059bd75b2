"""Conversations with a Facebook Page or an Instagram account read into the contract's events; nothing there raises.

A webhook body is a batch: entries, and in each a list of events between somebody and us. Times are milliseconds.
"""

import mimetypes
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from otklik.channels import contract, wire
from otklik.channels.contract import Inbound, InboundUnknown, RawItem
from otklik.channels.wire import Obj

MILLISECONDS_FROM: Final = 100_000_000_000
"""As seconds it would be beyond the year 5000, so it must be milliseconds."""
MACHINE_DATA: Final = "~"
"""Data of a button that begins so was never meant to be read: it is a press; any other was said by its title."""
ARRIVED: Final = "[referral]"
"""What stands where somebody came by a link and said nothing."""
OUR_MARK: Final = "otklik:"
"""How the `metadata` of what we send begins, by which its echo is known."""


class Attached(NamedTuple):
    """What the type of an attachment is for us: its kind, and its media type when its address does not say."""

    kind: str
    media_type: str


ATTACHED: Final = {
    **dict.fromkeys(("image", "story_mention", "ig_post", "share"), Attached("image", "image/jpeg")),
    **dict.fromkeys(("video", "ig_reel", "reel"), Attached("video", "video/mp4")),
    "audio": Attached("audio", "audio/mp4"),
    "file": Attached("file", "application/octet-stream"),
    "sticker": Attached("sticker", "image/png"),
}


class Talk(NamedTuple):
    """One event with what all events have: who it is with, and when."""

    body: Obj
    item: RawItem

    @property
    def sent_at(self) -> datetime:
        return _moment(self.body.get("timestamp")) or wire.sent_at(self.item, wire.NOTHING)

    @property
    def sender(self) -> contract.Sender:
        return contract.Sender(id=wire.identifier(self.body, "sender", "id"))


def read(item: RawItem) -> list[Inbound]:
    """Every event of every entry, in order; other apps' talks (`standby`) too. Raises `ParseFailed`."""
    envelope = wire.decode(item.body)
    found: list[Inbound] = []
    for entry in wire.objs(envelope, "entry"):
        for body in (*wire.objs(entry, "messaging"), *wire.objs(entry, "standby")):
            found += _read(Talk(body, item))
        for change in wire.objs(entry, "changes"):
            found += _read_change(change, item)
    return found or [InboundUnknown(name="empty")]


def _read(talk: Talk) -> list[Inbound]:
    name = next((one for one in READERS if wire.obj(talk.body, one)), "")
    if not name:
        told = [one for one in talk.body if one not in FRAME]
        return [InboundUnknown(name=told[0] if told else "empty")]
    try:
        return list(READERS[name](talk))
    except (wire.Incomplete, RecursionError):
        return [InboundUnknown(name=f"{name}.incomplete")]


def _read_change(change: Obj, item: RawItem) -> list[Inbound]:
    """The test button of Meta's dashboard tells an event as a change; other changes are posts and comments."""
    value = wire.obj(change, "value")
    if "sender" in value:
        return _read(Talk(value, item))
    names = (wire.text(change, "field"), wire.text(value, "item"), wire.text(value, "verb"))
    return [InboundUnknown(name=".".join(filter(None, names)) or "change")]


def _read_message(talk: Talk) -> Iterator[Inbound]:
    said, sender = wire.obj(talk.body, "message"), talk.sender
    external_id, echo = wire.identifier(said, "mid"), said.get("is_echo") is True
    thread_id = wire.identifier(talk.body, "recipient", "id") if echo else sender.id
    if said.get("is_deleted") is True:
        yield contract.InboundDelete(external_id=external_id, thread_id=thread_id, sent_at=talk.sent_at)
    elif echo and wire.text(said, "metadata").startswith(OUR_MARK):
        yield contract.InboundAccepted(external_id=external_id, thread_id=thread_id, sent_at=talk.sent_at)
    else:
        yield _said(_message(said, talk, thread_id=thread_id, echo=echo))


def _message(said: Obj, talk: Talk, *, thread_id: str, echo: bool) -> contract.InboundMessage:
    attachments, location = tuple(_attachments(said)), _location(said)
    text = "\n".join(_lines(said))
    if not (text or attachments or location):
        # a poll, a vanishing picture, whatever comes next: at least that there was something
        known = (wire.text(one, "type") for one in wire.objs(said, "attachments"))
        text = "[unsupported]" if said.get("is_unsupported") is True else f"[{next(known, '') or 'empty'}]"
    return contract.InboundMessage(
        external_id=wire.identifier(said, "mid"),
        thread_id=thread_id,
        sender=talk.sender,
        sent_at=talk.sent_at,
        text=text,
        visible_text=text,
        attachments=attachments,
        reply_to_id=wire.text(said, "reply_to", "mid"),
        start_payload=_start(wire.obj(said, "referral")),
        location=location,
        recipients=(thread_id,) if echo else (),
        quick_payload=wire.text(said, "quick_reply", "payload"),
        outgoing=echo,
    )


def _read_postback(talk: Talk) -> Iterator[Inbound]:
    """A button of ours. Where it has no id of its own its time must do; whoever came by a link has arrived by it."""
    postback, sender = wire.obj(talk.body, "postback"), talk.sender
    payload = _start(wire.obj(postback, "referral"))
    title = wire.text(postback, "title") or (ARRIVED if payload else "")
    pressed = contract.InboundMessage(
        external_id=wire.text(postback, "mid") or f"postback:{sender.id}:{wire.text(talk.body, 'timestamp')}",
        thread_id=sender.id,
        sender=sender,
        sent_at=talk.sent_at,
        text=title,
        visible_text=title,
        start_payload=payload,
        quick_payload=wire.text(postback, "payload"),
    )
    if payload:
        yield pressed
    else:
        yield _said(pressed) if title else _press(pressed)


def _said(message: contract.InboundMessage) -> Inbound:
    return _press(message) if message.quick_payload.startswith(MACHINE_DATA) else message


def _press(message: contract.InboundMessage) -> Inbound:
    return contract.InboundPress(
        external_id=message.external_id,
        thread_id=message.thread_id,
        sender=message.sender,
        data=message.quick_payload,
        sent_at=message.sent_at,
        message_id=message.reply_to_id,
    )


def _read_referral(talk: Talk) -> Iterator[Inbound]:
    """Somebody came back by a link of ours and said nothing: what it brought is all there is to tell."""
    payload, sender = _start(wire.obj(talk.body, "referral")), talk.sender
    if not payload:
        yield InboundUnknown(name="referral")
        return
    yield contract.InboundMessage(
        external_id=f"referral:{sender.id}:{wire.text(talk.body, 'timestamp')}",
        thread_id=sender.id,
        sender=sender,
        sent_at=talk.sent_at,
        text=ARRIVED,
        visible_text=ARRIVED,
        start_payload=payload,
    )


def _read_reaction(talk: Talk) -> Iterator[Inbound]:
    reaction, sender = wire.obj(talk.body, "reaction"), talk.sender
    there = wire.text(reaction, "action") == "react"
    yield contract.InboundReaction(
        external_id=wire.identifier(reaction, "mid"),
        thread_id=sender.id,
        sender=sender,
        emoji=(wire.text(reaction, "emoji") or "⭐") if there else "",
        sent_at=talk.sent_at,
    )


def _read_edit(talk: Talk) -> Iterator[Inbound]:
    """The new text may be left out, which must not blank the message."""
    edit, sender = wire.obj(talk.body, "message_edit"), talk.sender
    external_id, text = wire.identifier(edit, "mid"), wire.text(edit, "text")
    if not text:
        yield InboundUnknown(name="message_edit.wordless", external_id=external_id)
        return
    yield contract.InboundEdit(
        external_id=external_id, thread_id=sender.id, sender=sender, sent_at=talk.sent_at, text=text, visible_text=text
    )


def _read_seen(talk: Talk) -> Iterator[Inbound]:
    """Seen up to here. The moment of reading counts, not the mark: that is our message's own time by Meta's clock."""
    mark = _moment(wire.at(talk.body, "read", "watermark"))
    yield contract.InboundRead(
        external_id=wire.text(talk.body, "read", "mid"),
        thread_id=talk.sender.id,
        sent_at=_moment(talk.body.get("timestamp")) or mark or talk.sent_at,
        by_machine=False,
        up_to=True,
    )


def _read_delivery(talk: Talk) -> Iterator[Inbound]:
    """A mark without ids names no message."""
    ids, thread_id = wire.texts(talk.body, "delivery", "mids"), talk.sender.id
    at = _moment(wire.at(talk.body, "delivery", "watermark")) or talk.sent_at
    for one in ids:
        yield contract.InboundDelivered(external_id=one, thread_id=thread_id, sent_at=at)
    if not ids:
        yield InboundUnknown(name="delivery.watermark")


FRAME: Final = frozenset({"sender", "recipient", "timestamp"})
READERS: Final[Mapping[str, Callable[[Talk], Iterator[Inbound]]]] = {
    "message": _read_message,
    "postback": _read_postback,
    "referral": _read_referral,
    "reaction": _read_reaction,
    "message_edit": _read_edit,
    "read": _read_seen,
    "delivery": _read_delivery,
}


def _moment(value: object) -> datetime | None:
    """Milliseconds; the dashboard's tests have seconds or an ISO time as text."""
    try:
        if isinstance(value, str) and not value.isdecimal():
            told = datetime.fromisoformat(value)
            return told if told.tzinfo else told.replace(tzinfo=UTC)
    except ValueError:
        return None
    known = int(wire.number({"at": value}, "at") or 0)
    return wire.moment({"at": known // 1000 if known >= MILLISECONDS_FROM else known}, "at")


def _start(referral: Obj) -> str:
    """What the link carried, else which advertisement it was."""
    return wire.text(referral, "ref") or wire.text(referral, "ad_id")


def _lines(said: Obj) -> Iterator[str]:
    """The words, and those of attachments that are nothing but words: a link with its title, a template."""
    text = wire.text(said, "text")
    yield from [text] if text else []
    for one in wire.objs(said, "attachments"):
        if wire.text(one, "type") in {"fallback", "template"}:
            url = wire.text(one, "payload", "url") or wire.text(one, "url")
            yield from (line for line in (_title(one), url) if line and line not in text)


def _title(one: Obj) -> str:
    return wire.text(one, "title") or wire.text(one, "payload", "title") or "\n".join(wire.words(one.get("payload")))


def _attachments(said: Obj) -> Iterator[contract.InboundAttachment]:
    """Files lie at addresses that live for a short while; the story somebody answers comes along as a picture."""
    for one in wire.objs(said, "attachments"):
        kind = "sticker" if wire.whole(one, "payload", "sticker_id") else wire.text(one, "type")
        yield from _attachment(kind, wire.text(one, "payload", "url"))
    yield from _attachment("story_mention", wire.text(said, "reply_to", "story", "url"))


def _attachment(kind: str, url: str) -> Iterator[contract.InboundAttachment]:
    known = ATTACHED.get(kind)
    if known is None or not url.startswith(("https://", "http://")):
        return
    name = PurePosixPath(unquote(_path(url))).name[-200:]
    media_type = mimetypes.guess_type(name)[0] or known.media_type
    yield contract.InboundAttachment(
        name=name or wire.file_name(kind, media_type), media_type=media_type, ref=url, kind=known.kind
    )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _location(said: Obj) -> contract.Location | None:
    points = (wire.obj(one, "payload", "coordinates") for one in wire.objs(said, "attachments"))
    point = next(filter(None, points), wire.NOTHING)
    return wire.place({"latitude": point.get("lat"), "longitude": point.get("long")})
