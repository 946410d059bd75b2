"""VK: a community that customers write to, by Callback API or Bots Long Poll (dev.vk.com, API 5.199).

What comes in is read in `channels/vk/events.py`, what is asked of VK stands in `channels/vk/community.py`. Everything
may be asked twice: VK drops a message whose `random_id` it has seen.
"""

import itertools
from collections.abc import Sequence
from typing import Final
from urllib.parse import urljoin

from otklik.channels import contract, fields, layout, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem
from otklik.channels.vk import events, wall
from otklik.channels.vk.community import (
    OFFICIAL_URL,
    STYLE,
    TEXT_MAX,
    TRANSFER_SECONDS,
    UPLOAD_BYTES_MAX,
    VERSION,
    Community,
    raw_item,
    secret_word,
)

REDIRECTS_MAX: Final = 3

MANIFEST: Final = contract.Manifest(
    kind="vk",
    title={"en": "VK", "ru": "ВКонтакте"},
    summary={"en": "Customers write to your community", "ru": "Клиенты пишут вашему сообществу"},
    setup={
        "en": "1. In the community open *Manage → Messages* and switch messages on.\n"
        "2. In *Manage → Settings → API usage* create a key that may manage the community and use its messages, photos "
        "and documents.\n"
        "3. Copy the key into the form.",
        "ru": "1. В сообществе откройте «Управление → Сообщения» и включите сообщения.\n"
        "2. В «Управление → Настройки → Работа с API» создайте ключ с доступом к управлению, сообщениям, фотографиям "
        "и документам сообщества.\n"
        "3. Скопируйте ключ в форму.",
    },
    colour="#0077FF",
    icon='<path fill="currentColor" d="M3 6h3.4c.2 4.3 2 6.2 3.6 6.6V6h3.2v3.9c1.5-.2 3-1.9 3.5-3.9h3.1c-.5 2.7-2.3 4.6'
    '-3.6 5.4 1.3.6 3.4 2.2 4.2 5.6H17c-.7-2.1-2.2-3.3-3.8-3.5V17h-.4C7 17 3.2 12.7 3 6z"/>',
    fields=(
        ConfigField(
            name="token",
            kind=FieldKind.SECRET,
            label={"en": "Community access key", "ru": "Ключ доступа сообщества"},
            required=True,
            pattern=r"[A-Za-z0-9._-]+",
        ),
        fields.INTAKE,
        ConfigField(
            name="confirmation",
            kind=FieldKind.TEXT,
            label={"en": "Confirmation string, for webhook", "ru": "Строка подтверждения, для webhook"},
            help={"en": "“Test connection” tells it", "ru": "Её назовёт «Проверить подключение»"},
            pattern=r"[A-Za-z0-9]+",
            advanced=True,
        ),
        ConfigField(
            name=wall.KEY,
            kind=FieldKind.SECRET,
            label={"en": "Key for posts on the wall", "ru": "Ключ для записей на стене"},
            help={
                "en": "An administrator's own access key with the rights wall, photos, groups and offline: "
                "VK does not let a community's key post",
                "ru": "Личный ключ доступа администратора с правами wall, photos, groups и offline: "
                "по ключу сообщества ВКонтакте записи не публикует",
            },
            pattern=r"[A-Za-z0-9._-]+",
            advanced=True,
        ),
        fields.base_url(OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=UPLOAD_BYTES_MAX,
        attachments_max=10,
        buttons_max=10,
        reply_to=True,
        edits=True,
        reactions=True,
        typing_in=True,
        typing_out=True,
        read_out=True,
        voice=True,
        location=True,
        receipt_read=True,
        idempotent_send=True,
        publishes="own",
        rate_per_second=20.0,
    ),
    address_kind="vk",
    prices=(contract.Price(micros=20_000, currency="RUB"),),
    contact_link="https://vk.me/{username}?ref={start}",
)


class Vk:
    """Every protocol of the contract, each method a few lines over the helpers below."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return events.read(item)

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        """The confirmation may be asked for before VK is told the secret; the journal is not told it at all."""
        event, secret = wire.decode_or_nothing(request.body), secret_word(request.secret)
        confirms = wire.text(event, "type") == "confirmation"
        if not confirms or "secret" in event:
            wire.check_secret(wire.text(event, "secret"), expected=secret)
        if confirms:
            return contract.WebhookReply(item=None, body=str(config.get("confirmation", "")).encode())
        item = raw_item(event, request.body.replace(f'"{secret}"'.encode(), b'"***"'))
        return contract.WebhookReply(item=item, body=b"ok")

    def listens(self, config: Config) -> bool:
        return config.get("intake", fields.POLLING) == fields.POLLING

    async def listen(self, port: contract.Port, config: Config) -> None:
        """VK numbers its events; the number to go on from is the channel's state."""
        community, ts = Community(port, config), wire.text(await port.load_state(), "ts")
        while True:
            server = wire.obj(await community.manage("groups.getLongPollServer"))
            await port.report(None)
            ts = await community.poll(server, ts=ts or wire.text(server, "ts"))

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        community, numbers = Community(port, config), itertools.count()

        async def post(letter: layout.Letter) -> contract.SendResult:
            return await community.post(letter, message, number=next(numbers))

        letters = await layout.lay_out(message, style=STYLE)
        return await layout.post_all(letters, kind="vk", style=STYLE, post=post)

    async def community(self, port: contract.Port, config: Config, address: str) -> contract.Community:
        """The channel's own; nothing is asked of the address."""
        return await wall.community(port, config)

    async def publish(
        self, port: contract.Port, config: Config, community: contract.Community, post: contract.OutboundMessage
    ) -> contract.Published:
        return await wall.publish(port, config, community, post)

    async def show_typing(self, port: contract.Port, config: Config, thread_id: str) -> None:
        await Community(port, config).call("messages.setActivity", peer_id=thread_id, type="typing")

    async def introduce(
        self, port: contract.Port, config: Config, strangers: Sequence[contract.Stranger]
    ) -> Sequence[contract.Sender]:
        """Communities and chats have no card that could be asked for here."""
        known = await Community(port, config).people({one.id for one in strangers if events.is_person(one.id)})
        return [events.person(number, card) for number, card in known.items()]

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        up_to = {"up_to_cmid": external_id} if external_id.isdecimal() else {"mark_conversation_as_read": 1}
        await Community(port, config).call("messages.markAsRead", peer_id=thread_id, **up_to)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """A document's address leads on to where it is kept."""
        url, leads = attachment.ref, 0
        while True:
            reply = await wire.ask(port, "vk", url, timeout_seconds=TRANSFER_SECONDS)
            if reply.status == 200:
                return reply.body
            if "location" not in reply.headers or leads == REDIRECTS_MAX:
                raise wire.refusal((), kind="vk.file", status=reply.status, description="")
            url, leads = urljoin(url, reply.headers["location"]), leads + 1

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        community = Community(port, config)
        told = {"api_version": VERSION, **dict.fromkeys(events.MESSAGES, 1)}
        await community.forget_server()
        if self.listens(config):
            await community.manage("groups.setLongPollSettings", enabled=1, **told)
        else:
            server_id = await community.add_server()
            await community.manage("groups.setCallbackSettings", server_id=server_id, lead_forms_new=1, **told)
        card = await community.card()
        username, name = wire.text(card, "screen_name"), wire.text(card, "name")
        return contract.Connection(address=username, facts={"username": username, "name": name})

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked key can take nothing back
            await Community(port, config).forget_server()

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        community, steps = Community(port, config), list[CheckStep]()
        tries = {"vk.token": community.check_key, "vk.rights": community.check_rights}
        if not self.listens(config):
            tries["vk.intake"] = community.check_confirmation
        for code, attempt in tries.items():
            try:
                steps.append(CheckStep(code=code, ok=True, detail=await attempt()))
            except ChannelError as error:
                return [*steps, CheckStep(code=code, ok=False, detail=str(error))]
        return steps


provider = Vk()
