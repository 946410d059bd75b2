"""Instagram: conversations with a professional account (developers.facebook.com/docs/instagram-platform, Graph v23.0).

The account is connected by Instagram's own login, or through its Facebook Page by changing the API's address: both
speak the same.
"""

from collections.abc import Sequence
from typing import Final

from otklik.channels import contract, fields, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, Inbound, RawItem
from otklik.channels.meta import answers, graph, people, talks
from otklik.channels.meta.graph import Graph
from otklik.channels.wire import Obj

TEXT_MAX: Final = 1000
SUBSCRIBED: Final = "messages,messaging_postbacks,message_reactions,messaging_seen,message_edit,messaging_referral"
ACCOUNT: Final = answers.Account(kind="instagram", text_max=TEXT_MAX, place={"platform": "instagram"}, replies=True)
ABOUT: Final = "name,username,profile_pic"

MANIFEST: Final = contract.Manifest(
    kind="instagram",
    title={"en": "Instagram", "ru": "Instagram"},
    summary={"en": "Customers write in Direct", "ru": "Клиенты пишут в Директ"},
    setup={
        "en": "1. The account must be professional: in Instagram **Settings → Account type and tools**.\n"
        "2. At [developers.facebook.com](https://developers.facebook.com/apps) make a business app and add Instagram.\n"
        "3. In **Instagram → API setup with Instagram login** make a token for the account; copy it and the "
        "**Instagram app secret** into the form.\n"
        "4. Make up a verify token and save.\n"
        "5. In **Configure webhooks** there enter the channel's webhook address and the same verify token, and "
        "subscribe to `messages`, `messaging_postbacks`, `message_reactions`, `messaging_seen` and "
        "`messaging_referral`.\n"
        "6. In Instagram allow access to messages: **Settings → Messages → Connected tools**.",
        "ru": "1. Аккаунт должен быть профессиональным: в Instagram **Настройки → Тип аккаунта и инструменты**.\n"
        "2. На [developers.facebook.com](https://developers.facebook.com/apps) создайте приложение для бизнеса и "
        "добавьте Instagram.\n"
        "3. В **Instagram → API setup with Instagram login** выпустите токен для аккаунта; скопируйте в форму его и "
        "**Instagram app secret**.\n"
        "4. Придумайте токен подтверждения и сохраните.\n"
        "5. Там же в **Configure webhooks** введите адрес вебхука этого канала и тот же токен подтверждения и "
        "подпишитесь на `messages`, `messaging_postbacks`, `message_reactions`, `messaging_seen` и "
        "`messaging_referral`.\n"
        "6. В Instagram разрешите доступ к сообщениям: **Настройки → Сообщения → Подключённые инструменты**.",
    },
    colour="#D62976",
    icon='<path fill="none" stroke="currentColor" stroke-width="2" d="M8 4h8a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4H8'
    'a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zm4 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z"/>'
    '<circle cx="16.5" cy="7.5" r="1" fill="currentColor"/>',
    fields=(
        fields.token(
            {"en": "Account's token", "ru": "Токен аккаунта"},
            pattern=fields.GRAPH_TOKEN,
            help={"en": "Instagram's own lives for 60 days", "ru": "Токен Instagram живёт 60 дней"},
        ),
        graph.APP_SECRET,
        graph.VERIFY_TOKEN,
        answers.HUMAN_AGENT,
        fields.base_url(f"https://graph.instagram.com/{graph.VERSION}"),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=answers.FILE_BYTES_MAX,
        attachments_max=10,
        buttons_max=answers.ANSWERS_MAX,
        reply_to=True,
        edits=True,
        deletes=True,
        reactions=True,
        typing_out=True,
        read_out=True,
        voice=True,
        location=True,
        receipt_read=True,
        reply_window_seconds=answers.WINDOW_SECONDS,
        rate_per_second=300.0,
    ),
    address_kind="instagram",
    contact_link="https://ig.me/m/{username}?ref={start}",
)


class Instagram:
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
        door = _graph(port, config)._replace(faults=people.CONSENT_FAULTS)
        return await people.introduce(door, strangers, fields=ABOUT)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """Files lie on a public host: the token is not shown there."""
        return await wire.download(port, "instagram", attachment.ref, timeout_seconds=graph.TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        door = _graph(port, config)
        account = await _account(door)
        await door.post("me/subscribed_apps", {"subscribed_fields": SUBSCRIBED})
        username = wire.text(account, "username")
        return contract.Connection(address=username, facts={"username": username, "name": wire.text(account, "name")})

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        await _graph(port, config).forget("me/subscribed_apps")

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        """The secret cannot be tried: Instagram's own login has no proof of it."""
        try:
            account = await _account(_graph(port, config))
        except ChannelError as error:
            return [CheckStep(code="instagram.token", ok=False, detail=error.code)]
        return [CheckStep(code="instagram.token", ok=True, detail=wire.text(account, "username"))]


provider = Instagram()


def _graph(port: contract.Port, config: Config) -> Graph:
    return Graph(port, config, "instagram", answers.FAULTS)


async def _account(door: Graph) -> Obj:
    return await door.get("me", fields="id,name,username")
