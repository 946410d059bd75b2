"""SMS by SMS Aero (gate.smsaero.ru, API v2): out only, with receipts; its senders are names, which nobody can answer.

Its calls back carry no signature, so the address they come to carries this channel's secret.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from otklik.channels import contract, fields, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.sms import addresses, gateway, pricing
from otklik.channels.wire import Obj, Refusal
from otklik.platform.http import HttpReply

OFFICIAL_URL: Final = "https://gate.smsaero.ru/v2"
GATES: Final = (OFFICIAL_URL, "https://gate.smsaero.org/v2", "https://gate.smsaero.net/v2")
"""The same service under three names: where one cannot be reached, the next is tried."""
TEXT_MIN: Final = 2
TEXT_MAX: Final = 640
SECRET_PARAMETER: Final = "key"  # noqa: S105 - the name of a parameter
FREE_SIGN: Final = "SMS Aero"

MANIFEST: Final = contract.Manifest(
    kind="sms_aero",
    title={"en": "SMS by SMS Aero", "ru": "СМС через SMS Aero"},
    summary={"en": "Text messages out, with receipts", "ru": "Исходящие СМС с отчётами о доставке"},
    setup={
        "en": "1. In [SMS Aero](https://smsaero.ru) open **Settings → API** and copy the key.\n"
        "2. Enter the e-mail of the account, the key, and a signature approved there.\n"
        "3. Receipts need a public https address of this server. People cannot answer a signature: "
        "write how to reach you in the text.",
        "ru": "1. В [SMS Aero](https://smsaero.ru) откройте **Настройки → API** и скопируйте ключ.\n"
        "2. Введите почту кабинета, ключ и одобренную подпись.\n"
        "3. Для отчётов нужен публичный адрес сервера с https. На подпись нельзя ответить: "
        "напишите в тексте, как с вами связаться.",
    },
    colour="#3D5AFE",
    icon='<path d="m3 11 18-7-7 17-3-7z" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    fields=(
        ConfigField(
            name="login",
            kind=FieldKind.TEXT,
            label={"en": "E-mail of the account", "ru": "Почта кабинета"},
            required=True,
            pattern=r"[^\s@:]+@[^\s@:]+",
            length_max=254,
        ),
        ConfigField(
            name="api_key",
            kind=FieldKind.SECRET,
            label={"en": "API key", "ru": "Ключ API"},
            required=True,
            length_max=200,
        ),
        ConfigField(
            name="sign",
            kind=FieldKind.TEXT,
            label={"en": "Signature", "ru": "Подпись отправителя"},
            help={"en": "Approved in the account", "ru": "Одобренная в кабинете"},
            default=FREE_SIGN,
            length_max=40,
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

REFUSALS: Final = (
    Refusal(401, "", "key_refused", Remedy.RECONNECT),
    Refusal(402, "", "no_money", Remedy.RECONNECT),
    Refusal(403, "", "key_refused", Remedy.RECONNECT),
)
FAILED: Final[Mapping[int, str]] = {2: "not_delivered", 6: "rejected"}
ON_THE_WAY: Final = frozenset({0, 3, 4, 8})
DELIVERED: Final = 1


class SmsAero:
    """Text out, receipts in."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.query.get(SECRET_PARAMETER, ""), expected=request.secret)
        told = _told(request.body)
        event_id = f"{wire.text(told, 'id')}:{wire.text(told, 'status')}"
        known = wire.text(told, "id") and len(event_id) <= contract.EVENT_ID_MAX
        item = RawItem(event_id=event_id if known else wire.digest(request.body), body=request.body)
        return contract.WebhookReply(item=item)

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        told = _told(item.body)
        try:
            return [_read_status(told)]
        except wire.Incomplete:
            return [contract.InboundUnknown(name="incomplete")]

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        to, text = addresses.receiver(message, kind="sms_aero"), message.text.strip()
        if len(text) < TEXT_MIN:
            raise ChannelError("sms_aero.too_short", remedy=Remedy.GIVE_UP)
        params = {"number": to.removeprefix("+"), "text": text, "sign": str(config.get("sign") or FREE_SIGN)}
        if port.webhook_url.startswith("https://"):
            hook = f"{port.webhook_url}?{SECRET_PARAMETER}={port.webhook_secret}"
            params |= {"callbackUrl": hook, "callbackFormat": "JSON"}
        answer = await _call(port, config, "sms/send", params, sends=True)
        sent = wire.largest(answer, "data", by="id")
        if not (message_id := wire.text(sent, "id")):
            raise ChannelError("sms_aero.answer_unreadable", remedy=Remedy.UNKNOWN)
        return contract.SendResult(
            external_id=message_id,
            thread_id=to,
            accepted_at=wire.moment(sent, "dateCreate"),
            price=_price(sent),
        )

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        await _call(port, config, "auth", {})
        return contract.Connection(address=str(config.get("sign") or FREE_SIGN))

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        """Nothing is left there: where receipts go was said with each message."""

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            await _call(port, config, "auth", {})
            balance = await _call(port, config, "balance", {})
        except ChannelError as error:
            return [CheckStep(code="sms_aero.keys", ok=False, detail=error.code)]
        left = wire.number(balance, "data", "balance")
        trouble = "" if port.webhook_url.startswith("https://") else "sms_aero.no_public_address"
        return [
            CheckStep(code="sms_aero.keys", ok=True, detail="" if left is None else f"{left:.2f}"),
            CheckStep(code="sms_aero.intake", ok=not trouble, detail=trouble),
        ]


