"""Odnoklassniki: a group that customers write to, by the bot part of the Graph API (apiok.ru/dev/graph_api).

Its events are not signed, so the address they come to holds a secret; what polling brings is as sure as its https.
Ids are strings like `user:1`, `chat:C2`, `mid:C2.3` and stay as they are. Times are Unix milliseconds.
"""

import asyncio
import contextlib
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

import msgspec

from otklik.channels import contract, fields, layout, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.wire import Obj, Reader
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

OFFICIAL_URL: Final = "https://api.ok.ru"
TEXT_MAX: Final = 4000
"""OK tells no limit; this much its sister messengers take."""
ATTACHMENTS_MAX: Final = 5
UPLOAD_BYTES_MAX: Final = 25 * 1024 * 1024
LABEL_MAX: Final = 64
POLL_SECONDS: Final = 60
IDLE_SECONDS: Final = 1.0
"""Between two answers without news: how long OK holds a request open is not told."""
TRANSFER_SECONDS: Final = 120.0
CHATS_MAX: Final = 10_000
CHAT_TYPE: Final = "ok-chat-type"
"""The header beside a polled event: whether its chat is a dialog, which the event does not say."""

MANIFEST: Final = contract.Manifest(
    kind="odnoklassniki",
    title={"en": "Odnoklassniki", "ru": "Одноклассники"},
    summary={"en": "Customers write to your group", "ru": "Клиенты пишут вашей группе"},
    setup={
        "en": "1. In the group's *Settings* switch messages on.\n"
        "2. In *Settings → Management → API* create a key with the right to messages and copy it into the form. "
        "A new key puts an old one out of use.",
        "ru": "1. В настройках группы включите сообщения.\n"
        "2. В «Настройки → Управление → Работа с API» создайте ключ с доступом к сообщениям и скопируйте его в форму. "
        "Новый ключ отменяет старый.",
    },
    colour="#EE8208",
    icon='<path fill="currentColor" d="M12 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm0 2.6a1.9 1.9 0 1 1 0 3.8 1.9'
    " 1.9 0 0 1 0-3.8zM7.5 13l-1 2.1 3.3 1.5-3.6 3.6 1.9 1.9 3.9-3.9 3.9 3.9 1.9-1.9-3.6"
    '-3.6 3.3-1.5-1-2.1a9 9 0 0 1-9 0z"/>',
    fields=(
        ConfigField(
            name="token",
            kind=FieldKind.SECRET,
            label={"en": "Group access key", "ru": "Ключ доступа группы"},
            required=True,
            pattern=r"[A-Za-z0-9:._-]+",
        ),
        fields.INTAKE,
        fields.base_url(OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=UPLOAD_BYTES_MAX,
        attachments_max=ATTACHMENTS_MAX,
        buttons_max=10,
        reply_to=True,
        typing_out=True,
        location=True,
    ),
    address_kind="odnoklassniki",
    contact_link="https://ok.ru/group/{number}",
)

TYPES: Final = ("MESSAGE_CREATED", "MESSAGE_CALLBACK", "CHAT_SYSTEM")
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
STYLE: Final = layout.Style(
    kinds={
        **dict.fromkeys(("image/jpeg", "image/png"), "IMAGE"),
        **dict.fromkeys(("audio/mpeg", "audio/mp4"), "AUDIO"),
        "video/mp4": "VIDEO",
    },
    other="FILE",
    picture="IMAGE",
    picture_bytes_max=UPLOAD_BYTES_MAX,
    text_max=TEXT_MAX,
    caption_max=TEXT_MAX,
    albums={"IMAGE": "pictures"},
    album_max=ATTACHMENTS_MAX,
)
ERRORS: Final = {
    1: ("unclear", Remedy.UNKNOWN),
    2: ("unavailable", Remedy.RETRY),
    **dict.fromkeys((8, 11), ("too_many", Remedy.RETRY)),
    **dict.fromkeys((7, 10), ("blocked", Remedy.UNREACHABLE)),
    **dict.fromkeys((101, 102, 103, 104), ("token_refused", Remedy.RECONNECT)),
}
"""Those of the codes that all of OK's API shares; the bots' own are not told, and give the message up."""


class Odnoklassniki:
    """Every protocol of the contract, each method a few lines over the helpers below."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        """One event, or all that a poll brought."""
        body = wire.decode(item.body)
        return [one for event in wire.objs(body, "updates") or [body] for one in _read(event, item)]

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.query.get("key", ""), expected=request.secret)
        return contract.WebhookReply(item=_item(request.body))

    def listens(self, config: Config) -> bool:
        return config.get("intake", fields.POLLING) == fields.POLLING

    async def listen(self, port: contract.Port, config: Config) -> None:
        marker, types, told = wire.text(await port.load_state(), "marker"), dict[str, str](), False
        while True:
            page = await _call(port, config, "/me/updates", {"marker": marker} if marker else {}, seconds=POLL_SECONDS)
            for event in wire.objs(page, "updates"):
                kind = await _chat_type(port, config, wire.text(event, "recipient", "chat_id"), types)
                item = _item(msgspec.json.encode(event))
                await port.deposit(msgspec.structs.replace(item, headers={CHAT_TYPE: kind} if kind else {}))
            if (now := wire.text(page, "marker")) and now != marker:
                marker = now
                await port.save_state({"marker": marker})
            if not told:
                await port.report(None)
                told = True
            if not wire.objs(page, "updates"):
                await asyncio.sleep(IDLE_SECONDS)

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        async def post(letter: layout.Letter) -> contract.SendResult:
            return await _post(port, config, letter, message)

        letters = await layout.lay_out(message, style=STYLE)
        return await layout.post_all(letters, kind="odnoklassniki", style=STYLE, post=post)

    async def show_typing(self, port: contract.Port, config: Config, thread_id: str) -> None:
        body = {"recipient": {"chat_id": thread_id}, "sender_action": "typing_on"}
        await _call(port, config, f"/me/messages/{quote(thread_id)}", body=body)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        return await wire.download(port, "odnoklassniki", attachment.ref, timeout_seconds=TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        info = await _call(port, config, "/me/info")
        await _forget(port, config)
        polls = {"types": TYPES, "longPolling": True}
        taken = await _call(
            port, config, "/me/subscribe", body=polls if self.listens(config) else {"url": _address(port)}
        )
        if taken.get("success") is not True:
            raise ChannelError("odnoklassniki.webhook_refused", remedy=Remedy.RECONNECT)
        name, group_id = wire.text(info, "name"), wire.text(info, "group_id")
        return contract.Connection(
            address=name, facts={"name": name, "group_id": group_id, "number": group_id.removeprefix("group:")}
        )

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        try:
            await _forget(port, config)
        except ChannelError as error:
            if error.remedy is not Remedy.RECONNECT:  # a revoked key has no subscription left
                raise

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            info = await _call(port, config, "/me/info")
        except ChannelError as error:
            return [CheckStep(code="odnoklassniki.token", ok=False, detail=str(error))]
        return [CheckStep(code="odnoklassniki.token", ok=True, detail=wire.text(info, "name"))]


provider = Odnoklassniki()


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


def _item(body: bytes) -> RawItem:
    event = wire.decode_or_nothing(body)
    known = wire.text(event, "message", "mid") if _kind(event) == "MESSAGE_CREATED" else wire.text(event, "callbackId")
    event_id = known if 0 < len(known) <= contract.EVENT_ID_MAX else wire.digest(body)
    return RawItem(event_id=event_id, body=body)


def _address(port: contract.Port) -> str:
    return f"{port.webhook_url}?key={quote(port.webhook_secret)}"


async def _forget(port: contract.Port, config: Config) -> None:
    """Take our subscription away, with whatever secret it was made."""
    found = wire.objs(await _call(port, config, "/me/subscriptions"), "subscriptions")
    for url in (wire.text(one, "url") for one in found):
        if url.partition("?")[0] == port.webhook_url:
            await _call(port, config, "/me/unsubscribe", body={"url": url})


async def _chat_type(port: contract.Port, config: Config, chat_id: str, types: dict[str, str]) -> str:
    """What kind of chat it is, asked once; a message of which this is not known is a message all the same."""
    if len(types) > CHATS_MAX:
        types.clear()
    if chat_id and chat_id not in types:
        with contextlib.suppress(ChannelError):
            types[chat_id] = wire.text(await _call(port, config, f"/me/chat/{quote(chat_id)}"), "type")
    return types.get(chat_id, "")


async def _post(
    port: contract.Port, config: Config, letter: layout.Letter, message: contract.OutboundMessage
) -> contract.SendResult:
    told: dict[str, object] = {"text": letter.text} if letter.text else {}
    attached: list[Obj] = [await _attach(port, config, one) for one in letter.files]
    if letter.buttons:
        rows = [[_button(one)] for one in letter.buttons]
        attached.append({"type": "INLINE_KEYBOARD", "payload": {"keyboard": {"buttons": rows}}})
    told |= {"attachments": attached} if attached else {}
    told |= {"reply_to": letter.reply_to_id} if letter.reply_to_id else {}
    chat_id = message.thread_id
    recipient = {"chat_id": chat_id} if chat_id else {"user_id": message.to}
    path = f"/me/messages/{quote(chat_id)}" if chat_id else "/me/messages"
    answer = await _call(port, config, path, body={"recipient": recipient, "message": told}, sends=True)
    if wire.at(answer, "success") is False:  # who never wrote to the group, or forbade it to write
        raise ChannelError("odnoklassniki.blocked", remedy=Remedy.UNREACHABLE)
    external_id = wire.text(answer, "message_id")
    if not external_id:
        raise ChannelError("odnoklassniki.answer_unreadable", remedy=Remedy.UNKNOWN)
    return contract.SendResult(external_id=external_id)


def _button(button: contract.Button) -> Obj:
    known = {"type": "LINK", "url": button.url} if button.url else {"type": "CALLBACK", "payload": button.data}
    return {**known, "text": button.title[:LABEL_MAX], "intent": "DEFAULT"}


async def _attach(port: contract.Port, config: Config, file: Upload) -> Obj:
    place = await _call(port, config, "/me/fileUploadUrl", {"type": file.field})
    form, url = [msgspec.structs.replace(file, field="file")], wire.text(place, "url")
    reply = await wire.ask(port, "odnoklassniki", url, params={}, uploads=form, timeout_seconds=TRANSFER_SECONDS)
    token = wire.text(place, "token") or wire.text(wire.decode_or_nothing(reply.body), "token")
    if reply.status >= 400 or not token:
        raise ChannelError("odnoklassniki.file_refused", remedy=Remedy.GIVE_UP, detail=str(reply.status))
    return {"type": file.field, "payload": {"token": token}}


async def _call(
    port: contract.Port,
    config: Config,
    path: str,
    query: Mapping[str, str] | None = None,
    *,
    body: object = None,
    sends: bool = False,
    seconds: float = 0.0,
) -> Obj:
    """The answer to a GET, or to a POST when there is a body. Raises `ChannelError`, for a good status too."""
    token, url = str(config.get("token", "")), str(config.get("base_url") or OFFICIAL_URL).rstrip("/")
    told = {**(query or {}), "access_token": token}
    reply = await _ask(port, f"{url}/graph{path}", told, body, sends=sends, seconds=seconds)
    answer = wire.decode_or_nothing(reply.body)
    number, words = wire.whole(answer, "error_code"), wire.text(answer, "error_msg").replace(token or "-", "***")
    if number or "invocation-error" in reply.headers:
        name, remedy = ERRORS.get(number, ("refused", Remedy.GIVE_UP))
        raise ChannelError(f"odnoklassniki.{name}", remedy=remedy, detail=f"{number} {words}")
    if reply.status == 200 and answer:
        return answer
    error = wire.refusal((), kind="odnoklassniki", status=reply.status, description="")
    error.retry_after_seconds = wire.number(reply.headers, "retry-after")
    raise error


async def _ask(
    port: contract.Port, url: str, query: Mapping[str, str], body: object, *, sends: bool, seconds: float
) -> HttpReply:
    """The key is a part of the query, so the cause of a failure is cut off: it holds the address."""
    headers = {"content-type": "application/json;charset=utf-8"} if body is not None else {}
    method, patience = "GET" if body is None else "POST", TIMEOUT_SECONDS + seconds
    try:
        return await port.http.request(method, url, headers=headers, query=query, json=body, timeout_seconds=patience)
    except AddressRefused:
        raise ChannelError("odnoklassniki.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        remedy = Remedy.UNKNOWN if sends and error.sent else Remedy.RETRY
        raise ChannelError("odnoklassniki.no_answer", remedy=remedy, detail=error.reason) from None
