"""What VK tells of a community, as the contract's events. What no table knows is counted, or shown in its own words.

Messages go by their number within the conversation (`conversation_message_id`): reactions, presses and messages of
group chats carry no other.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import msgspec

from otklik.channels import contract, wire
from otklik.channels.contract import Inbound, RawItem
from otklik.channels.wire import Obj, Reader

AUTHORS: Final = "vk-authors"
"""The header beside a polled event: what VK says of people whom the event names by number only, by that number."""
OURS: Final = "otklik"
"""The key in a message's payload by which ours is known when VK tells of it."""
PRESS: Final = "press"
"""The key in a button's payload of what the button stands for."""
GROUP_CHATS_FROM: Final = 2_000_000_000
LANGUAGES: Final = {"0": "ru", "1": "uk", "2": "be", "3": "en"}
REACTIONS: Final = dict(enumerate(["❤️", *"🔥😂👍💩❓😭😡👎👌😃🤔🙏😘😍🎉"], 1))
PAGES: Final = frozenset({"article", "market", "poll", "story", "video", "wall"})
"""What has a page at vk.com/<kind><owner>_<id>."""
FILES: Final = {
    "photo": ("photo.jpg", "image/jpeg", "image", "sizes"),
    "doc": ("file", "application/octet-stream", "document", ""),
    "audio_message": ("voice.ogg", "audio/ogg", "voice", ""),
    "audio": ("audio.mp3", "audio/mpeg", "audio", ""),
    "graffiti": ("graffiti.png", "image/png", "image", ""),
    "sticker": ("sticker.png", "image/png", "sticker", "images"),
}
"""Name, media type, the contract's kind, and where the sizes are of what comes in several."""


def read(item: RawItem) -> list[Inbound]:
    """One event, or all that a poll brought. Raises `ParseFailed`."""
    body = wire.decode(item.body)
    return [one for event in wire.objs(body, "updates") or [body] for one in _read(event, item)]


def _read(event: Obj, item: RawItem) -> list[Inbound]:
    name = wire.text(event, "type")
    if name not in READERS:
        return [contract.InboundUnknown(name=name or "empty")]
    try:
        return READERS[name](wire.obj(event, "object"), item)
    except (wire.Incomplete, RecursionError):
        return [contract.InboundUnknown(name=f"{name}.incomplete")]


def _read_message(body: Obj, item: RawItem) -> list[Inbound]:
    """A person's message, or the press of a text button of ours; before version 5.103 it came without a wrapper."""
    language = LANGUAGES.get(wire.text(body, "client_info", "lang_id"), "")
    body = wire.obj(body, "message") or body
    sender, data = _sender(body, "from_id", item, language=language), wire.text(_payload(body), PRESS)
    return (
        [_press(body, item, sender=sender, number=_number(body), data=data)] if data else [_message(body, item, sender)]
    )


def _read_reply(body: Obj, item: RawItem) -> list[Inbound]:
    """The community's message: ours names its row of the ledger; another is told under whoever it was written to."""
    if wire.text(_payload(body), OURS):
        thread_id, at = wire.identifier(body, "peer_id"), wire.moment(body, "date")
        return [contract.InboundAccepted(external_id=_number(body), thread_id=thread_id, sent_at=at)]
    return [_message(body, item, _sender(body, "from_id" if _in_group(body) else "peer_id", item), outgoing=True)]


def _read_edit(body: Obj, item: RawItem) -> list[Inbound]:
    found = _message(body, item, _sender(body, "from_id", item))
    if not isinstance(found, contract.InboundMessage):
        return [found]
    at = wire.moment(body, "update_time") or found.sent_at
    return [msgspec.structs.replace(wire.as_edit(found), sent_at=at)]


def _read_event(body: Obj, item: RawItem) -> list[Inbound]:
    """The press of a callback button, which writes nothing into the conversation."""
    payload = body.get("payload")
    data = wire.text(_payload(body), PRESS) or wire.text(payload) or msgspec.json.encode(payload).decode()
    number, sender = wire.identifier(body, "event_id"), _sender(body, "user_id", item)
    return [_press(body, item, sender=sender, number=number, data=data)]


