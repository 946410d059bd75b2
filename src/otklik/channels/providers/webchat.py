"""Site chat: the widget on the company's own pages. Its visitors are the domain livechat's; this file is its card.

Nothing leaves the server: what is accepted from the ledger is put on the visitor's stream by livechat, in the same
transaction (docs/adr/0007).
"""

from typing import Final

import msgspec

from otklik.channels import visitors
from otklik.channels.contract import (
    Capabilities,
    Config,
    ConfigField,
    FieldKind,
    Inbound,
    InboundMessage,
    InboundPress,
    Manifest,
    OutboundMessage,
    ParseFailed,
    Port,
    RawItem,
    Sender,
    SendResult,
)

TEXT_MAX: Final = 10_000
FILE_BYTES_MAX: Final = 25 * 1024 * 1024

FIELDS: Final = (
    ConfigField(
        name="title",
        kind=FieldKind.TEXT,
        label={"en": "Title", "ru": "Заголовок"},
        help={"en": "Empty: the company's name", "ru": "Пусто: название компании"},
        length_max=60,
    ),
    ConfigField(
        name="greeting_ru",
        kind=FieldKind.TEXT,
        label={"en": "Greeting in Russian", "ru": "Приветствие по-русски"},
        length_max=300,
    ),
    ConfigField(
        name="greeting_en",
        kind=FieldKind.TEXT,
        label={"en": "Greeting in English", "ru": "Приветствие по-английски"},
        length_max=300,
    ),
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
)


class Webchat:
    """The provider."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        try:
            said = msgspec.json.decode(item.body, type=visitors.VisitorItem)
        except msgspec.MsgspecError as error:
            raise ParseFailed(str(error)) from error
        return [_press(said) if said.press else _message(said)]

    async def send(self, port: Port, config: Config, message: OutboundMessage) -> SendResult:
        """The visitor's stream is in the same database, so accepting is all there is to do."""
        return SendResult(external_id=message.id, accepted_at=port.now())

    async def show_typing(self, port: Port, config: Config, thread_id: str) -> None:
        """The desk's own signal reaches the visitor's stream; there is nobody else to tell."""


def _message(said: visitors.VisitorItem) -> InboundMessage:
    visitor = str(said.visitor_id)
    return InboundMessage(
        external_id=str(said.key),
        thread_id=visitor,
        sender=Sender(id=visitor, language=said.language),
        sent_at=said.sent_at,
        text=said.text,
        visible_text=said.text,
        attachments=tuple(file.attachment() for file in said.files),
        reply_to_id=said.reply_to_id,
    )


def _press(said: visitors.VisitorItem) -> InboundPress:
    visitor = str(said.visitor_id)
    return InboundPress(
        external_id=str(said.key),
        thread_id=visitor,
        sender=Sender(id=visitor, language=said.language),
        data=said.press,
        sent_at=said.sent_at,
    )


provider: Final = Webchat()
