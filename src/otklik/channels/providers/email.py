"""E-mail: any mailbox by IMAP in and SMTP out. The machinery is in `otklik.channels.mail`; this file joins it up."""

from typing import Final

from otklik.channels import fields
from otklik.channels.contract import (
    Capabilities,
    CheckStep,
    Config,
    ConfigField,
    Connection,
    FieldKind,
    Inbound,
    Manifest,
    OutboundAttachment,
    OutboundMessage,
    Port,
    RawItem,
    SendResult,
)
from otklik.channels.mail import checks, compose, listener, reader, settings, smtp

ICON: Final = (
    '<rect x="3" y="5" width="18" height="14" rx="2" fill="none" stroke="currentColor" stroke-width="1.8"/>'
    '<path d="m4 7 8 6 8-6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" '
    'stroke-linejoin="round"/>'
)

SECURITIES: Final = tuple(settings.Security)

FIELDS: Final = (
    ConfigField(
        name="address",
        kind=FieldKind.TEXT,
        label={"en": "Address", "ru": "Адрес"},
        help={"en": "Customers write here: help@example.com", "ru": "Сюда пишут клиенты: help@example.com"},
        required=True,
        pattern=r"[^\s@<>]+@[^\s@<>]+",
        length_max=254,
    ),
    ConfigField(
        name="from_name",
        kind=FieldKind.TEXT,
        label={"en": "Sender name", "ru": "Имя отправителя"},
        help={
            "en": "Shown to customers beside the address. Empty: the operator's name.",
            "ru": "Клиент видит его рядом с адресом. Пусто: имя оператора.",
        },
        length_max=100,
    ),
    ConfigField(
        name="username",
        kind=FieldKind.TEXT,
        label={"en": "User name", "ru": "Логин"},
        help={"en": "Empty: the address.", "ru": "Пусто: сам адрес."},
        length_max=254,
    ),
    fields.password(
        help={
            "en": "Gmail, Yandex and Mail.ru want an app password, not the usual one.",
            "ru": "Для Gmail, Яндекса и Mail.ru нужен пароль приложения, обычный не подойдёт.",
        }
    ),
    fields.host("imap_host", {"en": "IMAP server", "ru": "Сервер IMAP"}),
    ConfigField(
        name="imap_port",
        kind=FieldKind.NUMBER,
        label={"en": "IMAP port", "ru": "Порт IMAP"},
        default=993,
        advanced=True,
    ),
    ConfigField(
        name="imap_security",
        kind=FieldKind.CHOICE,
        label={"en": "IMAP encryption", "ru": "Шифрование IMAP"},
        default=settings.Security.TLS.value,
        choices=SECURITIES,
        advanced=True,
    ),
    fields.host("smtp_host", {"en": "SMTP server", "ru": "Сервер SMTP"}),
    ConfigField(
        name="smtp_port",
        kind=FieldKind.NUMBER,
        label={"en": "SMTP port", "ru": "Порт SMTP"},
        default=465,
        advanced=True,
    ),
    ConfigField(
        name="smtp_security",
        kind=FieldKind.CHOICE,
        label={"en": "SMTP encryption", "ru": "Шифрование SMTP"},
        default=settings.Security.TLS.value,
        choices=SECURITIES,
        advanced=True,
    ),
    ConfigField(
        name="smtp_auth",
        kind=FieldKind.BOOLEAN,
        label={"en": "SMTP wants a password", "ru": "SMTP требует пароль"},
        default=True,
        advanced=True,
    ),
    ConfigField(
        name="smtp_username",
        kind=FieldKind.TEXT,
        label={"en": "SMTP user name", "ru": "Логин SMTP"},
        help={"en": "Empty: as for IMAP.", "ru": "Пусто: как для IMAP."},
        length_max=254,
        advanced=True,
    ),
    ConfigField(
        name="smtp_password",
        kind=FieldKind.SECRET,
        label={"en": "SMTP password", "ru": "Пароль SMTP"},
        help={"en": "Empty: as for IMAP.", "ru": "Пусто: как для IMAP."},
        advanced=True,
    ),
    ConfigField(
        name="tls_verify",
        kind=FieldKind.BOOLEAN,
        label={"en": "Check certificates", "ru": "Проверять сертификаты"},
        help={
            "en": "Turn off only for a server in your own network.",
            "ru": "Выключайте только для сервера в вашей сети.",
        },
        default=True,
        advanced=True,
    ),
    ConfigField(
        name="folders",
        kind=FieldKind.LIST,
        label={"en": "Folders", "ru": "Папки"},
        help={"en": "Read from these folders.", "ru": "Письма берутся из этих папок."},
        default=("INBOX",),
        advanced=True,
    ),
    ConfigField(
        name="spam_folder",
        kind=FieldKind.BOOLEAN,
        label={"en": "Read the spam folder too", "ru": "Читать и папку «Спам»"},
        default=False,
        advanced=True,
    ),
    ConfigField(
        name="aliases",
        kind=FieldKind.LIST,
        label={"en": "Other addresses of this mailbox", "ru": "Другие адреса этого ящика"},
        default=(),
        advanced=True,
    ),
    ConfigField(
        name="plus_reply",
        kind=FieldKind.BOOLEAN,
        label={"en": "Answers to name+code@", "ru": "Ответы на имя+код@"},
        help={
            "en": "Brings an answer to its conversation even if the mail program loses the thread. "
            "The server must accept addresses with a plus.",
            "ru": "Ответ попадёт в свой диалог, даже если почтовая программа потеряет цепочку. "
            "Сервер должен принимать адреса с плюсом.",
        },
        default=False,
        advanced=True,
    ),
    ConfigField(
        name="backfill_days",
        kind=FieldKind.NUMBER,
        label={"en": "Days of old mail to bring in", "ru": "За сколько дней взять старые письма"},
        default=settings.BACKFILL_DAYS,
        advanced=True,
    ),
    ConfigField(
        name="size_max_mb",
        kind=FieldKind.NUMBER,
        label={"en": "Largest mail, MB", "ru": "Самое большое письмо, МБ"},
        help={
            "en": "Of a larger one only the header and a note are kept.",
            "ru": "От письма больше этого останутся заголовок и пометка.",
        },
        default=settings.SIZE_MAX_MB,
        advanced=True,
    ),
)

