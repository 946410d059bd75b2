"""Odnoklassniki: a group that customers write to, by the bot part of the Graph API (apiok.ru/dev/graph_api).

Its events are not signed, so the address they come to holds a secret; what polling brings is as sure as its https.
Ids are strings like `user:1`, `chat:C2`, `mid:C2.3` and stay as they are. Times are Unix milliseconds.
"""

import asyncio
import contextlib
from typing import Final
from urllib.parse import quote

import msgspec

from otklik.channels import contract, fields, layout, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.odnoklassniki import catching, events, graph
from otklik.channels.wire import Obj
from otklik.platform.http import Upload

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
        fields.base_url(graph.OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=UPLOAD_BYTES_MAX,
        attachments_max=ATTACHMENTS_MAX,
        buttons_max=10,
        reply_to=True,
        typing_out=True,
        read_out=True,
        location=True,
    ),
    address_kind="odnoklassniki",
    contact_link="https://ok.ru/group/{number}",
)

TYPES: Final = ("MESSAGE_CREATED", "MESSAGE_CALLBACK", "CHAT_SYSTEM")
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


class Odnoklassniki:
    """Every protocol of the contract, each method a few lines over the helpers below."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return events.read(item)

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.query.get("key", ""), expected=request.secret)
        return contract.WebhookReply(item=events.raw_item(request.body))

    def listens(self, config: Config) -> bool:
        return True

    async def listen(self, port: contract.Port, config: Config) -> None:
        if not _polls(config):
            await catching.watch(port, config)
        marker, types, told = wire.text(await port.load_state(), "marker"), dict[str, str](), False
        while True:
            query = {"marker": marker} if marker else {}
            page = await graph.call(port, config, "/me/updates", query, seconds=POLL_SECONDS)
            for event in wire.objs(page, "updates"):
                kind = await _chat_type(port, config, wire.text(event, "recipient", "chat_id"), types)
                item = events.raw_item(msgspec.json.encode(event))
                await port.deposit(msgspec.structs.replace(item, headers={events.CHAT_TYPE: kind} if kind else {}))
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
        await _act(port, config, thread_id, "typing_on")

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        await _act(port, config, thread_id, "mark_seen")

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        return await wire.download(port, "odnoklassniki", attachment.ref, timeout_seconds=TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        info = await graph.call(port, config, "/me/info")
        await _forget(port, config)
        polls = {"types": TYPES, "longPolling": True}
        taken = await graph.call(
            port, config, "/me/subscribe", body=polls if _polls(config) else {"url": _address(port)}
        )
        if taken.get("success") is not True:
            raise ChannelError("odnoklassniki.webhook_refused", remedy=Remedy.RECONNECT)
        name, group_id = wire.text(info, "name"), wire.text(info, "group_id")
        return contract.Connection(
            address=name, facts={"name": name, "group_id": group_id, "number": group_id.removeprefix("group:")}
        )

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked key has no subscription left
            await _forget(port, config)

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            info = await graph.call(port, config, "/me/info")
        except ChannelError as error:
            return [CheckStep(code="odnoklassniki.token", ok=False, detail=str(error))]
        return [CheckStep(code="odnoklassniki.token", ok=True, detail=wire.text(info, "name"))]


provider = Odnoklassniki()


def _polls(config: Config) -> bool:
    return config.get("intake", fields.POLLING) == fields.POLLING


def _address(port: contract.Port) -> str:
    return f"{port.webhook_url}?key={quote(port.webhook_secret)}"


async def _forget(port: contract.Port, config: Config) -> None:
    """Take our subscription away, with whatever secret it was made."""
    found = wire.objs(await graph.call(port, config, "/me/subscriptions"), "subscriptions")
    for url in (wire.text(one, "url") for one in found):
        if url.partition("?")[0] == port.webhook_url:
            await graph.call(port, config, "/me/unsubscribe", body={"url": url})


async def _chat_type(port: contract.Port, config: Config, chat_id: str, types: dict[str, str]) -> str:
    """What kind of chat it is, asked once; a message of which this is not known is a message all the same."""
    if len(types) > CHATS_MAX:
        types.clear()
    if chat_id and chat_id not in types:
        with contextlib.suppress(ChannelError):
            types[chat_id] = wire.text(await graph.call(port, config, f"/me/chat/{quote(chat_id)}"), "type")
    return types.get(chat_id, "")


async def _act(port: contract.Port, config: Config, thread_id: str, sender_action: str) -> None:
    body = {"recipient": {"chat_id": thread_id}, "sender_action": sender_action}
    await graph.call(port, config, f"/me/messages/{quote(thread_id)}", body=body)


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
    answer = await graph.call(port, config, path, body={"recipient": recipient, "message": told}, sends=True)
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
    place = await graph.call(port, config, "/me/fileUploadUrl", {"type": file.field})
    form, url = [msgspec.structs.replace(file, field="file")], wire.text(place, "url")
    reply = await wire.ask(port, "odnoklassniki", url, params={}, uploads=form, timeout_seconds=TRANSFER_SECONDS)
    token = wire.text(place, "token") or wire.text(wire.decode_or_nothing(reply.body), "token")
    if reply.status >= 400 or not token:
        raise ChannelError("odnoklassniki.file_refused", remedy=Remedy.GIVE_UP, detail=str(reply.status))
    return {"type": file.field, "payload": {"token": token}}