def _read_reaction(body: Obj, item: RawItem) -> list[Inbound]:
    """Without a number the reaction was taken away."""
    number = wire.whole(body, "reaction_id")
    reaction = contract.InboundReaction(
        external_id=wire.identifier(body, "cmid"),
        thread_id=wire.identifier(body, "peer_id"),
        sender=_sender(body, "reacted_id", item),
        emoji=REACTIONS.get(number, "⭐") if number else "",
        sent_at=wire.sent_at(item, body),
    )
    return [reaction]


def _read_sign(body: Obj, item: RawItem) -> list[Inbound]:
    """Typing, or having seen all up to here; that the community itself did so is no news."""
    sender = _sender(body, "from_id", item)
    if sender.id.startswith("-"):
        return [contract.InboundUnknown(name="own_sign")]
    if "state" in body:
        return [contract.InboundTyping(thread_id=sender.id, sender=sender)]
    number = wire.text(body, "conversation_message_id") or wire.identifier(body, "read_message_id")
    return [contract.InboundRead(external_id=number, thread_id=wire.identifier(body, "peer_id"), up_to=True)]


def _read_consent(body: Obj, item: RawItem, *, reachable: bool) -> list[Inbound]:
    sender, at = _sender(body, "user_id", item), wire.sent_at(item, body)
    return [contract.InboundReachability(thread_id=sender.id, sender=sender, reachable=reachable, sent_at=at)]


def _read_lead(body: Obj, item: RawItem) -> list[Inbound]:
    """A form filled in at VK, as the person's message. The number was typed, not proven."""
    answers = [(wire.text(one, "key"), one) for one in wire.objs(body, "answers")]
    said = {key: wire.text(one, "answer") or ", ".join(wire.texts(one, "answer")) for key, one in answers}
    lines = [f"{wire.text(one, 'question') or key}: {said[key]}" for key, one in answers]
    text = "\n".join(filter(None, [wire.text(body, "form_name"), *lines]))
    sender, name, phone = _sender(body, "user_id", item), wire.full_name(said), said.get("phone_number")
    message = contract.InboundMessage(
        external_id=f"lead:{wire.identifier(body, 'lead_id')}",
        thread_id=sender.id,
        sender=msgspec.structs.replace(sender, name=name or sender.name),
        sent_at=wire.sent_at(item, body),
        text=text,
        visible_text=text,
        contact=contract.SharedContact(name=name, phone=phone) if phone else None,
    )
    return [message]


MESSAGES: Final[Mapping[str, Reader]] = {
    "message_new": _read_message,
    "message_reply": _read_reply,
    "message_edit": _read_edit,
    "message_event": _read_event,
    "message_reaction_event": _read_reaction,
    "message_read": _read_sign,
    "message_typing_state": _read_sign,
    "message_allow": partial(_read_consent, reachable=True),
    "message_deny": partial(_read_consent, reachable=False),
}
READERS: Final[Mapping[str, Reader]] = {**MESSAGES, "lead_forms_new": _read_lead}


def authors(event: Obj) -> set[str]:
    """The numbers of the people an event is about, communities left out."""
    body = wire.obj(event, "object")
    keys = ("from_id", "user_id", "peer_id", "reacted_id")
    found = {wire.text(part, key) for part in (body, wire.obj(body, "message")) for key in keys}
    return {one for one in found if is_person(one)}


def _message(body: Obj, item: RawItem, sender: contract.Sender, *, outgoing: bool = False) -> Inbound:
    whole = [body, *_forwarded(body)]
    files = tuple(file for part in whole for one in wire.objs(part, "attachments") if (file := _file(one)))
    place = {key: wire.text(body, "geo", "place", key) for key in ("title", "address")}
    location, action = wire.place(body, "geo", "coordinates", **place), wire.text(body, "action", "type")
    number, text = _number(body), "\n".join(line for part in whole for line in _lines(part))
    if action or not (text or files or location):
        return contract.InboundUnknown(name=f"message.{action or 'empty'}", external_id=number)
    return contract.InboundMessage(
        external_id=number,
        thread_id=wire.identifier(body, "peer_id"),
        sender=sender,
        sent_at=wire.sent_at(item, body, "date"),
        text=text,
        visible_text=text,
        attachments=files,
        reply_to_id=number_or_nothing(wire.obj(body, "reply_message")),
        start_payload=wire.text(body, "ref"),
        location=location,
        quick_payload=wire.text(body, "payload"),
        forwarded_from=f"vk.com/id{wire.text(whole[1], 'from_id')}" if whole[1:] else "",
        in_group=_in_group(body),
        outgoing=outgoing,
    )


