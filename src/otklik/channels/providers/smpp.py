"""SMS straight from an operator or an aggregator by SMPP 3.4. The protocol is in `otklik.channels.sms.smpp`."""

import asyncio
import random
from typing import Final

from otklik.channels import contract, fields
from otklik.channels.contract import (
    ChannelError,
    CheckStep,
    Config,
    ConfigField,
    Connection,
    FieldKind,
    Inbound,
    Port,
    RawItem,
    Remedy,
    SendResult,
)
from otklik.channels.sms import addresses, pricing
from otklik.channels.sms.fields import SHIFT_TABLES, languages_of
from otklik.channels.sms.smpp import pdus, texts
from otklik.channels.sms.smpp.links import Links
from otklik.channels.sms.smpp.pdus import Short
from otklik.channels.sms.smpp.session import Session, Settings, open_session

TEXT_MAX: Final = 2000
WINDOW_MAX: Final = 255
PART_ATTEMPTS_MAX: Final = 5
INTERNATIONAL, ALPHANUMERIC, ISDN = 1, 5, 1
ALREADY_BOUND: Final = "smpp.already_bound"

FIELDS: Final = (
    fields.host("host", {"en": "Server", "ru": "Сервер"}),
    ConfigField(name="port", kind=FieldKind.NUMBER, label={"en": "Port", "ru": "Порт"}, default=2775),
    ConfigField(
        name="system_id",
        kind=FieldKind.TEXT,
        label={"en": "Login (system_id)", "ru": "Логин (system_id)"},
        required=True,
        length_max=15,
    ),
    fields.password(
        help={"en": "At most 8 characters in SMPP 3.4", "ru": "В SMPP 3.4 не длиннее 8 знаков"}, length_max=64
    ),
    ConfigField(
        name="sender",
        kind=FieldKind.TEXT,
        label={"en": "Who writes", "ru": "Отправитель"},
        help={
            "en": "A number, or a name of up to 11 letters; a name cannot be answered",
            "ru": "Номер или имя до 11 букв; на имя нельзя ответить",
        },
        required=True,
        pattern=r"\+?[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ._&-]{1,11}",
    ),
    ConfigField(
        name="rate_per_second",
        kind=FieldKind.NUMBER,
        label={"en": "Messages a second", "ru": "Сообщений в секунду"},
        help={"en": "As your contract says", "ru": "Как в вашем договоре"},
        default=10,
    ),
    ConfigField(
        name="tls",
        kind=FieldKind.BOOLEAN,
        label={"en": "Encrypted (TLS)", "ru": "Шифрование (TLS)"},
        default=False,
    ),
    ConfigField(
        name="tls_verify",
        kind=FieldKind.BOOLEAN,
        label={"en": "Check the certificate", "ru": "Проверять сертификат"},
        default=True,
        advanced=True,
    ),
    ConfigField(
        name="system_type",
        kind=FieldKind.TEXT,
        label={"en": "system_type", "ru": "system_type"},
        length_max=12,
        advanced=True,
    ),
    ConfigField(
        name="window",
        kind=FieldKind.NUMBER,
        label={"en": "Requests without an answer at once", "ru": "Запросов без ответа одновременно"},
        default=10,
        advanced=True,
    ),
    ConfigField(
        name="keep_alive_seconds",
        kind=FieldKind.NUMBER,
        label={"en": "Keep-alive every, seconds", "ru": "Проверка связи, секунд"},
        default=30,
        advanced=True,
    ),
    ConfigField(
        name="long_messages",
        kind=FieldKind.CHOICE,
        label={"en": "Long messages", "ru": "Длинные сообщения"},
        help={
            "en": "udh suits almost everywhere; payload: the operator cuts by itself; sar: joined by options",
            "ru": "udh подходит почти везде; payload: режет сам оператор; sar: части связаны полями",
        },
        default=texts.UDH,
        choices=texts.LONG,
        advanced=True,
    ),
    ConfigField(
        name="receipt_ids",
        kind=FieldKind.CHOICE,
        label={"en": "Ids in receipts", "ru": "Номера в отчётах"},
        help={
            "en": "If messages stay undelivered for ever, the operator writes ids in another base",
            "ru": "Если сообщения вечно не доставлены, оператор пишет номера в другой системе счисления",
        },
        default="same",
        choices=tuple(texts.IDS),
        advanced=True,
    ),
    SHIFT_TABLES,
)

MANIFEST: Final = contract.Manifest(
    kind="smpp",
    title={"en": "SMS by SMPP", "ru": "СМС по SMPP"},
    summary={"en": "Straight from an operator or an aggregator", "ru": "Напрямую от оператора или агрегатора"},
    setup={
        "en": "1. Ask your operator or aggregator for access by **SMPP 3.4**: server, port, system_id, password, "
        "sender name, messages a second.\n"
        "2. Enter them and press “Test connection”.\n"
        "3. Ask for at least as many simultaneous binds (transceiver) as you run servers.",
        "ru": "1. Попросите у оператора или агрегатора доступ по **SMPP 3.4**: сервер, порт, system_id, пароль, "
        "имя отправителя, сообщений в секунду.\n"
        "2. Введите их и нажмите «Проверить соединение».\n"
        "3. Одновременных подключений (transceiver) нужно не меньше, чем у вас серверов.",
    },
    colour="#0E7C86",
    icon='<path d="M12 21v-9M8.5 8.5a5 5 0 0 1 7 0M5.5 5.5a9 9 0 0 1 13 0" fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linecap="round"/><circle cx="12" cy="12" r="1.6" fill="currentColor"/>',
    fields=FIELDS,
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        sms=True,
        receipt_delivered=True,
        starts_conversation=True,
        rate_per_second=10.0,
    ),
    address_kind="phone",
    threads_by_address=True,
    prices=(pricing.STARTING,),
    contact_link="sms:{phone}",
)


