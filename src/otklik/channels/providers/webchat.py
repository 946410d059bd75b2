"""Site chat: the widget on the company's own pages. Its visitors are the domain livechat's; this file is its card."""

from typing import Final

from otklik.channels import contract, visitors, wire
from otklik.channels.contract import Capabilities, ChannelError, CheckStep, ConfigField, FieldKind, Manifest
from otklik.platform.http import HttpReply

TEXT_MAX: Final = 10_000
FILE_BYTES_MAX: Final = 25 * 1024 * 1024

FIELDS: Final = (
    *visitors.WELCOME,
    ConfigField(
        name="colour",
        kind=FieldKind.TEXT,
        label={"en": "Colour, like #2f6fde", "ru": "Цвет вида #2f6fde"},
        default="#2f6fde",
        pattern="#[0-9a-fA-F]{6}",
    ),
    ConfigField(
        name="position",
        kind=FieldKind.CHOICE,
        label={"en": "Corner of the page", "ru": "Угол страницы"},
        default="right",
        choices=("right", "left"),
    ),
    ConfigField(
        name="topics",
        kind=FieldKind.LIST,
        label={"en": "Quick topics", "ru": "Быстрые темы"},
        help={"en": "Buttons before the first message", "ru": "Кнопки до первого сообщения"},
        default=(),
        length_max=80,
    ),
    ConfigField(
        name="suggestions",
        kind=FieldKind.BOOLEAN,
        label={"en": "Suggest while the visitor types", "ru": "Подсказывать, пока посетитель пишет"},
        default=True,
        advanced=True,
    ),
    ConfigField(
        name="questions",
        kind=FieldKind.LIST,
        label={"en": "Questions to suggest", "ru": "Вопросы для подсказок"},
        help={
            "en": "One a line; a page with the answer may follow after |: How to pay | https://shop.example/pay",
            "ru": "По одному в строке; после | можно дать страницу с ответом: Как оплатить | https://shop.example/pay",
        },
        default=(),
        length_max=300,
        advanced=True,
    ),
    ConfigField(
        name="preview",
        kind=FieldKind.BOOLEAN,
        label={"en": "Operators see the text before it is sent", "ru": "Операторы видят текст до отправки"},
        help={"en": "The visitor is told so", "ru": "Посетителю об этом сказано"},
        default=True,
    ),
    ConfigField(
        name="attachments",
        kind=FieldKind.BOOLEAN,
        label={"en": "Visitors may send files", "ru": "Посетители могут присылать файлы"},
        default=True,
        advanced=True,
    ),
    ConfigField(
        name="offer_email",
        kind=FieldKind.BOOLEAN,
        label={"en": "Carry on by e-mail when the visitor leaves", "ru": "Продолжать по почте, если посетитель ушёл"},
        default=True,
        advanced=True,
    ),
    ConfigField(
        name=visitors.PUSH,
        kind=FieldKind.BOOLEAN,
        label={"en": "Notify visitors who left", "ru": "Уведомлять ушедших посетителей"},
        help={
            "en": "Whoever leaves without an answer is offered a browser notification. Needs a file on your site",
            "ru": "Кто уходит без ответа, тому предложат уведомление в браузере. Нужен файл на сайте",
        },
        default=True,
        advanced=True,
    ),
    visitors.SHOWS_TEXT,
    visitors.IDENTITY_SECRET,
    ConfigField(
        name="origins",
        kind=FieldKind.LIST,
        label={"en": "Sites that may show the chat", "ru": "Сайты, где чат может стоять"},
        help={"en": "https://shop.example; empty: any", "ru": "https://shop.example; пусто: любые"},
        default=(),
        pattern=r"https?://[^\s/]+",
        length_max=260,
        advanced=True,
    ),
)

MANIFEST: Final = Manifest(
    kind="webchat",
    title={"en": "Site chat", "ru": "Чат на сайте"},
    summary={"en": "A chat window on your pages", "ru": "Окно чата на ваших страницах"},
    setup={
        "en": "1. Save the channel.\n2. Copy the line of code into your pages, before `</body>`.",
        "ru": "1. Сохраните канал.\n2. Вставьте строку кода на страницы сайта перед `</body>`.",
    },
    colour="#2f6fde",
    icon='<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" '
    'd="M4 5h16v11h-8l-5 4v-4H4z"/>',
    fields=FIELDS,
    capabilities=Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=FILE_BYTES_MAX,
        attachments_max=10,
        buttons_max=10,
        reply_to=True,
        typing_in=True,
        typing_out=True,
        voice=True,
        receipt_delivered=True,
        receipt_read=True,
        idempotent_send=True,
    ),
    address_kind="visitor",
    contact_link="{page_url}&otklik={start}",
)


WORKER: Final = "/otklik-sw.js"
"""The file a site puts at its root: a browser lets a site push only through a worker of its own origin."""
WORKER_TYPES: Final = ("text/javascript", "application/javascript", "application/x-javascript")
SITES_CHECKED_MAX: Final = 10
SECURE: Final = ("https://", "http://localhost", "http://127.0.0.1")
"""Where browsers allow workers (W3C Secure Contexts, 3.1)."""


class Webchat(visitors.VisitorChat):
    """The provider, with a look at what the sites need for notifications."""

    async def check(self, port: contract.Port, config: contract.Config) -> list[CheckStep]:
        """Whether browsers can be rung: our own https, and the worker file of each site that is named."""
        if config.get(visitors.PUSH) is False:
            return [CheckStep(code="webchat.push_off", ok=True)]
        if not port.public_url.startswith("https://"):
            return [CheckStep(code="webchat.push", ok=False, detail="webchat.server_insecure")]
        sites = config.get("origins", ())
        if not isinstance(sites, tuple) or not sites:
            return [CheckStep(code="webchat.push", ok=False, detail="webchat.sites_unnamed")]
        return [await _check_site(port, site.rstrip("/")) for site in sites[:SITES_CHECKED_MAX]]


provider: Final = Webchat(MANIFEST)


async def _check_site(port: contract.Port, site: str) -> CheckStep:
    if not site.startswith(SECURE):
        return CheckStep(code="webchat.worker", ok=False, detail=f"webchat.site_insecure: {site}")
    try:
        reply = await wire.ask(port, "webchat", site + WORKER)
    except ChannelError as error:
        return CheckStep(code="webchat.worker", ok=False, detail=f"{error.code}: {site}")
    trouble = _trouble(reply, line=f"{port.public_url}/widget/sw.js")
    return CheckStep(code="webchat.worker", ok=not trouble, detail=f"{trouble}: {site}" if trouble else site)


def _trouble(reply: HttpReply, *, line: str) -> str:
    """What keeps the file from being the worker, as a code; empty when it is one."""
    if reply.status != 200:
        return "webchat.worker_missing"
    media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in WORKER_TYPES:
        return "webchat.worker_not_script"  # most often a page of the site that says "not found" with 200
    return "" if line.encode() in reply.body else "webchat.worker_other"