provider = SmsAero()


def _told(body: bytes) -> Obj:
    """A call back as JSON or as a form: which of them it is, is not published."""
    return wire.decode_or_nothing(body) or dict(gateway.pairs(body))


def _read_status(told: Obj) -> Inbound:
    message_id = wire.identifier(told, "id")
    status = wire.number(told, "status")
    if status == DELIVERED:
        return contract.InboundDelivered(external_id=message_id)
    if status in FAILED:
        reason = f"sms_aero.{FAILED[int(status)]}"
        return contract.InboundFailed(external_id=message_id, reason=reason, permanent=True)
    if status in ON_THE_WAY:
        return contract.InboundAccepted(external_id=message_id)
    return contract.InboundUnknown(name=f"status.{wire.text(told, 'status')}"[:100], external_id=message_id)


def _price(sent: Obj) -> contract.Price | None:
    cost = wire.number(sent, "cost")
    if cost is None or cost < 0:
        return None
    return contract.Price(micros=int(Decimal(str(cost)) * pricing.MICROS), currency="RUB")


async def _call(
    port: contract.Port, config: Config, name: str, params: Mapping[str, str], *, sends: bool = False
) -> Obj:
    """The whole answer of a call that went well. Raises `ChannelError`."""
    base = str(config.get("base_url") or OFFICIAL_URL).rstrip("/")
    gates = GATES if base == OFFICIAL_URL else (base,)
    login = quote(str(config.get("login", "")), safe="@")
    headers = gateway.basic(login, str(config.get("api_key", "")))
    for gate in gates[:-1]:
        try:
            reply = await gateway.ask(port, "sms_aero", f"{gate}/{name}", json=params, headers=headers, sends=sends)
        except ChannelError as error:
            if error.remedy is not Remedy.RETRY:
                raise
        else:
            return _answer(reply, config, sends=sends)
    last = f"{gates[-1]}/{name}"
    return _answer(
        await gateway.ask(port, "sms_aero", last, json=params, headers=headers, sends=sends), config, sends=sends
    )


def _answer(reply: HttpReply, config: Config, *, sends: bool) -> Obj:
    body = wire.decode_or_nothing(reply.body)
    if reply.status == 200 and body.get("success") is True:
        return body
    words = wire.text(body, "message") or wire.text(body, "reason") or wire.text(body, "result")
    detail = words.replace(str(config.get("api_key", "")) or "\0", "***")
    if wire.text(body, "result") == "no credits":
        raise ChannelError("sms_aero.no_money", remedy=Remedy.RECONNECT, detail=detail)
    if wire.at(body, "data", "number") is not None and body.get("success") is False:
        raise ChannelError("sms_aero.number_wrong", remedy=Remedy.UNREACHABLE, detail=detail)
    if reply.status == 200 and (body.get("success") is False or wire.text(body, "result")):
        raise ChannelError("sms_aero.refused", remedy=Remedy.GIVE_UP, detail=detail)
    error = wire.refusal(REFUSALS, kind="sms_aero", status=reply.status, description=detail)
    if error.remedy is Remedy.UNKNOWN and not sends:
        error.remedy = Remedy.RETRY
    error.retry_after_seconds = gateway.retry_after(reply)
    raise error
