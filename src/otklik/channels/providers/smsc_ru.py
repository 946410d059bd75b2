"""SMS by SMSC (smsc.ru/api): forms out, statuses in by a handler the account calls, answers in by asking for them.

A status is signed by a word that the account and this channel share. An id is unique only together with the phone.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

import msgspec

from otklik.channels import contract, fields, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.sms import addresses, gateway, pricing
from otklik.channels.wire import Obj

OFFICIAL_URL: Final = "https://smsc.ru/sys"
TEXT_MAX: Final = 1000
POLL_SECONDS: Final = 20.0
ANSWERS_HOURS: Final = "1"
"""How far back the first look goes; after it, from the last answer on."""
DUPLICATE_SECONDS: Final = 60.0
BLOCKED_SECONDS: Final = 300.0

MANIFEST: Final = contract.Manifest(
    kind="smsc_ru",
    title={"en": "SMS by SMSC.ru", "ru": "СМС через SMSC.ru"},
    summary={"en": "Text messages by smsc.ru", "ru": "СМС через smsc.ru"},
    setup={
        "en": "1. Enter the login and password of your account at [smsc.ru](https://smsc.ru), or better of a user made "
        "for the API there, and a sender name registered in it.\n"
        "2. Save. Copy the channel’s webhook address into the account’s handler of statuses (**Settings → Handlers**) "
        "and make up a secret word there; write the same word here. Without it messages go, but nobody tells whether "
        "they arrived.\n"
        "3. If you rent a number for answers, turn on “Receive answers”.",
        "ru": "1. Введите логин и пароль кабинета [smsc.ru](https://smsc.ru), а лучше отдельного пользователя для API, "
        "и зарегистрированное в нём имя отправителя.\n"
        "2. Сохраните. Скопируйте адрес вебхука канала в обработчик статусов кабинета (**Настройки → Обработчики**), "
        "придумайте там секретное слово и впишите его сюда. Без него сообщения уходят, но никто не скажет, дошли ли.\n"
        "3. Если вы арендуете номер для ответов, включите «Принимать ответы».",
    },
    colour="#1E8E3E",
    icon='<path d="M4 5h16v11H9l-5 4z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>'
    '<path d="M8 10.5h.01M12 10.5h.01M16 10.5h.01" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>',
    fields=(
        ConfigField(
            name="login",
            kind=FieldKind.TEXT,
            label={"en": "Login", "ru": "Логин"},
            required=True,
            length_max=100,
        ),
        fields.password(length_max=200),
        ConfigField(
            name="sender",
            kind=FieldKind.TEXT,
            label={"en": "Sender name", "ru": "Имя отправителя"},
            help={"en": "Empty: the account’s own", "ru": "Пусто: то, что задано в кабинете"},
            pattern=r"\+?[0-9]{3,15}|[A-Za-z0-9 ._-]{1,11}",
        ),
        ConfigField(
            name="callback_word",
            kind=FieldKind.SECRET,
            label={"en": "Secret word of the handler", "ru": "Секретное слово обработчика"},
            help={"en": "Proves that a status came from SMSC", "ru": "Доказывает, что статус прислал SMSC"},
            length_max=200,
        ),
        ConfigField(
            name="answers",
            kind=FieldKind.BOOLEAN,
            label={"en": "Receive answers", "ru": "Принимать ответы"},
            default=False,
        ),
        ConfigField(
            name="currency",
            kind=FieldKind.TEXT,
            label={"en": "Currency of the account", "ru": "Валюта кабинета"},
            default="RUB",
            pattern=r"[A-Z]{3}",
            advanced=True,
        ),
        fields.base_url(OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        sms=True,
        receipt_delivered=True,
        starts_conversation=True,
    ),
    address_kind="phone",
    threads_by_address=True,
    prices=(pricing.STARTING,),
)


class Fault(NamedTuple):
    """What an `error_code` means here."""

    name: str
    remedy: Remedy
    pause_seconds: float | None = None


FAULTS: Final[Mapping[int, Fault]] = {
    2: Fault("password_refused", Remedy.RECONNECT),
    3: Fault("no_money", Remedy.RECONNECT),
    4: Fault("blocked_for_now", Remedy.RETRY, BLOCKED_SECONDS),
    6: Fault("text_refused", Remedy.GIVE_UP),
    7: Fault("number_wrong", Remedy.UNREACHABLE),
    8: Fault("no_route", Remedy.GIVE_UP),
    9: Fault("too_many", Remedy.RETRY, DUPLICATE_SECONDS),
}
REFUSED: Final = Fault("refused", Remedy.GIVE_UP)
DELIVERED: Final = frozenset({1, 2, 4})
"""Delivered, read, a link in it pressed."""
ON_THE_WAY: Final = frozenset({-1, 0})
FAILED: Final[Mapping[int, str]] = {
    -3: "not_delivered",
    -2: "not_delivered",
    3: "expired",
    20: "not_delivered",
    22: "number_wrong",
    23: "text_refused",
    24: "no_money",
    25: "phone_off",
}


class SmscRu:
    """Text out; receipts and answers in."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        form = dict(gateway.pairs(request.body)) or dict(request.query)
        told = ":".join(form.get(name, "") for name in ("id", "phone", "status"))
        _check_word(form.get("md5", ""), told=told, word=str(config.get("callback_word") or ""))
        body = request.body or msgspec.json.encode(form)
        known = len(told) <= contract.EVENT_ID_MAX
        item = RawItem(event_id=told if known else wire.digest(body), body=body)
        return contract.WebhookReply(item=item, body=b"OK")

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        answer = wire.decode_or_nothing(item.body)
        try:
            if "message" in answer:
                return [_read_answer(answer, item)]
            return [_read_status(answer or dict(gateway.pairs(item.body)))]
        except wire.Incomplete:
            return [contract.InboundUnknown(name="incomplete")]

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        to, text = addresses.receiver(message, kind="smsc_ru"), message.text.strip()
        if not text:
            raise ChannelError("smsc_ru.empty", remedy=Remedy.GIVE_UP)
        digits = to.removeprefix("+")
        params = {"phones": digits, "mes": text, "cost": "3"}
        if sender := str(config.get("sender") or ""):
            params["sender"] = sender
        sent = await _call(port, config, "send.php", params, sends=True)
        if not (message_id := wire.text(sent, "id")):
            raise ChannelError("smsc_ru.answer_unreadable", remedy=Remedy.UNKNOWN)
        return contract.SendResult(
            external_id=f"{message_id}:{digits}",
            thread_id=to,
            segments=wire.whole(sent, "cnt"),
            price=_price(wire.text(sent, "cost"), currency=str(config.get("currency") or "RUB")),
        )

    def listens(self, config: Config) -> bool:
        return config.get("answers") is True

    async def listen(self, port: contract.Port, config: Config) -> None:
        """Ask for answers every `POLL_SECONDS`: how SMSC signs those it brings by itself is not published."""
        while True:
            await self._take_answers(port, config)
            await port.report(None)
            await asyncio.sleep(POLL_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        await _call(port, config, "balance.php", {})
        sender = str(config.get("sender") or "")
        return contract.Connection(address=sender or str(config.get("login", "")))

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        """The handler stands in the account and is taken out there."""

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            balance = await _call(port, config, "balance.php", {})
        except ChannelError as error:
            return [CheckStep(code="smsc_ru.keys", ok=False, detail=error.code)]
        steps = [CheckStep(code="smsc_ru.keys", ok=True, detail=wire.text(balance, "balance"))]
        if config.get("callback_word"):
            trouble = "" if port.webhook_url.startswith("https://") else "smsc_ru.no_public_address"
            steps.append(CheckStep(code="smsc_ru.intake", ok=not trouble, detail=trouble))
        return steps

    async def _take_answers(self, port: contract.Port, config: Config) -> None:
        state = await port.load_state()
        after = wire.whole(state, "answers_after")
        window = {"after_id": str(after)} if after else {"hour": ANSWERS_HOURS}
        found = await _ask(port, config, "get.php", {"get_answers": "1", **window})
        answers = found if isinstance(found, list) else []
        for answer in answers:
            known = wire.text(answer, "id")
            if known:
                body = msgspec.json.encode(answer)
                await port.deposit(RawItem(event_id=f"answer:{known}"[:200], body=body, received_at=port.now()))
                after = max(after, int(known) if known.isdigit() else 0)
        if after != wire.whole(state, "answers_after"):
            await port.save_state({**state, "answers_after": after})


provider = SmscRu()


def _check_word(given: str, *, told: str, word: str) -> None:
    expected = hashlib.md5(f"{told}:{word}".encode()).hexdigest()  # noqa: S324 - SMSC's own choice
    if not word or not hmac.compare_digest(given.lower().encode(), expected.encode()):
        raise contract.SignatureRefused


def _read_answer(answer: Obj, item: RawItem) -> Inbound:
    sender = addresses.sender(wire.identifier(answer, "phone"))
    text = wire.text(answer, "message") or "[empty]"
    return contract.InboundMessage(
        external_id=f"answer:{wire.identifier(answer, 'id')}",
        thread_id=sender.id,
        sender=sender,
        sent_at=wire.sent_at(item, {}),  # `sent` is in the account's time zone, which it does not say
        text=text,
        visible_text=text,
    )


def _read_status(form: Mapping[str, object]) -> Inbound:
    message_id, phone = wire.identifier(form, "id"), wire.identifier(form, "phone").removeprefix("+")
    told = f"{message_id}:{phone}"
    status = int(wire.number(form, "status") or 0) if wire.text(form, "status") else None
    thread = addresses.known(phone)
    if status in DELIVERED:
        if status == 1:
            return contract.InboundDelivered(external_id=told, thread_id=thread)
        return contract.InboundRead(external_id=told, thread_id=thread)
    if status in FAILED:
        reason = f"smsc_ru.{FAILED[status]}"
        return contract.InboundFailed(external_id=told, thread_id=thread, reason=reason, permanent=True)
    if status in ON_THE_WAY:
        return contract.InboundAccepted(external_id=told, thread_id=thread)
    return contract.InboundUnknown(name=f"status.{status}", external_id=told)


def _price(cost: str, *, currency: str) -> contract.Price | None:
    try:
        micros = int(Decimal(cost) * pricing.MICROS)
    except (InvalidOperation, ValueError):
        return None
    return contract.Price(micros=micros, currency=currency) if micros >= 0 else None


async def _call(
    port: contract.Port, config: Config, name: str, params: Mapping[str, str], *, sends: bool = False
) -> Obj:
    answer = await _ask(port, config, name, params, sends=sends)
    return answer if isinstance(answer, dict) else wire.NOTHING


async def _ask(
    port: contract.Port, config: Config, name: str, params: Mapping[str, str], *, sends: bool = False
) -> object:
    """An object, or a list of them. The password goes in the body, where no log of addresses sees it."""
    password = str(config.get("password", ""))
    keys = {"login": str(config.get("login", "")), "psw": password, "fmt": "3", "charset": "utf-8"}
    url = f"{str(config.get('base_url') or OFFICIAL_URL).rstrip('/')}/{name}"
    reply = await gateway.ask(port, "smsc_ru", url, form={**keys, **params}, sends=sends)
    if reply.status != 200:
        error = wire.refusal((), kind="smsc_ru", status=reply.status, description="")
        error.retry_after_seconds = gateway.retry_after(reply)
        raise error
    try:
        answer = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        remedy = Remedy.UNKNOWN if sends else Remedy.RETRY
        raise ChannelError("smsc_ru.answer_unreadable", remedy=remedy) from None
    if wire.at(answer, "error_code") is None:
        return answer
    fault = FAULTS.get(wire.whole(answer, "error_code"), REFUSED)
    detail = wire.text(answer, "error").replace(password or "\0", "***")
    raise ChannelError(
        f"smsc_ru.{fault.name}", remedy=fault.remedy, detail=detail, retry_after_seconds=fault.pause_seconds
    )
