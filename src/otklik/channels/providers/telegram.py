"""Telegram: a bot that customers write to, by webhook or long polling (core.telegram.org/bots/api, version 10.1).

The provider to read before writing another: its card, its words, the protocols, reading, sending; how the API is asked
stands in `channels/telegram/bot.py`. Tables turn Telegram's words into the contract's; what no table knows becomes
`InboundUnknown` or readable text, never an exception.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from otklik.channels import contract, fields, layout, markup, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, Inbound, RawItem
from otklik.channels.telegram import bot, posts
from otklik.channels.wire import Obj, Reader
from otklik.platform.http import Upload

TEXT_MAX: Final = 4096
UPLOAD_BYTES_MAX: Final = 50 * 1024 * 1024
POLL_SECONDS: Final = 50

MANIFEST: Final = contract.Manifest(
    kind="telegram",
    title={"en": "Telegram", "ru": "Telegram"},
    summary={"en": "Customers write to your bot", "ru": "Клиенты пишут вашему боту"},
    setup={
        "en": "1. Write `/newbot` to [@BotFather](https://t.me/BotFather) and choose a name.\n"
        "2. Copy the token from its answer into the form.",
        "ru": "1. Напишите `/newbot` боту [@BotFather](https://t.me/BotFather) и выберите имя.\n"
        "2. Скопируйте токен из его ответа в форму.",
    },
    colour="#2AABEE",
    icon='<path fill="currentColor" d="M21.5 3.5 2.5 11l5.6 2.1L17 7.4l-6.6 7 .4 5.1 2.9-3.2 4.2 3.2z"/>',
    fields=(
        fields.token(
            {"en": "Bot token, like 123456:ABC-def", "ru": "Токен бота вида 123456:ABC-def"},
            pattern=r"[0-9]+:[A-Za-z0-9_-]+",
        ),
        fields.INTAKE,
        fields.base_url(bot.OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=UPLOAD_BYTES_MAX,
        attachments_max=10,
        buttons_max=20,
        reply_to=True,
        edits=True,
        reactions=True,
        typing_out=True,
        read_out=True,
        voice=True,
        location=True,
        publishes="named",
        rate_per_second=30.0,
        rate_per_recipient_per_second=1.0,
    ),
    address_kind="telegram",
    contact_link="https://t.me/{username}?start={start}",
)

MEDIA: Final = {
    **dict.fromkeys(("animation", "video", "video_note"), "video/mp4"),
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "sticker": "image/webp",
    "document": "application/octet-stream",
}
STICKERS: Final = {"is_animated": "application/x-tgsticker", "is_video": "video/webm"}
FRAME: Final = re.compile(  # how a message came, not what is in it
    r"message_id|message_thread_id|chat|from|date|text|caption|entities|quote|via_bot|effect_id|reply_markup|"
    r"author_signature|business_connection_id|media_group_id|live_photo|\w+_(topic|entities|options|date)|"
    r"(is|has|show|sender|reply_to|external|forward|guest|paid_star|suggested_post_info)_?\w*"
)
SERVICE: Final = re.compile(  # named for what happened, nobody's words
    r"(new|left|delete|migrate|pinned|connected|passport|successful|refunded)_\w+|gift|unique_gift|"
    r"\w+_(\w*ed|done|hidden|unhidden|left|paid|sent|set)"
)
TAGS: Final = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "text_link": "a"}
START: Final = re.compile(r"/start(?:@\w+)? +([A-Za-z0-9_-]{1,64})\s*")
GROUPS: Final = frozenset({"group", "supergroup", "channel"})
REACHABLE: Final = {"member": True, "administrator": True, "creator": True, "left": False, "kicked": False}
STYLE: Final = layout.Style(
    kinds=dict.fromkeys(("image/jpeg", "image/png", "image/webp"), "photo")
    | {"image/gif": "animation", "video/mp4": "video", "audio/mpeg": "audio", "audio/mp4": "audio"},
    voice_types=frozenset({"audio/ogg", "audio/mpeg", "audio/mp4"}),
    picture_bytes_max=10 * 1024 * 1024,
    text_max=TEXT_MAX,
    caption_max=1024,
    albums={"photo": "pictures", "video": "pictures", "audio": "audio", "document": "documents"},
    album_max=10,
)


class Telegram:
    """Every protocol of the contract, each method a few lines over the helpers below."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return wire.read_keyed(item, READERS)

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.headers.get("x-telegram-bot-api-secret-token", ""), expected=request.secret)
        item, press = _item(request.body)
        body = msgspec.json.encode({"method": "answerCallbackQuery", **press}) if press else b""
        return contract.WebhookReply(item=item, body=body, content_type="application/json" if press else "text/plain")

    def listens(self, config: Config) -> bool:
        return config.get("intake", "polling") == "polling"

    async def listen(self, port: contract.Port, config: Config) -> None:
        """No offset is kept between runs: Telegram repeats what was not confirmed, and the journal knows doubles."""
        params: dict[str, object] = {"timeout": 0, "allowed_updates": ASKED}
        while True:
            for update in wire.objs(await bot.call(port, config, "getUpdates", params)):
                item, press = _item(msgspec.json.encode(update))
                await port.deposit(item)
                params["offset"] = wire.whole(update, "update_id") + 1
                with contextlib.suppress(ChannelError):  # an unanswered button spins for a while, no more
                    await bot.call(port, config, "answerCallbackQuery", press) if press else None
            if not params["timeout"]:
                await port.report(None)
                params["timeout"] = POLL_SECONDS

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        async def post(letter: layout.Letter) -> contract.SendResult:
            return await _post(port, config, letter, message.thread_id or message.to)

        letters = await layout.lay_out(message, style=STYLE)
        return await layout.post_all(letters, kind="telegram", style=STYLE, post=post)

    async def community(self, port: contract.Port, config: Config, address: str) -> contract.Community:
        return await posts.community(port, config, address)

    async def publish(
        self, port: contract.Port, config: Config, community: contract.Community, post: contract.OutboundMessage
    ) -> contract.Published:
        """A post is a message to the place's chat; of an album or a long text the first part is linked to."""
        sent = await self.send(port, config, msgspec.structs.replace(post, thread_id=community.address))
        return contract.Published(external_id=sent.external_id, url=posts.link(community, sent.external_id))

    async def show_typing(self, port: contract.Port, config: Config, thread_id: str) -> None:
        await bot.call(port, config, "sendChatAction", {**_chat(thread_id), "action": "typing"})

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        if "/" in thread_id and external_id.isdecimal():  # bots mark nothing, but on behalf of a business account
            read = {"chat_id": int(thread_id.partition("/")[0]), "message_id": int(external_id)}
            await bot.call(port, config, "readBusinessMessage", {**_chat(thread_id), **read})

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        return await bot.download(port, config, attachment.ref)

    async def fetch_picture(self, port: contract.Port, config: Config, ref: str) -> bytes:
        """The newest; people show theirs to bots or not. `ref` is who it is."""
        if not ref.isdecimal():
            return b""
        shown = await bot.call(port, config, "getUserProfilePhotos", {"user_id": int(ref), "limit": 1})
        file_id = wire.text(wire.largest(wire.first(shown, "photos"), by="width"), "file_id")
        return await bot.download(port, config, file_id) if file_id else b""

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        me = wire.obj(await bot.call(port, config, "getMe", {}))
        hook = {"url": port.webhook_url, "secret_token": port.webhook_secret, "allowed_updates": ASKED}
        await bot.call(port, config, *("deleteWebhook", {}) if self.listens(config) else ("setWebhook", hook))
        username = wire.text(me, "username")
        return contract.Connection(address=username, facts={"username": username, "name": wire.full_name(me)})

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked token has no webhook left
            await bot.call(port, config, "deleteWebhook", {})

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            me = wire.obj(await bot.call(port, config, "getMe", {}))
            hook = wire.obj(await bot.call(port, config, "getWebhookInfo", {}))
        except ChannelError as error:
            return [CheckStep(code="telegram.token", ok=False, detail=error.code)]
        # the last error stays there long after it was mended; waiting updates say that it was not
        trouble = wire.text(hook, "last_error_message") if wire.whole(hook, "pending_update_count") else ""
        trouble = trouble if wire.text(hook, "url") in {"", port.webhook_url} else "other_webhook"
        token = CheckStep(code="telegram.token", ok=True, detail=wire.text(me, "username"))
        return [token, CheckStep(code="telegram.intake", ok=not trouble, detail=trouble)]


