"""Any other system as a channel, without code of ours: signed JSON in both directions (channels/generic).

What the other side must keep: it answers 2xx once a message is its own, and takes one `webhook-id` only once, for a
message whose answer was lost is sent again. Its shapes are published in docs/reference/http-channel.schema.json.
"""

import base64
from typing import Final

import msgspec

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.generic import events, signing
from otklik.channels.generic.events import FILES_MAX, TEXT_MAX
from otklik.platform.http import AddressRefused, HttpFailed, HttpReply

FILE_BYTES_MAX: Final = 5 * 1024 * 1024
SEND_SECONDS: Final = 30.0
ANSWER_BYTES_MAX: Final = 64 * 1024

_SECRET: Final = r"(whsec_)?[A-Za-z0-9+/_\-]{32,200}={0,2}"  # noqa: S105 - the form of one
_SECRET_HELP: Final = {
    "en": "Make it here and copy it to the other system before saving",
    "ru": "Создайте здесь и скопируйте в другую систему до сохранения",
}

MANIFEST: Final = contract.Manifest(
    kind="http",
    title={"en": "HTTP channel", "ru": "HTTP-канал"},
    summary={"en": "Any other system, by signed JSON", "ru": "Любая другая система: подписанный JSON"},
    setup={
        "en": "1. Give the other system a short name and make a secret for what comes in.\n"
        "2. To answer from here, enter the address that takes messages and make a secret for what goes out.\n"
        "3. Save. The address for incoming events is then shown above the form.\n"
        "4. Shapes, signatures and examples stand in `docs/how-to/http-channel.md`.",
        "ru": "1. Дайте другой системе короткое имя и создайте секрет для входящих.\n"
        "2. Чтобы отвечать отсюда, укажите адрес, который принимает сообщения, и создайте секрет для исходящих.\n"
        "3. Сохраните. Адрес для входящих событий появится над формой.\n"
        "4. Форматы, подписи и примеры — в `docs/how-to/http-channel.md`.",
    },
    colour="#475569",
    icon='<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
    'd="M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14"/>',
    fields=(
        ConfigField(
            name="system",
            kind=FieldKind.TEXT,
            label={"en": "Short name of the other system", "ru": "Короткое имя другой системы"},
            help={
                "en": "Latin letters. Channels with one name share their customers",
                "ru": "Латинские буквы. У каналов с одним именем общие клиенты",
            },
            required=True,
            pattern=r"[a-z0-9][a-z0-9\-]{0,39}",
            length_max=40,
        ),
        ConfigField(
            name="secret_in",
            kind=FieldKind.SECRET,
            label={"en": "Secret for what comes in", "ru": "Секрет для входящих"},
            help=_SECRET_HELP,
            required=True,
            pattern=_SECRET,
            made=True,
        ),
        ConfigField(
            name="url",
            kind=FieldKind.TEXT,
            label={"en": "Where our messages go", "ru": "Куда отправлять наши сообщения"},
            help={"en": "Empty: the channel only receives", "ru": "Пусто: канал только принимает"},
            pattern=r"https?://[^\s#]+",
            length_max=1_000,
            destination=True,
        ),
        ConfigField(
            name="secret_out",
            kind=FieldKind.SECRET,
            label={"en": "Secret for what goes out", "ru": "Секрет для исходящих"},
            help=_SECRET_HELP,
            pattern=_SECRET,
            made=True,
        ),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=FILE_BYTES_MAX,
        attachments_max=FILES_MAX,
        buttons_max=20,
        html=True,
        reply_to=True,
        edits=True,
        deletes=True,
        reactions=True,
        typing_in=True,
        typing_out=True,
        voice=True,
        location=True,
        receipt_delivered=True,
        receipt_read=True,
        idempotent_send=True,
    ),
    address_kind="http",
)


class File(contract.Frozen, frozen=True, kw_only=True):
    """A file of ours: a link where the server has a public address, else its bytes in base64."""

    name: str
    media_type: str
    size: int
    kind: str
    url: str = ""
    data: str = ""


class Author(contract.Frozen, frozen=True, kw_only=True):
    name: str
    avatar_url: str


class MessageOut(contract.Frozen, frozen=True, kw_only=True, tag_field="kind", tag="message"):
    """One message to one person. `id` is the same however often it is sent."""

    id: str
    thread_id: str
    to: str
    """The other system's id of the person."""
    text: str
    html: str
    attachments: tuple[File, ...]
    buttons: tuple[contract.Button, ...]
    reply_to_id: str
    author: Author
    automatic: bool
    language: str


class TypingOut(contract.Frozen, frozen=True, kw_only=True, tag_field="kind", tag="typing"):
    """Somebody is writing an answer; may be passed over."""

    thread_id: str


class CheckOut(contract.Frozen, frozen=True, kw_only=True, tag_field="kind", tag="check"):
    """The connection is tried: answer 2xx when the signature is good, 401 when it is not."""


Outgoing = MessageOut | TypingOut | CheckOut


class Answer(contract.Frozen, frozen=True, kw_only=True):
    """What the other side may answer a message: its own id for it, and whether it reached the person already."""

    id: str = ""
    delivered: bool = False


FAULTS: Final = (
    wire.Refusal(401, "", "signature_refused", Remedy.RECONNECT),
    wire.Refusal(403, "", "signature_refused", Remedy.RECONNECT),
    wire.Refusal(404, "", "not_found", Remedy.RECONNECT),
    wire.Refusal(405, "", "not_found", Remedy.RECONNECT),
    wire.Refusal(408, "", "no_answer", Remedy.RETRY),
    wire.Refusal(410, "", "person_gone", Remedy.UNREACHABLE),
    wire.Refusal(413, "", "too_big", Remedy.GIVE_UP),
    wire.Refusal(425, "", "too_many", Remedy.RETRY),
    *(wire.Refusal(status, "", "redirected", Remedy.RECONNECT) for status in (301, 302, 303, 307, 308)),
)


