"""Avito: chats about a company's advertisements (developers.avito.ru, messenger; the OpenAPI document of May 2026).

Deliveries are signed by an algorithm that Avito does not publish, so the address itself carries the channel's secret.
The pass to the API lives for a day and is fetched with the keys; it is kept in memory only.
"""

import mimetypes
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from otklik.channels import contract, fields, layout, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.wire import Obj, Refusal
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

OFFICIAL_URL: Final = "https://api.avito.ru"
TEXT_MAX: Final = 1000
PICTURE_BYTES_MAX: Final = 24 * 1024 * 1024
TRANSFER_SECONDS: Final = 120.0
PASS_MARGIN: Final = timedelta(minutes=5)
PASSES_MAX: Final = 1000
SECRET_PARAMETER: Final = "secret"  # noqa: S105 - the name of a parameter
VOICE: Final = "voice:"
"""How the `ref` of a voice begins: its address is asked for when it is fetched, for it lives an hour."""

MANIFEST: Final = contract.Manifest(
    kind="avito",
    title={"en": "Avito", "ru": "Авито"},
    summary={"en": "Chats about your advertisements", "ru": "Чаты по вашим объявлениям"},
    setup={
        "en": "1. The API of messages needs a paid plan: **Maximum** for goods and jobs, **Extended** or **Maximum** "
        "for services.\n"
        "2. On [avito.ru/professionals/api](https://www.avito.ru/professionals/api) make keys with the company's main "
        "account and copy **client_id** and **client_secret** into the form.\n"
        "3. Copy the **profile number** from the profile's settings.\n"
        "4. The server needs a public https address that answers within two seconds.",
        "ru": "1. Для API сообщений нужен платный тариф: **Максимальный** для товаров и работы, **Расширенный** или "
        "**Максимальный** для услуг.\n"
        "2. На [avito.ru/professionals/api](https://www.avito.ru/professionals/api) создайте ключи из основного "
        "аккаунта компании и скопируйте в форму **client_id** и **client_secret**.\n"
        "3. Скопируйте **номер профиля** из настроек профиля.\n"
        "4. Серверу нужен публичный адрес с https, который отвечает за две секунды.",
    },
    colour="#00AAFF",
    icon='<circle cx="8" cy="8" r="4.5" fill="currentColor"/><circle cx="17" cy="7" r="3" fill="currentColor"/>'
    '<circle cx="7" cy="17.5" r="2.5" fill="currentColor"/><circle cx="16.5" cy="16" r="5" fill="currentColor"/>',
    fields=(
        ConfigField(
            name="client_id",
            kind=FieldKind.TEXT,
            label={"en": "client_id", "ru": "client_id"},
            required=True,
            pattern=r"[A-Za-z0-9_-]{5,100}",
        ),
        ConfigField(
            name="client_secret",
            kind=FieldKind.SECRET,
            label={"en": "client_secret", "ru": "client_secret"},
            required=True,
            pattern=r"[A-Za-z0-9_-]{5,200}",
        ),
        ConfigField(
            name="user_id",
            kind=FieldKind.TEXT,
            label={"en": "Profile number", "ru": "Номер профиля"},
            help={"en": "Digits from the profile's settings", "ru": "Цифры из настроек профиля"},
            required=True,
            pattern=r"[0-9]{1,20}",
        ),
        fields.base_url(OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=PICTURE_BYTES_MAX,
        attachments_max=10,
        attachment_types=("image/*",),
        deletes=True,
        location=True,
    ),
    address_kind="avito",
    contact_link="{profile_url}",
)

PICTURES: Final[Mapping[str, str]] = dict.fromkeys(
    ("image/jpeg", "image/png", "image/gif", "image/bmp", "image/heic"), "image"
)
STYLE: Final = layout.Style(
    kinds=PICTURES, text_max=TEXT_MAX, other="file", picture="image", picture_bytes_max=PICTURE_BYTES_MAX
)
REFUSALS: Final = (
    Refusal(402, "", "plan_missing", Remedy.RECONNECT),
    Refusal(403, "", "access_refused", Remedy.RECONNECT),
    Refusal(404, "", "chat_not_found", Remedy.UNREACHABLE),
)
KEYS_REFUSED: Final = tuple(Refusal(status, "", "keys_refused", Remedy.RECONNECT) for status in (400, 401, 403, 404))


class Pass(NamedTuple):
    """What the keys were exchanged for."""

    token: str
    expires_at: datetime


class Ask(NamedTuple):
    """One request. `sends`: a lost answer leaves open whether somebody got a message."""

    method: str
    path: str
    params: Obj | None = None
    query: Mapping[str, str] | None = None
    form: Mapping[str, str] | None = None
    uploads: tuple[Upload, ...] = ()
    sends: bool = False


class Avito:
    """Everything Avito has: words and pictures out, and no receipts."""

    manifest = MANIFEST

    def __init__(self) -> None:
        self._passes: dict[tuple[str, ...], Pass] = {}

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.query.get(SECRET_PARAMETER, ""), expected=request.secret)
        value = wire.obj(wire.decode_or_nothing(request.body), "payload", "value")
        # a message that is deleted comes again, under the same id
        event_id = f"{wire.text(value, 'type')}:{wire.text(value, 'id')}" if wire.text(value, "id") else ""
        known = 0 < len(event_id) <= contract.EVENT_ID_MAX
        item = RawItem(event_id=event_id if known else wire.digest(request.body), body=request.body)
        return contract.WebhookReply(item=item)

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        body = wire.decode(item.body)
        kind = wire.text(body, "payload", "type")
        if kind != "message":
            return [contract.InboundUnknown(name=kind or "empty")]
        try:
            return [_read_message(wire.obj(body, "payload", "value"), item)]
        except (wire.Incomplete, RecursionError):
            return [contract.InboundUnknown(name="message.incomplete")]

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        chat = f"messenger/v1/accounts/{config['user_id']}/chats/{message.thread_id}/messages"

        async def post(letter: layout.Letter) -> contract.SendResult:
            if letter.files:
                picture = await self._keep(port, config, letter.files[0])
                ask = Ask("POST", f"{chat}/image", {"image_id": picture}, sends=True)
            else:
                ask = Ask("POST", chat, {"type": "text", "message": {"text": letter.text}}, sends=True)
            sent = await self._call(port, config, ask)
            if not (external_id := wire.text(sent, "id")):
                raise ChannelError("avito.answer_unreadable", remedy=Remedy.UNKNOWN)
            return contract.SendResult(external_id=external_id, accepted_at=wire.moment(sent, "created"))

        letters = await layout.lay_out(message, style=STYLE)
        if any(file.field != "image" for letter in letters for file in letter.files):
            raise ChannelError("avito.only_pictures", remedy=Remedy.GIVE_UP)
        return await layout.post_all(letters, kind="avito", style=STYLE, post=post)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """Pictures lie on a public host; a voice's address is asked for, and lives for an hour."""
        url = attachment.ref
        if url.startswith(VOICE):
            voice_id = url.removeprefix(VOICE)
            path = f"messenger/v1/accounts/{config['user_id']}/getVoiceFiles"
            found = await self._call(port, config, Ask("GET", path, query={"voice_ids": voice_id}))
            url = wire.text(found, "voices_urls", voice_id)
        if not url:
            raise ChannelError("avito.file_gone", remedy=Remedy.GIVE_UP)
        return await wire.download(port, "avito", url, timeout_seconds=TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        account = await self._account(port, config)
        await self._call(port, config, Ask("POST", "messenger/v3/webhook", {"url": _hook(port)}))
        facts = {"user_id": wire.text(account, "id"), "profile_url": wire.text(account, "profile_url")}
        return contract.Connection(address=wire.text(account, "name"), facts=facts)

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        try:
            await self._call(port, config, Ask("POST", "messenger/v1/webhook/unsubscribe", {"url": _hook(port)}))
        except ChannelError as error:
            if error.remedy is not Remedy.RECONNECT:  # revoked keys have no webhook left
                raise

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            account = await self._account(port, config)
        except ChannelError as error:
            return [CheckStep(code="avito.keys", ok=False, detail=error.code)]
        keys = CheckStep(code="avito.keys", ok=True, detail=wire.text(account, "name"))
        try:
            chats = f"messenger/v2/accounts/{config['user_id']}/chats"
            await self._call(port, config, Ask("GET", chats, query={"limit": "1"}))
        except ChannelError as error:
            return [keys, CheckStep(code="avito.messages", ok=False, detail=error.code)]
        trouble = "" if port.webhook_url.startswith("https://") else "avito.webhook_refused"
        intake = CheckStep(code="avito.intake", ok=not trouble, detail=trouble)
        return [keys, CheckStep(code="avito.messages", ok=True), intake]

    async def _account(self, port: contract.Port, config: Config) -> Obj:
        """Whose keys they are: of the profile that was named, else messages would come from somebody else."""
        account = await self._call(port, config, Ask("GET", "core/v1/accounts/self"))
        if wire.text(account, "id") != config["user_id"]:
            raise ChannelError("avito.other_profile", remedy=Remedy.RECONNECT)
        return account

    async def _keep(self, port: contract.Port, config: Config, picture: Upload) -> str:
        upload = Upload(field="uploadfile[]", name=picture.name, media_type=picture.media_type, data=picture.data)
        path = f"messenger/v1/accounts/{config['user_id']}/uploadImages"
        kept = await self._call(port, config, Ask("POST", path, uploads=(upload,)))
        return next(iter(kept), "")

    async def _call(self, port: contract.Port, config: Config, ask: Ask) -> Obj:
        """The answer. A pass that was refused is fetched anew once: nothing was done with it. Raises `ChannelError`."""
        reply = await _ask(port, config, ask, token=await self._pass(port, config))
        if reply.status == 401:
            self._passes.pop(_keys(config), None)
            reply = await _ask(port, config, ask, token=await self._pass(port, config))
        answer = wire.decode_or_nothing(reply.body)
        if 200 <= reply.status < 300 and answer:
            return answer
        raise _refusal(reply, config, rows=REFUSALS)

    async def _pass(self, port: contract.Port, config: Config) -> str:
        known = self._passes.get(_keys(config))
        if known is not None and port.now() < known.expires_at:
            return known.token
        keys = {name: str(config[name]) for name in ("client_id", "client_secret")}
        ask = Ask("POST", "token", form={"grant_type": "client_credentials", **keys})
        reply = await _ask(port, config, ask)
        answer = wire.decode_or_nothing(reply.body)
        token = wire.text(answer, "access_token")
        if reply.status != 200 or not token:
            raise _refusal(reply, config, rows=KEYS_REFUSED)
        if len(self._passes) >= PASSES_MAX:
            self._passes.clear()
        lives = timedelta(seconds=wire.whole(answer, "expires_in"))
        self._passes[_keys(config)] = Pass(token, port.now() + lives - PASS_MARGIN)
        return token


provider = Avito()


def _read_message(value: Obj, item: RawItem) -> Inbound:
    external_id, thread_id = wire.identifier(value, "id"), wire.identifier(value, "chat_id")
    kind, sent_at = wire.text(value, "type"), wire.sent_at(item, value, "created")
    content = wire.obj(value, "content")
    if kind == "deleted":
        return contract.InboundDelete(external_id=external_id, thread_id=thread_id, sent_at=sent_at)
    if kind == "system":
        name = ".".join(filter(None, ("system", wire.text(content, "flow_id"))))
        return contract.InboundUnknown(name=name, external_id=external_id)
    author, ours = wire.identifier(value, "author_id"), wire.text(value, "user_id")
    attachments, location = _attachments(kind, content), _location(content)
    text = _words(content)
    if not (text or attachments or location):
        text = f"[{kind or 'empty'}]"
    return contract.InboundMessage(
        external_id=external_id,
        thread_id=thread_id,
        sender=contract.Sender(id=author),
        sent_at=sent_at,
        text=text,
        visible_text=text,
        attachments=attachments,
        location=location,
        outgoing=author == ours,
    )


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


def _hook(port: contract.Port) -> str:
    return f"{port.webhook_url}?{SECRET_PARAMETER}={port.webhook_secret}"


def _keys(config: Config) -> tuple[str, ...]:
    return tuple(str(config.get(name, "")) for name in ("base_url", "client_id", "client_secret"))


async def _ask(port: contract.Port, config: Config, ask: Ask, *, token: str = "") -> HttpReply:
    """The cause of a failure is cut off: it holds headers, and the headers hold the pass."""
    try:
        return await port.http.request(
            ask.method,
            f"{str(config.get('base_url') or OFFICIAL_URL).rstrip('/')}/{ask.path}",
            headers={"authorization": f"Bearer {token}"} if token else None,
            query=ask.query,
            json=ask.params,
            form=ask.form,
            uploads=ask.uploads,
            timeout_seconds=TRANSFER_SECONDS if ask.uploads else TIMEOUT_SECONDS,
        )
    except AddressRefused:
        raise ChannelError("avito.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        remedy = Remedy.UNKNOWN if ask.sends and error.sent else Remedy.RETRY
        raise ChannelError("avito.no_answer", remedy=remedy, detail=error.reason) from None


def _refusal(reply: HttpReply, config: Config, *, rows: tuple[Refusal, ...]) -> ChannelError:
    answer = wire.decode_or_nothing(reply.body)
    words = wire.text(answer, "error", "message") or wire.text(answer, "error_description")
    hide = str(config.get("client_secret", ""))
    error = wire.refusal(rows, kind="avito", status=reply.status, description=words, hide=hide)
    error.retry_after_seconds = wire.number(reply.headers, "retry-after")
    return error
