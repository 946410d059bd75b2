"""Viber: a bot that customers write to, by webhook (developers.viber.com/docs/api/rest-bot-api, version 7.3).

Every answer is HTTP 200: whether it went well stands in `status`. Tokens of messages are 64-bit numbers and stay text.
Viber takes files only by a link that it can open, and tells of nothing but messages, receipts and subscriptions.
"""

import hashlib
import hmac
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import unquote

import msgspec

from otklik.channels import contract, fields, layout, markup, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.wire import Obj

OFFICIAL_URL: Final = "https://chatapi.viber.com/pa"
MEGABYTE: Final = 1024 * 1024
TEXT_MAX: Final = 7000
CAPTION_MAX: Final = 512
FILE_BYTES_MAX: Final = 50 * MEGABYTE
NAME_MAX: Final = 28
ROW_COLUMNS: Final = 6
TRANSFER_SECONDS: Final = 120.0
EVENTS: Final = ("delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started")
"""What may be left out; messages always come."""

MANIFEST: Final = contract.Manifest(
    kind="viber",
    title={"en": "Viber", "ru": "Viber"},
    summary={"en": "Customers write to your bot", "ru": "Клиенты пишут вашему боту"},
    setup={
        "en": "1. Viber gives bots to companies under a contract: apply at "
        "[forbusiness.viber.com](https://www.forbusiness.viber.com/en/chatbots/) or through a partner.\n"
        "2. In Viber open **More → Settings → Bots → Edit info** and copy **Your app key** into the form.\n"
        "3. The server needs a public https address with a certificate of a known authority.",
        "ru": "1. Ботов Viber даёт компаниям по договору: подайте заявку на "
        "[forbusiness.viber.com](https://www.forbusiness.viber.com/ru/chatbots/) или через партнёра.\n"
        "2. В Viber откройте **Ещё → Настройки → Боты → Редактировать** и скопируйте **ключ приложения** в форму.\n"
        "3. Серверу нужен публичный адрес с https и сертификатом известного центра.",
    },
    colour="#7360F2",
    icon='<path fill="currentColor" d="M12 3C6.5 3 4 5.5 4 11c0 3 .7 5 2.5 6.3V21l3-2.2c7.5.8 10.5-1.8 10.5-7.8'
    "C20 5.5 17.5 3 12 3zM9 7.5l1.3 2.2-.9 1c.5 1.3 1.5 2.3 2.8 2.8l1-.9 2.3 1.3c-.3 1.5-1.5 2-2.9 1.6"
    '-2.3-.7-4.3-2.7-5-5C7.2 9 7.6 7.8 9 7.5z"/>',
    fields=(
        ConfigField(
            name="token",
            kind=FieldKind.SECRET,
            label={"en": "App key (token)", "ru": "Ключ приложения (токен)"},
            required=True,
            pattern=r"[0-9a-z-]{20,100}",
        ),
        ConfigField(
            name="sender_name",
            kind=FieldKind.TEXT,
            label={"en": "Name above our messages", "ru": "Имя над нашими сообщениями"},
            help={"en": "Used where the writer has no name", "ru": "Когда у пишущего нет имени"},
            required=True,
            length_max=NAME_MAX,
        ),
        ConfigField(
            name="greeting",
            kind=FieldKind.TEXT,
            label={"en": "Greeting", "ru": "Приветствие"},
            help={
                "en": "Shown when somebody opens the chat for the first time",
                "ru": "Видно тому, кто открыл чат впервые",
            },
            length_max=500,
        ),
        fields.base_url(OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=FILE_BYTES_MAX,
        attachments_max=10,
        buttons_max=12,
        location=True,
        receipt_delivered=True,
        receipt_read=True,
    ),
    address_kind="viber",
    contact_link="viber://pa?chatURI={uri}&context={start}",
)

MEDIA: Final = {
    "picture": "image/jpeg",
    "video": "video/mp4",
    "file": "application/octet-stream",
    "sticker": "image/png",
}
KINDS: Final = {"picture": "image"}
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif"})
PICTURE_BYTES_MAX: Final = MEGABYTE
VIDEO_BYTES_MAX: Final = 26 * MEGABYTE
MACHINE_DATA: Final = "~"  # so begins the data of a button that is a press, and no words of the person


class Fault(NamedTuple):
    """What a `status` means here: how our code of it ends, and what to do."""

    name: str
    remedy: Remedy


FAULTS: Final[Mapping[int, Fault]] = {
    1: Fault("link_refused", Remedy.GIVE_UP),
    2: Fault("token_refused", Remedy.RECONNECT),
    **dict.fromkeys((3, 4, 13, 14), Fault("refused", Remedy.GIVE_UP)),
    5: Fault("not_registered", Remedy.UNREACHABLE),
    6: Fault("not_subscribed", Remedy.UNREACHABLE),
    11: Fault("no_suitable_device", Remedy.UNREACHABLE),
    **dict.fromkeys((7, 8, 9, 15), Fault("bot_blocked", Remedy.RECONNECT)),
    10: Fault("webhook_missing", Remedy.RECONNECT),
    12: Fault("too_many", Remedy.RETRY),
    **dict.fromkeys(range(16, 21), Fault("refused", Remedy.GIVE_UP)),
}
GENERAL: Final = Fault("unavailable", Remedy.RETRY)  # any other status


class Viber:
    """All that Viber can: it shows nobody that we are typing."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        token = str(config.get("token", ""))
        expected = hmac.new(token.encode(), request.body, hashlib.sha256).hexdigest() if token else ""
        wire.check_secret(request.headers.get("x-viber-content-signature", ""), expected=expected)
        body = wire.decode_or_nothing(request.body)
        event = wire.text(body, "event")
        # a receipt carries the token of the message it is about, so a token alone is no event
        event_id = f"{event}:{wire.text(body, 'message_token')}"
        known = 0 < len(wire.text(body, "message_token")) < len(event_id) <= contract.EVENT_ID_MAX
        item = RawItem(event_id=event_id if known else wire.digest(request.body), body=request.body)
        greeting = str(config.get("greeting", "")) if event == "conversation_started" else ""
        if not greeting:
            return contract.WebhookReply(item=item)
        welcome = msgspec.json.encode({"type": "text", "text": greeting, **_sender_shown(config)})
        return contract.WebhookReply(item=item, body=welcome, content_type="application/json")

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        body = wire.decode(item.body)
        event = wire.text(body, "event")
        if event not in READERS:
            return [contract.InboundUnknown(name=event or "empty")]
        try:
            return [READERS[event](body, item)]
        except wire.Incomplete:
            return [contract.InboundUnknown(name=f"{event}.incomplete")]

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        frame = {
            "receiver": message.thread_id or message.to,
            "min_api_version": 1,
            **_sender_shown(config, name=message.author_name, avatar=message.author_avatar_url),
        }
        contents = _contents(message)

        async def post(letter: layout.Letter) -> contract.SendResult:
            answer = await _call(port, config, "send_message", {**frame, **contents[int(letter.text)]}, sends=True)
            if not (token := wire.text(answer, "message_token")):
                raise ChannelError("viber.answer_unreadable", remedy=Remedy.UNKNOWN)
            return contract.SendResult(external_id=token)

        # a letter is the number of its content: Viber fetches files itself, so none is read here
        letters = [layout.Letter(str(at)) for at in range(len(contents))]
        return await layout.post_all(letters, kind="viber", style=STYLE, post=post)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """Links live for a short while, and lie on a host that needs no token."""
        return await wire.download(port, "viber", attachment.ref, timeout_seconds=TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        account = await _call(port, config, "get_account_info", {})
        await _set_webhook(port, config)
        facts = {name: wire.text(account, name) for name in ("uri", "name")}
        return contract.Connection(address=facts["uri"] or facts["name"], facts=facts)

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked token has no webhook left
            await _call(port, config, "set_webhook", {"url": ""})

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            account = await _call(port, config, "get_account_info", {})
        except ChannelError as error:
            return [CheckStep(code="viber.token", ok=False, detail=error.code)]
        webhook = wire.text(account, "webhook")
        trouble = "" if webhook in {"", port.webhook_url} else "viber.other_webhook"
        if not port.webhook_url.startswith("https://"):
            trouble = "viber.webhook_refused"
        token = CheckStep(code="viber.token", ok=True, detail=wire.text(account, "name"))
        return [token, CheckStep(code="viber.intake", ok=not trouble, detail=trouble)]


provider = Viber()


def _read_message(body: Obj, item: RawItem) -> Inbound:
    sender, said = _sender(body, "sender"), wire.obj(body, "message")
    kind, external_id = wire.text(said, "type"), wire.identifier(body, "message_token")
    text, sent_at = _words(said), _sent_at(body, item)
    if text.startswith(MACHINE_DATA):
        return contract.InboundPress(
            external_id=external_id, thread_id=sender.id, sender=sender, data=text, sent_at=sent_at
        )
    attachments, contact = _attachments(said), _contact(said)
    location = wire.place({"latitude": wire.at(said, "location", "lat"), "longitude": wire.at(said, "location", "lon")})
    if not (text or attachments or contact or location):
        text = f"[{kind or 'empty'}]"
    return contract.InboundMessage(
        external_id=external_id,
        thread_id=sender.id,
        sender=sender,
        sent_at=sent_at,
        text=text,
        visible_text=text,
        attachments=attachments,
        location=location,
        contact=contact,
        in_group=bool(wire.text(body, "chat_id")),
    )


def _read_started(body: Obj, item: RawItem) -> Inbound:
    """Somebody opened the chat. Only what a link brought is worth telling: nothing was said yet."""
    context = wire.text(body, "context")
    external_id = wire.identifier(body, "message_token")
    if not context:
        return contract.InboundUnknown(name="conversation_started", external_id=external_id)
    sender = _sender(body, "user")
    return contract.InboundMessage(
        external_id=external_id,
        thread_id=sender.id,
        sender=sender,
        sent_at=_sent_at(body, item),
        text="[conversation_started]",
        visible_text="[conversation_started]",
        start_payload=context,
    )


def _read_subscription(body: Obj, item: RawItem) -> Inbound:
    reachable, at = body["event"] == "subscribed", _sent_at(body, item)
    sender = _sender(body, "user") if reachable else contract.Sender(id=wire.identifier(body, "user_id"))
    return contract.InboundReachability(thread_id=sender.id, sender=sender, reachable=reachable, sent_at=at)


def _read_receipt(body: Obj, item: RawItem) -> Inbound:
    """In whose thread is told too: a message to many has one token."""
    told, who, at = wire.identifier(body, "message_token"), wire.text(body, "user_id"), _sent_at(body, item)
    if body["event"] == "delivered":
        return contract.InboundDelivered(external_id=told, thread_id=who, sent_at=at)
    if body["event"] == "seen":
        return contract.InboundRead(external_id=told, thread_id=who, sent_at=at, by_machine=False)
    reason = "viber.not_delivered"
    return contract.InboundFailed(external_id=told, thread_id=who, sent_at=at, reason=reason, permanent=True)


READERS: Final[Mapping[str, Callable[[Obj, RawItem], Inbound]]] = {
    "message": _read_message,
    "conversation_started": _read_started,
    **dict.fromkeys(("subscribed", "unsubscribed"), _read_subscription),
    **dict.fromkeys(("delivered", "seen", "failed"), _read_receipt),
}


def _sent_at(body: Obj, item: RawItem) -> datetime:
    """Viber counts milliseconds."""
    return wire.sent_at(item, {"at": wire.whole(body, "timestamp") // 1000}, "at")


def _sender(body: Obj, key: str) -> contract.Sender:
    who = wire.obj(body, key)
    return contract.Sender(
        id=wire.identifier(who, "id"),
        name=wire.text(who, "name"),
        language=wire.text(who, "language"),
        avatar_ref=wire.text(who, "avatar"),
    )


def _words(said: Obj) -> str:
    """A link comes as a message of its own kind."""
    return wire.text(said, "text") or (wire.text(said, "media") if wire.text(said, "type") == "url" else "")


def _attachments(said: Obj) -> tuple[contract.InboundAttachment, ...]:
    kind, url = wire.text(said, "type"), wire.text(said, "media")
    if kind not in MEDIA or not url.startswith(("https://", "http://")):
        return ()
    name = wire.text(said, "file_name") or _last_part(url)
    media_type = mimetypes.guess_type(name)[0] or MEDIA[kind]
    attachment = contract.InboundAttachment(
        name=name or wire.file_name(kind, media_type),
        media_type=media_type,
        size=wire.whole(said, "file_size") or wire.whole(said, "size") or None,
        ref=url,
        kind=KINDS.get(kind, kind),
        duration_seconds=wire.number(said, "duration"),
    )
    return (attachment,)


def _last_part(url: str) -> str:
    return unquote("".join(url.split("/", 3)[3:]).partition("?")[0].rpartition("/")[2])


def _contact(said: Obj) -> contract.SharedContact | None:
    name, phone = wire.text(said, "contact", "name"), wire.text(said, "contact", "phone_number")
    return contract.SharedContact(name=name, phone=phone) if phone else None


STYLE: Final = layout.Style(kinds={}, text_max=TEXT_MAX)


def _contents(message: contract.OutboundMessage) -> Sequence[Obj]:
    """Files, the first with the text when it is a picture; then the text; the keyboard under the last of all."""
    text = message.text.strip()
    contents = [_file(one) for one in message.attachments]
    if len(contents) == 1 and contents[0]["type"] == "picture" and markup.utf16_length(text) <= CAPTION_MAX:
        contents[0]["text"], text = text, ""
    contents.extend({"type": "text", "text": part} for part in markup.split(text, units_max=TEXT_MAX))
    if contents and message.buttons:
        contents[-1]["keyboard"] = _keyboard(message.buttons)
    return contents


def _file(attachment: contract.OutboundAttachment) -> dict[str, object]:
    if not attachment.url:
        raise ChannelError("viber.no_public_address", remedy=Remedy.GIVE_UP)
    media_type = attachment.media_type.partition(";")[0].strip().lower()
    if media_type in PICTURES and attachment.size <= PICTURE_BYTES_MAX:
        return {"type": "picture", "text": "", "media": attachment.url}
    if media_type == "video/mp4" and attachment.size <= VIDEO_BYTES_MAX:
        return {"type": "video", "media": attachment.url, "size": attachment.size}
    return {"type": "file", "media": attachment.url, "size": attachment.size, "file_name": attachment.name[-256:]}


def _keyboard(buttons: Sequence[contract.Button]) -> Obj:
    return {"Type": "keyboard", "DefaultHeight": False, "Buttons": [_button(one) for one in buttons]}


def _button(button: contract.Button) -> Obj:
    """What a press says is shown in the chat as the person's own words, unless it is for a machine."""
    body = button.url or button.data or button.title
    return {
        "Columns": ROW_COLUMNS,
        "Rows": 1,
        "ActionType": "open-url" if button.url else "reply",
        "ActionBody": body,
        "Text": button.title,
        "TextSize": "regular",
        **({"Silent": True} if body.startswith(MACHINE_DATA) else {}),
    }


def _sender_shown(config: Config, *, name: str = "", avatar: str = "") -> Obj:
    shown = (name or str(config.get("sender_name", "")))[:NAME_MAX]
    return {"sender": {"name": shown, **({"avatar": avatar} if avatar else {})}}


async def _set_webhook(port: contract.Port, config: Config) -> None:
    """Viber calls the address at once and refuses one that does not answer."""
    hook = {"url": port.webhook_url, "event_types": list(EVENTS), "send_name": True, "send_photo": True}
    try:
        await _call(port, config, "set_webhook", hook)
    except ChannelError as error:
        if error.remedy is not Remedy.GIVE_UP:
            raise
        raise ChannelError("viber.webhook_refused", remedy=Remedy.RECONNECT, detail=error.detail) from None


async def _call(port: contract.Port, config: Config, method: str, params: Obj, *, sends: bool = False) -> Obj:
    """The method's answer. The token goes in the body, as Viber's own client sends it. Raises `ChannelError`."""
    token = str(config.get("token", ""))
    url = f"{str(config.get('base_url') or OFFICIAL_URL).rstrip('/')}/{method}"
    reply = await wire.ask(port, "viber", url, sends=sends, params={"auth_token": token, **params})
    answer = wire.decode_or_nothing(reply.body)
    if reply.status != 200 or "status" not in answer:
        error = wire.refusal((), kind="viber", status=reply.status, description="")
        error.retry_after_seconds = wire.number(reply.headers, "retry-after")
        raise error
    if answer["status"] == 0:
        return answer
    fault = FAULTS.get(wire.whole(answer, "status"), GENERAL)
    words = f"{wire.text(answer, 'status_message')} ({wire.text(answer, 'status')})"
    raise ChannelError(
        f"viber.{fault.name}", remedy=fault.remedy, detail=words.replace(token, "***") if token else words
    )