class Http:
    """All that the other side can do; what we cannot ask of it is to change what it was sent."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        if request.method != "POST" or request.received_at is None:
            return _told(405, "http.post_only")
        try:
            secret = str(config.get("secret_in") or "")
            event_id = signing.check(secret, request.headers, request.body, now=request.received_at)
        except signing.Refused as refused:
            if refused.reason == "signature":
                raise contract.SignatureRefused from None
            return _told(400 if refused.reason == "headers" else 403, f"http.{refused.reason}")
        item = RawItem(event_id=event_id, body=request.body, received_at=request.received_at)
        try:
            self.parse(item, config)
        except events.Unreadable as wrong:
            return _told(422, "http.unreadable", detail=str(wrong))
        return contract.WebhookReply(item=item, body=b"{}", content_type="application/json")

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return events.read(item, system=str(config.get("system") or ""))

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        body = MessageOut(
            id=message.id,
            thread_id=message.thread_id,
            to=events.plain(message.to, system=str(config.get("system") or "")),
            text=message.text,
            html=message.html,
            attachments=tuple([await _file(one) for one in message.attachments]),
            buttons=message.buttons,
            reply_to_id=message.reply_to_id,
            author=Author(name=message.author_name, avatar_url=message.author_avatar_url),
            automatic=message.automatic,
            language=message.language,
        )
        reply = await _post(port, config, body, message_id=message.id)
        if not 200 <= reply.status < 300:
            raise _refusal(reply, config)
        answer = _answer(reply)
        return contract.SendResult(external_id=answer.id or message.id, delivered=answer.delivered)

    async def show_typing(self, port: contract.Port, config: Config, thread_id: str) -> None:
        if config.get("url"):
            at = int(port.now().timestamp())
            await _post(port, config, TypingOut(thread_id=thread_id), message_id=f"typing:{thread_id}:{at}"[:150])

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        return await wire.download(port, "http", attachment.ref, timeout_seconds=SEND_SECONDS)

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        """The other side is asked twice: with a good signature, which it must take, and with a wrong one."""
        if not config.get("url"):
            return [CheckStep(code="http.receives_only", ok=True)]
        at = int(port.now().timestamp())
        try:
            reply = await _post(port, config, CheckOut(), message_id=f"check:{at}")
        except ChannelError as error:
            return [CheckStep(code="http.answer", ok=False, detail=error.code)]
        if not 200 <= reply.status < 300:
            return [CheckStep(code="http.answer", ok=False, detail=_refusal(reply, config).code)]
        steps = [CheckStep(code="http.answer", ok=True, detail=str(config["url"]))]
        wrong = {**config, "secret_out": base64.b64encode(b"not the secret of this channel").decode()}
        careless = 200 <= (await _post(port, wrong, CheckOut(), message_id=f"check:{at}:wrong")).status < 300
        trouble = "http.signature_unchecked" if careless else ""
        return [*steps, CheckStep(code="http.signature", ok=not trouble, detail=trouble)]


provider: Final = Http()


async def _post(port: contract.Port, config: Config, body: Outgoing, *, message_id: str) -> HttpReply:
    """Signed. An answer that was lost is asked for again: the id tells the other side that it had the message."""
    url, secret = str(config.get("url") or ""), str(config.get("secret_out") or "")
    if not url or not secret:
        raise ChannelError("http.url_missing" if not url else "http.secret_missing", remedy=Remedy.RECONNECT)
    raw = msgspec.json.encode(body)
    signed = signing.headers(secret, raw, message_id=message_id, at=port.now())
    try:
        return await port.http.request(
            "POST",
            url,
            headers={**signed, "content-type": "application/json"},
            body=raw,
            timeout_seconds=SEND_SECONDS,
            reply_bytes_max=ANSWER_BYTES_MAX,
        )
    except AddressRefused:
        raise ChannelError("http.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        raise ChannelError("http.no_answer", remedy=Remedy.RETRY, detail=error.reason) from None


async def _file(one: contract.OutboundAttachment) -> File:
    data = "" if one.url else base64.b64encode(await one.read()).decode()
    return File(name=one.name, media_type=one.media_type, size=one.size, kind=one.kind, url=one.url, data=data)


def _refusal(reply: HttpReply, config: Config) -> ChannelError:
    """By the status; the other side's words are for the log, without our secret should it say that back."""
    words, secret = reply.body.decode(errors="replace"), str(config["secret_out"])
    error = wire.refusal(FAULTS, kind="http", status=reply.status, description=words.replace(secret, "***")[:300])
    pause = reply.headers.get("retry-after", "")
    if error.remedy is Remedy.RETRY and pause.isascii() and pause.isdigit():
        error.retry_after_seconds = float(pause)
    return error


def _answer(reply: HttpReply) -> Answer:
    """An answer without a body, or with one of another kind, is an answer all the same."""
    try:
        return msgspec.json.decode(reply.body, type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Answer()


def _told(status: int, code: str, *, detail: str = "") -> contract.WebhookReply:
    """What was wrong, for whoever writes the other side; nothing is stored."""
    body = msgspec.json.encode({"code": code, "detail": detail})
    return contract.WebhookReply(item=None, status=status, body=body, content_type="application/json")