class Smpp:
    """One link a process: receiving and sending where the listener runs, sending elsewhere."""

    manifest = MANIFEST

    def __init__(self) -> None:
        self._links = Links()
        self._reference = random.randrange(0x10000)  # noqa: S311 - tells parts of one message from those of another

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return texts.read(item, ids=str(config.get("receipt_ids", "same")))

    def listens(self, config: Config) -> bool:
        return bool(config.get("host"))

    async def listen(self, port: Port, config: Config) -> None:
        await self._links.listen(port, _settings(config))

    async def send(self, port: Port, config: Config, message: contract.OutboundMessage) -> SendResult:
        to = addresses.receiver(message, kind="smpp")
        if not (text := message.text.strip()):
            raise ChannelError("smpp.empty", remedy=Remedy.GIVE_UP)
        self._reference = (self._reference + 1) % 0x10000
        parts = texts.shorts(
            text,
            _frame(config, to=to),
            languages=languages_of(config),
            long=str(config.get("long_messages", texts.UDH)),
            reference=self._reference,
        )
        session = await self._links.sending(port, _settings(config))
        base = texts.IDS.get(str(config.get("receipt_ids", "same")), (0, 0))[0]
        ids = [texts.canonical(one, base=base) for one in await _submit_all(session, parts)]
        return SendResult(external_id=ids[0], external_ids=tuple(ids), thread_id=to)

    async def connect(self, port: Port, config: Config) -> Connection:
        error = await self._tried(port, _settings(config))
        if error is not None and error.code != ALREADY_BOUND:
            raise error
        sender = str(config.get("sender", ""))
        known = addresses.known(sender)
        return Connection(address=sender, facts={"phone": known} if known.startswith("+") else {})

    async def disconnect(self, port: Port, config: Config) -> None:
        """Nothing is left at the SMSC: the bind ends with `listen`."""

    async def check(self, port: Port, config: Config) -> list[CheckStep]:
        error = await self._tried(port, _settings(config))
        if error is None or error.code == ALREADY_BOUND:
            detail = error.code if error else ""
            return [CheckStep(code="smpp.connect", ok=True), CheckStep(code="smpp.login", ok=True, detail=detail)]
        if error.code in {"smpp.unreachable", "smpp.tls_refused"}:
            return [CheckStep(code="smpp.connect", ok=False, detail=error.code)]
        return [CheckStep(code="smpp.connect", ok=True), CheckStep(code="smpp.login", ok=False, detail=error.code)]

    async def _tried(self, port: Port, settings: Settings) -> ChannelError | None:
        """What stands in the way of a bind with these settings; nothing while one is open."""
        if self._links.alive(port, settings):
            return None
        try:
            session = await open_session(settings, command=pdus.BIND_TRANSCEIVER)
        except ChannelError as error:
            return error
        await session.close()
        return None


provider: Final = Smpp()


def _settings(config: Config) -> Settings:
    return Settings(
        host=str(config.get("host", "")),
        port=_whole(config, "port", 2775),
        system_id=str(config.get("system_id", "")),
        password=str(config.get("password", "")),
        system_type=str(config.get("system_type") or ""),
        tls=config.get("tls") is True,
        tls_verify=config.get("tls_verify") is not False,
        window=min(max(_whole(config, "window", 10), 1), WINDOW_MAX),
        keep_alive_seconds=max(_whole(config, "keep_alive_seconds", 30), 1),
    )


def _whole(config: Config, name: str, default: int) -> int:
    value = config.get(name)
    return value if isinstance(value, int) else default


def _frame(config: Config, *, to: str) -> Short:
    """Numbers of people are international; short codes are the network's own; names are letters."""
    sender = str(config.get("sender", "")).strip()
    digits = sender.removeprefix("+")
    ton, npi = ALPHANUMERIC, 0
    if digits.isdigit():
        international = len(digits) >= addresses.DIGITS_MIN
        sender, ton, npi = digits, INTERNATIONAL if international else 0, ISDN
    return Short(source=sender, source_ton=ton, source_npi=npi, destination=to.removeprefix("+"))


async def _submit_all(session: Session, parts: list[Short]) -> list[str]:
    """In order. Once a part went, the rest must follow: a pause is waited for, whatever else leaves it open."""
    ids: list[str] = []
    for part in parts:
        try:
            ids.append(await (_insist(session, part) if ids else session.submit(part)))
        except ChannelError as error:
            if not ids:
                raise
            raise ChannelError("smpp.partly_sent", remedy=Remedy.UNKNOWN, detail=error.code) from None
    return ids


async def _insist(session: Session, part: Short) -> str:
    for _ in range(PART_ATTEMPTS_MAX - 1):
        try:
            return await session.submit(part)
        except ChannelError as error:
            if error.remedy is not Remedy.RETRY or error.retry_after_seconds is None:
                raise
            await asyncio.sleep(error.retry_after_seconds)
    return await session.submit(part)