provider = Telegram()


def _read_message(body: Obj, item: RawItem) -> list[Inbound]:
    external_id, text = wire.identifier(body, "message_id"), _text(body)
    names = [name for name in body if not FRAME.fullmatch(name)]
    if not text and all(SERVICE.fullmatch(name) for name in names):
        return [contract.InboundUnknown(name=f"message.{(names or ['empty'])[0]}", external_id=external_id)]
    sender = _sender(body, "from", "sender_chat", "chat")
    attachments, location, contact = _attachments(body), _location(body), _contact(body, sender)
    if not (text or attachments or location or contact):
        # a poll, a die, whatever Telegram invents next: its words, or at least that there were some
        text = "\n".join(wire.words(body[names[0]])) or f"[{names[0]}]"
    marks = wire.objs(body, "entities") or wire.objs(body, "caption_entities")
    outgoing = "business_connection_id" in body and sender.id != wire.text(body, "chat", "id")
    message = contract.InboundMessage(
        external_id=external_id,
        thread_id=_thread(body),
        sender=sender,
        sent_at=wire.sent_at(item, body, "date"),
        text=text,
        visible_text=text,
        html=markup.marked_html(text, markup.marks(marks, tags=TAGS)),
        attachments=attachments,
        reply_to_id=wire.text(body, "reply_to_message", "message_id"),
        start_payload=start[1] if (start := START.fullmatch(text)) else "",
        location=location,
        contact=contact,
        group_id=wire.text(body, "media_group_id"),
        quick_payload=wire.text(body, "web_app_data", "data"),
        forwarded_from=_origin(body),
        in_group=wire.text(body, "chat", "type") in GROUPS,
        recipients=(wire.text(body, "chat", "id"),) if outgoing else (),
        outgoing=outgoing,
    )
    return [message]