def _press(body: Obj, item: RawItem, *, sender: contract.Sender, number: str, data: str) -> Inbound:
    """Only a callback button says under which message it stands."""
    return contract.InboundPress(
        external_id=number,
        thread_id=wire.identifier(body, "peer_id"),
        sender=sender,
        data=data,
        sent_at=wire.sent_at(item, body, "date"),
        message_id=wire.text(body, "conversation_message_id") if "event_id" in body else "",
    )


def _forwarded(body: Obj) -> Iterator[Obj]:
    for one in wire.objs(body, "fwd_messages"):
        yield one
        yield from _forwarded(one)


def _lines(body: Obj) -> Iterator[str]:
    """The text, and what else is to be read: links, posts, goods; at least what it was."""
    text = wire.text(body, "text")
    if text:
        yield text
    for one in wire.objs(body, "attachments"):
        if _file(one) is None:
            yield from [line for line in _shown(one) if line not in text]


def _shown(attachment: Obj) -> list[str]:
    kind = wire.text(attachment, "type")
    what = wire.obj(attachment, kind)
    owner = wire.text(what, "owner_id") or wire.text(what, "to_id")
    page = f"https://vk.com/{kind}{owner}_{wire.text(what, 'id')}" if kind in PAGES and owner else ""
    lines = [wire.text(what, "artist"), *wire.words(what), wire.text(what, "url") or page]
    return [line for line in lines if line] or [f"[{kind}]"]


def _file(attachment: Obj) -> contract.InboundAttachment | None:
    """The file behind an attachment, by its address; None for what has none."""
    kind = wire.text(attachment, "type")
    what, (name, media_type, known_as, sizes) = wire.obj(attachment, kind), FILES.get(kind, ("", "", "", ""))
    url = wire.text(wire.largest(what, sizes, by="width") if sizes else what, "url") or wire.text(what, "link_ogg")
    if not (name and url):
        return None
    if kind == "doc":
        name = wire.text(what, "title") or name
        media_type = mimetypes.guess_type(f"x.{wire.text(what, 'ext')}")[0] or media_type
    return contract.InboundAttachment(
        name=name,
        media_type=media_type,
        size=wire.whole(what, "size") or None,
        ref=url,
        kind=known_as,
        duration_seconds=wire.number(what, "duration"),
    )


def number_or_nothing(body: Obj) -> str:
    """How a message is called here: its number within the conversation, its number at all where there is no such."""
    return str(wire.whole(body, "conversation_message_id") or wire.whole(body, "id") or "")


def _number(body: Obj) -> str:
    return wire.identifier({"id": number_or_nothing(body)}, "id")


def _in_group(body: Obj) -> bool:
    return wire.whole(body, "peer_id") >= GROUP_CHATS_FROM


def _payload(body: Obj) -> Obj:
    """What a button, or a message of ours, carries: an object, mostly written as a string."""
    return wire.obj(body, "payload") or wire.decode_or_nothing(wire.text(body, "payload").encode())


def is_person(number: str) -> bool:
    """Communities have numbers below zero, group chats very great ones."""
    return number.isdecimal() and int(number) < GROUP_CHATS_FROM


def person(number: str, card: Obj, *, language: str = "") -> contract.Sender:
    """Somebody, by what VK says of them."""
    name, username, avatar = wire.full_name(card), wire.text(card, "screen_name"), wire.text(card, "photo_200")
    return contract.Sender(id=number, name=name, username=username, avatar_ref=avatar, language=language)


def _sender(body: Obj, key: str, item: RawItem, *, language: str = "") -> contract.Sender:
    who = wire.identifier(body, key)
    known = wire.obj(wire.decode_or_nothing(item.headers.get(AUTHORS, "").encode()), who)
    return person(who, known, language=language)
