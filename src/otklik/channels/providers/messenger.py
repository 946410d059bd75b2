"""Facebook Messenger: conversations with a Page (developers.facebook.com/docs/messenger-platform, Graph v23.0)."""

from collections.abc import Sequence
from typing import Final

from otklik.channels import contract, fields, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, Inbound, RawItem
from otklik.channels.meta import answers, graph, people, talks
from otklik.channels.meta.graph import Graph
from otklik.channels.wire import Obj

TEXT_MAX: Final = 2000
SUBSCRIBED: Final = (
    "messages,messaging_postbacks,message_deliveries,message_reads,message_echoes,message_reactions,message_edits,"
    "messaging_referrals"
)
ACCOUNT: Final = answers.Account(kind="messenger", text_max=TEXT_MAX, marks=True)
ABOUT: Final = "first_name,last_name,profile_pic"

MANIFEST: Final = contract.Manifest(
    kind="messenger",
    title={"en": "Messenger", "ru": "Messenger"},
    summary={"en": "Customers write to your Facebook Page", "ru": "Клиенты пишут вашей странице в Facebook"},
    setup={
        "en": "1. At [developers.facebook.com](https://developers.facebook.com/apps) make a business app and add "
        "Messenger to it.\n"
        "2. In **Messenger → API settings** connect your Page and make its token.\n"
        "3. Copy the app secret from **App settings → Basic**, make up a verify token, and save.\n"
        "4. In **Messenger → API settings → Webhooks** enter the channel's webhook address and the same verify token.\n"
        "5. To answer everybody and not only the app's own testers, ask Meta for `pages_messaging` with "
        "advanced access.",
        "ru": "1. На [developers.facebook.com](https://developers.facebook.com/apps) создайте приложение для бизнеса и "
        "добавьте в него Messenger.\n"
        "2. В **Messenger → API settings** подключите страницу и выпустите её токен.\n"
        "3. Скопируйте секрет приложения из **Настройки → Основное**, придумайте токен подтверждения и сохраните.\n"
        "4. В **Messenger → API settings → Webhooks** введите адрес вебхука этого канала и тот же токен "
        "подтверждения.\n"
        "5. Чтобы отвечать всем, а не только тестировщикам приложения, запросите у Meta право `pages_messaging` с "
        "расширенным доступом.",
    },
    colour="#0A7CFF",
    icon='<path fill="currentColor" fill-rule="evenodd" d="M12 3C6.8 3 3 6.7 3 11.5c0 2.6 1.1 4.8 3 6.3V21l2.9-1.6'
    'c1 .3 2 .4 3.1.4 5.2 0 9-3.7 9-8.5S17.2 3 12 3zM6.7 14l4-4.3 2.4 2.2 4.2-2.2-4 4.3-2.4-2.2z"/>',
    fields=(
        fields.token(
            {"en": "Page token", "ru": "Токен страницы"},
            pattern=fields.GRAPH_TOKEN,
        ),
        graph.APP_SECRET,
        graph.VERIFY_TOKEN,
        answers.HUMAN_AGENT,
        fields.base_url(f"https://graph.facebook.com/{graph.VERSION}"),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=answers.FILE_BYTES_MAX,
        attachments_max=10,
        buttons_max=answers.ANSWERS_MAX,
        edits=True,
        reactions=True,
        typing_out=True,
        read_out=True,
        voice=True,
        location=True,
        receipt_delivered=True,
        receipt_read=True,
        reply_window_seconds=answers.WINDOW_SECONDS,
        rate_per_second=300.0,
    ),
    address_kind="messenger",
    contact_link="https://m.me/{username}?ref={start}",
)


class Messenger:
    """Every protocol of the contract, over what Pages and accounts share."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        return graph.webhook(request, config)

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return talks.read(item)

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        return await answers.send(_graph(port, config), ACCOUNT, message)

    async def show_typing(self, port: contract.Port, config: Config, thread_id: str) -> None:
        await answers.act(_graph(port, config), thread_id, "typing_on")

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        await answers.act(_graph(port, config), thread_id, "mark_seen")

    async def introduce(
        self, port: contract.Port, config: Config, strangers: Sequence[contract.Stranger]
    ) -> Sequence[contract.Sender]:
        return await people.introduce(_graph(port, config), strangers, fields=ABOUT)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """Files lie on a public host: the token is not shown there."""
        return await wire.download(port, "messenger", attachment.ref, timeout_seconds=graph.TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        door = _graph(port, config)
        page = await _page(door)
        await door.post("me/subscribed_apps", {"subscribed_fields": SUBSCRIBED})
        username = wire.text(page, "username") or wire.text(page, "id")
        facts = {"username": username, "name": wire.text(page, "name")}
        return contract.Connection(address=wire.text(page, "name"), facts=facts)

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        await _graph(port, config).forget("me/subscribed_apps")

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        door = _graph(port, config)
        try:
            page = await _page(door)
        except ChannelError as error:
            return [CheckStep(code="messenger.token", ok=False, detail=error.code)]
        token = CheckStep(code="messenger.token", ok=True, detail=wire.text(page, "name"))
        try:
            await door.prove("me")
        except ChannelError as error:
            return [token, CheckStep(code="messenger.secret", ok=False, detail=error.code)]
        return [token, CheckStep(code="messenger.secret", ok=True)]


provider = Messenger()


def _graph(port: contract.Port, config: Config) -> Graph:
    return Graph(port, config, "messenger", answers.FAULTS)


async def _page(door: Graph) -> Obj:
    return await door.get("me", fields="id,name,username")