def _read_edit(body: Obj, item: RawItem) -> list[Inbound]:
    """A live location moves by wordless edits, which must not blank the message."""
    found = _read_message(body, item)[0]
    if isinstance(found, contract.InboundMessage) and (_text(body) or found.attachments):
        return [wire.as_edit(found)]
    return [contract.InboundUnknown(name="edited_message.wordless")]


def _read_deletes(body: Obj, item: RawItem) -> list[Inbound]:
    ids, thread_id = wire.texts(body, "message_ids"), _thread(body)
    return [contract.InboundDelete(external_id=one, thread_id=thread_id, sent_at=item.received_at) for one in ids]


def _read_reaction(body: Obj, item: RawItem) -> list[Inbound]:
    """A person may hold several and the contract keeps one: the newest. Paid and custom ones show as a star."""
    old = [wire.text(one, "emoji") for one in wire.objs(body, "old_reaction")]
    new = [wire.text(one, "emoji") or "⭐" for one in wire.objs(body, "new_reaction")]
    reaction = contract.InboundReaction(
        external_id=wire.identifier(body, "message_id"),
        thread_id=_thread(body),
        sender=_sender(body, "user", "actor_chat"),
        emoji=([one for one in new if one not in old] or new or [""])[0],
        sent_at=wire.sent_at(item, body, "date"),
    )
    return [reaction]


def _read_press(body: Obj, item: RawItem) -> list[Inbound]:
    """A press has no time of its own: it is when the update came, else when the message went."""
    message, sender = wire.obj(body, "message"), _sender(body, "from")
    press = contract.InboundPress(
        external_id=wire.identifier(body, "id"),
        thread_id=_thread(message) if message else sender.id,
        sender=sender,
        data=wire.text(body, "data"),
        sent_at=item.received_at or wire.sent_at(item, message, "date"),
        message_id=wire.text(message, "message_id"),
    )
    return [press]


def _read_reachability(body: Obj, item: RawItem) -> list[Inbound]:
    """Privately only: who throws the bot out of a group can still be reached."""
    reachable = REACHABLE.get(wire.text(body, "new_chat_member", "status"))
    if reachable is None or wire.text(body, "chat", "type") in GROUPS:
        return [contract.InboundUnknown(name="my_chat_member.other")]
    thread_id, sender, sent_at = _thread(body), _sender(body, "from"), wire.sent_at(item, body, "date")
    return [contract.InboundReachability(thread_id=thread_id, sender=sender, reachable=reachable, sent_at=sent_at)]


READERS: Final[Mapping[str, Reader]] = {
    **dict.fromkeys(("message", "channel_post", "business_message"), _read_message),
    **dict.fromkeys(("edited_message", "edited_channel_post", "edited_business_message"), _read_edit),
    "deleted_business_messages": _read_deletes,
    "message_reaction": _read_reaction,
    "callback_query": _read_press,
    "my_chat_member": _read_reachability,
}


ASKED: Final = [name for name in READERS if not name.endswith("channel_post")]
"""What Telegram is asked for: in a channel nobody writes but those who run it, so its posts are no customer's words."""


def _thread(body: Obj) -> str:
    """The chat, and the business connection to answer through where there is one."""
    return "/".join(filter(None, [wire.identifier(body, "chat", "id"), wire.text(body, "business_connection_id")]))


def _text(body: Obj) -> str:
    return wire.text(body, "text") or wire.text(body, "caption") or wire.text(body, "web_app_data", "button_text")