SETUP: Final = {
    "en": (
        "1. In the mailbox settings allow IMAP and make an app password.\n"
        "2. Enter the address and that password.\n"
        "3. Enter the servers: `imap.gmail.com` and `smtp.gmail.com`, `imap.yandex.ru` and `smtp.yandex.ru`, "
        "`imap.mail.ru` and `smtp.mail.ru`, or your own.\n"
        "4. Press “Test connection”."
    ),
    "ru": (
        "1. В настройках ящика разрешите IMAP и создайте пароль приложения.\n"
        "2. Введите адрес и этот пароль.\n"
        "3. Введите серверы: `imap.yandex.ru` и `smtp.yandex.ru`, `imap.mail.ru` и `smtp.mail.ru`, "
        "`imap.gmail.com` и `smtp.gmail.com` или ваши.\n"
        "4. Нажмите «Проверить соединение»."
    ),
}

MANIFEST: Final = Manifest(
    kind="email",
    title={"en": "E-mail", "ru": "Почта"},
    summary={"en": "Any mailbox, by IMAP and SMTP", "ru": "Любой ящик по IMAP и SMTP"},
    setup=SETUP,
    colour="#2f6fde",
    icon=ICON,
    fields=FIELDS,
    capabilities=Capabilities(
        text_length_max=200_000,
        attachment_size_bytes_max=25 * 1024 * 1024,
        attachments_max=50,
        subject=True,
        html=True,
        reply_to=True,
        receipt_read=True,
        starts_conversation=True,
    ),
    address_kind="email",
    contact_link="mailto:{address}?subject={words}{start}",
)


class Email:
    """The provider: every protocol of the contract that mail can satisfy."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return reader.read(item, settings.own(config))

    def listens(self, config: Config) -> bool:
        return bool(settings.read(config).imap.host)

    async def listen(self, port: Port, config: Config) -> None:
        await listener.listen(port, settings.read(config))

    async def send(self, port: Port, config: Config, message: OutboundMessage) -> SendResult:
        mailbox = settings.read(config)
        files = [await _read_file(one) for one in message.attachments]
        mail = compose.compose(message, _envelope(mailbox, message), files=files, now=port.now())
        await smtp.deliver(mailbox.smtp, mail)
        return SendResult(external_id=mail.message_id, thread_id=message.thread_id or mail.message_id)

    async def check(self, port: Port, config: Config) -> list[CheckStep]:
        return await checks.check(settings.read(config))

    async def connect(self, port: Port, config: Config) -> Connection:
        mailbox = settings.read(config)
        await checks.require(mailbox)
        return Connection(address=mailbox.own.address, facts={"address": mailbox.own.address})

    async def disconnect(self, port: Port, config: Config) -> None:
        """Nothing is left at the server: the connection ends with `listen`."""


async def _read_file(attachment: OutboundAttachment) -> compose.File:
    return compose.File(
        name=attachment.name,
        media_type=attachment.media_type,
        data=await attachment.read(),
        inline=attachment.inline,
        content_id=attachment.content_id,
    )


def _envelope(mailbox: settings.Mailbox, message: OutboundMessage) -> compose.Envelope:
    address = mailbox.own.address
    answers_to = compose.plus_address(address, message.reply_token) if mailbox.plus_reply else ""
    return compose.Envelope(address=address, name=mailbox.from_name or message.author_name, reply_to=answers_to)


provider: Final = Email()
