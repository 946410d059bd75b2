"""Avito: chats about a company's advertisements (developers.avito.ru, messenger; the OpenAPI document of May 2026).

Deliveries are signed by an algorithm that Avito does not publish, so the address itself carries the channel's secret.
Nothing says whether Avito repeats a delivery that failed, so the chats are looked through as well.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.channels import contract, fields, layout, wire
from otklik.channels.avito import catching, messages
from otklik.channels.avito.account import OFFICIAL_URL, TRANSFER_SECONDS, Account, Ask, Passes
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.platform.http import Upload

TEXT_MAX: Final = 1000
PICTURE_BYTES_MAX: Final = 24 * 1024 * 1024
SECRET_PARAMETER: Final = "secret"  # noqa: S105 - the name of a parameter

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
        read_out=True,
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


class Avito:
    """Everything Avito has: words and pictures out, and no receipts."""

    manifest = MANIFEST

    def __init__(self) -> None:
        self._passes: Passes = {}

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.query.get(SECRET_PARAMETER, ""), expected=request.secret)
        event_id = messages.event_id(wire.obj(wire.decode_or_nothing(request.body), "payload", "value"))
        return contract.WebhookReply(item=RawItem(event_id=event_id or wire.digest(request.body), body=request.body))

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return messages.read(item)

    def listens(self, config: Config) -> bool:
        return True

    async def listen(self, port: contract.Port, config: Config) -> None:
        await catching.watch(port, self._account(port, config))

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        account = self._account(port, config)
        chat = account.chats(message.thread_id, "messages", version=1)

        async def post(letter: layout.Letter) -> contract.SendResult:
            if letter.files:
                picture = await _keep(account, letter.files[0])
                ask = Ask("POST", f"{chat}/image", {"image_id": picture}, sends=True)
            else:
                ask = Ask("POST", chat, {"type": "text", "message": {"text": letter.text}}, sends=True)
            sent = await account.call(ask)
            if not (external_id := wire.text(sent, "id")):
                raise ChannelError("avito.answer_unreadable", remedy=Remedy.UNKNOWN)
            return contract.SendResult(external_id=external_id, accepted_at=wire.moment(sent, "created"))

        letters = await layout.lay_out(message, style=STYLE)
        if any(file.field != "image" for letter in letters for file in letter.files):
            raise ChannelError("avito.only_pictures", remedy=Remedy.GIVE_UP)
        return await layout.post_all(letters, kind="avito", style=STYLE, post=post)

    async def introduce(
        self, port: contract.Port, config: Config, strangers: Sequence[contract.Stranger]
    ) -> Sequence[contract.Sender]:
        """A chat names its people."""
        account, known = self._account(port, config), list[contract.Sender]()
        for chat_id in dict.fromkeys(one.thread_id for one in strangers):
            chat = await account.call(Ask("GET", account.chats(chat_id, version=2)))
            known += messages.people(wire.objs(chat, "users"), account=account.number)
        return known

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        account = self._account(port, config)
        await account.call(Ask("POST", account.chats(thread_id, "read", version=1)))

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """Pictures lie on a public host; a voice's address is asked for, and lives for an hour."""
        url = attachment.ref
        if url.startswith(messages.VOICE):
            voice_id, account = url.removeprefix(messages.VOICE), self._account(port, config)
            path = f"messenger/v1/accounts/{account.number}/getVoiceFiles"
            found = await account.call(Ask("GET", path, query={"voice_ids": voice_id}))
            url = wire.text(found, "voices_urls", voice_id)
        if not url:
            raise ChannelError("avito.file_gone", remedy=Remedy.GIVE_UP)
        return await wire.download(port, "avito", url, timeout_seconds=TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        account = self._account(port, config)
        profile = await account.whose()
        await account.call(Ask("POST", "messenger/v3/webhook", {"url": _hook(port)}))
        facts = {"user_id": wire.text(profile, "id"), "profile_url": wire.text(profile, "profile_url")}
        return contract.Connection(address=wire.text(profile, "name"), facts=facts)

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # revoked keys have no webhook left
            leave = Ask("POST", "messenger/v1/webhook/unsubscribe", {"url": _hook(port)})
            await self._account(port, config).call(leave)

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        account = self._account(port, config)
        try:
            profile = await account.whose()
        except ChannelError as error:
            return [CheckStep(code="avito.keys", ok=False, detail=error.code)]
        keys = CheckStep(code="avito.keys", ok=True, detail=wire.text(profile, "name"))
        try:
            await account.call(Ask("GET", account.chats(version=2), query={"limit": "1"}))
        except ChannelError as error:
            return [keys, CheckStep(code="avito.messages", ok=False, detail=error.code)]
        trouble = "" if port.webhook_url.startswith("https://") else "avito.webhook_refused"
        intake = CheckStep(code="avito.intake", ok=not trouble, detail=trouble)
        return [keys, CheckStep(code="avito.messages", ok=True), intake]

    def _account(self, port: contract.Port, config: Config) -> Account:
        return Account(port, config, self._passes)


provider = Avito()


async def _keep(account: Account, picture: Upload) -> str:
    upload = Upload(field="uploadfile[]", name=picture.name, media_type=picture.media_type, data=picture.data)
    path = f"messenger/v1/accounts/{account.number}/uploadImages"
    kept = await account.call(Ask("POST", path, uploads=(upload,)))
    return next(iter(kept), "")


def _hook(port: contract.Port) -> str:
    return f"{port.webhook_url}?{SECRET_PARAMETER}={port.webhook_secret}"