def _sender(body: Obj, *keys: str) -> contract.Sender:
    who = next((found for key in keys if (found := wire.obj(body, key))), wire.NOTHING)
    known = {"language": wire.text(who, "language_code"), "username": wire.text(who, "username")}
    known |= {"avatar_ref": wire.text(who, "id")} if "first_name" in who and who.get("is_bot") is not True else {}
    return contract.Sender(id=wire.identifier(who, "id"), name=wire.full_name(who), **known)


def _origin(body: Obj) -> str:
    keys = ("sender_user", "sender_chat", "chat")
    known = next(filter(None, (wire.full_name(wire.obj(body, "forward_origin", key)) for key in keys)), "")
    return known or wire.text(body, "forward_origin", "sender_user_name")


def _attachments(body: Obj) -> tuple[contract.InboundAttachment, ...]:
    """A photo comes in several sizes; an animation comes a second time as a document, for old bots."""
    found = {key: wire.largest(body, key, by="width") for key in MEDIA if key in body}
    if "animation" in found:
        found.pop("document", None)
    return tuple(_attachment(key, file) for key, file in found.items() if wire.text(file, "file_id"))


def _attachment(key: str, file: Obj) -> contract.InboundAttachment:
    moving = next((STICKERS[flag] for flag in STICKERS if file.get(flag) is True), "")
    media_type = wire.text(file, "mime_type") or moving or MEDIA[key]
    return contract.InboundAttachment(
        name=wire.text(file, "file_name") or wire.file_name(key, media_type),
        media_type=media_type,
        size=wire.whole(file, "file_size") or None,
        ref=wire.text(file, "file_id"),
        kind="image" if key == "photo" else key,
        duration_seconds=wire.number(file, "duration"),
    )


def _location(body: Obj) -> contract.Location | None:
    title, address = wire.text(body, "venue", "title"), wire.text(body, "venue", "address")
    return wire.place(body, "venue", "location", title=title, address=address) or wire.place(body, "location")


def _contact(body: Obj, sender: contract.Sender) -> contract.SharedContact | None:
    shared, phone = wire.obj(body, "contact"), wire.text(body, "contact", "phone_number")
    own = wire.text(shared, "user_id") == sender.id
    return contract.SharedContact(name=wire.full_name(shared), phone=phone, own=own) if phone else None


def _item(body: bytes) -> tuple[RawItem, Obj]:
    """What the journal keeps, and how to answer it if it is a press of a button."""
    update = wire.decode_or_nothing(body)
    press = wire.text(update, "callback_query", "id")
    item = RawItem(event_id=wire.text(update, "update_id") or wire.digest(body), body=body)
    return item, {"callback_query_id": press} if press else wire.NOTHING


async def _post(port: contract.Port, config: Config, letter: layout.Letter, thread_id: str) -> contract.SendResult:
    method, params, uploads = _request(letter)
    result = await bot.call(port, config, method, {**_chat(thread_id), **params}, uploads)
    sent = wire.objs(result) or [wire.obj(result)]
    ids = tuple(wire.text(one, "message_id") for one in sent)
    return contract.SendResult(external_id=ids[0], external_ids=ids, accepted_at=wire.moment(sent[0], "date"))


def _request(letter: layout.Letter) -> tuple[str, dict[str, object], Sequence[Upload]]:
    """The method, its parameters and its files. Text goes unmarked: what was written is what is read."""
    params: dict[str, object] = {}
    if letter.reply_to_id.isdecimal():
        params["reply_parameters"] = {"message_id": int(letter.reply_to_id), "allow_sending_without_reply": True}
    if letter.buttons:
        rows = [[{"text": it.title, "url" if it.url else "callback_data": it.url or it.data}] for it in letter.buttons]
        params["reply_markup"] = {"inline_keyboard": rows}
    if not letter.files:
        return "sendMessage", {"text": letter.text, **params}, ()
    caption = {"caption": letter.text} if letter.text else {}
    if len(letter.files) == 1:
        return f"send{letter.files[0].field.capitalize()}", {**caption, **params}, letter.files
    media = [{"type": one.field, "media": f"attach://file{at}"} for at, one in enumerate(letter.files)]
    media[0] |= caption
    uploads = [msgspec.structs.replace(one, field=f"file{at}") for at, one in enumerate(letter.files)]
    return "sendMediaGroup", {"media": media, **params}, uploads


def _chat(thread_id: str) -> dict[str, object]:
    chat_id, _, connection = thread_id.partition("/")
    return {"chat_id": chat_id, **({"business_connection_id": connection} if connection else {})}
