"""SMS by Twilio (twilio.com/docs/messaging/api, version 2010-04-01): forms out, signed forms in.

Twilio signs with the account's token over the address it calls and every field it sends, so the address must be the one
this server was told it has (OTKLIK_PUBLIC_URL).
"""

import base64
import hashlib
import hmac
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from otklik.channels import contract, fields, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.sms import addresses, gateway, pricing
from otklik.channels.wire import Obj
from otklik.platform.http import HttpReply

OFFICIAL_URL: Final = "https://api.twilio.com"
MESSAGING_URL: Final = "https://messaging.twilio.com"
TEXT_MAX: Final = 1600
MEDIA_MAX: Final = 10
SERVICE: Final = "MG"
"""How the id of a Messaging Service begins: a pool of numbers, of which Twilio chooses one."""

MANIFEST: Final = contract.Manifest(
    kind="twilio",
    title={"en": "SMS by Twilio", "ru": "СМС через Twilio"},
    summary={"en": "Text messages to and from phones", "ru": "СМС на телефоны и с телефонов"},
    setup={
        "en": "1. In [Twilio’s console](https://console.twilio.com) copy **Account SID** and **Auth Token**.\n"
        "2. Enter the number that writes, in full (`+14155552345`), or the SID of a Messaging Service (`MG…`), "
        "or a registered sender name.\n"
        "3. Otklik tells Twilio by itself where to bring answers. The server needs a public https address.",
        "ru": "1. В [консоли Twilio](https://console.twilio.com) скопируйте **Account SID** и **Auth Token**.\n"
        "2. Введите номер отправителя целиком (`+14155552345`), либо SID сервиса сообщений (`MG…`), "
        "либо зарегистрированное имя отправителя.\n"
        "3. Куда приносить ответы, Отклик скажет Twilio сам. Серверу нужен публичный адрес с https.",
    },
    colour="#F22F46",
    icon='<path d="M5 5h14v10h-8l-4 4v-4H5z" fill="none" stroke="currentColor" stroke-width="1.8" '
    'stroke-linejoin="round"/><path d="M9 9h6M9 12h4" stroke="currentColor" stroke-width="1.8"/>',
    fields=(
        ConfigField(
            name="account_sid",
            kind=FieldKind.TEXT,
            label={"en": "Account SID", "ru": "Account SID"},
            required=True,
            pattern=r"AC[0-9a-fA-F]{32}",
        ),
        ConfigField(
            name="auth_token",
            kind=FieldKind.SECRET,
            label={"en": "Auth Token", "ru": "Auth Token"},
            required=True,
            pattern=r"[0-9A-Za-z]{16,64}",
        ),
        ConfigField(
            name="sender",
            kind=FieldKind.TEXT,
            label={"en": "Who writes", "ru": "Отправитель"},
            help={
                "en": "+14155552345, or MG…, or a name of up to 11 letters; a name cannot be answered",
                "ru": "+14155552345, или MG…, или имя до 11 букв; на имя нельзя ответить",
            },
            required=True,
            pattern=r"\+[1-9][0-9]{6,14}|MG[0-9a-fA-F]{32}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}",
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
    contact_link="sms:{phone}",
)


class Fault(NamedTuple):
    """What an error code of Twilio means here (twilio.com/docs/api/errors)."""

    name: str
    remedy: Remedy


FAULTS: Final[Mapping[int, Fault]] = {
    20003: Fault("keys_refused", Remedy.RECONNECT),
    20404: Fault("not_found", Remedy.RECONNECT),
    20429: Fault("too_many", Remedy.RETRY),
    **dict.fromkeys((21211, 21214, 21217, 21401, 21614, 30005), Fault("number_wrong", Remedy.UNREACHABLE)),
    30006: Fault("landline", Remedy.UNREACHABLE),
    21610: Fault("opted_out", Remedy.UNREACHABLE),
    21408: Fault("country_not_allowed", Remedy.GIVE_UP),
    21608: Fault("trial_account", Remedy.GIVE_UP),
    21612: Fault("route_missing", Remedy.GIVE_UP),
    **dict.fromkeys((21212, 21603, 21606, 21659, 21660), Fault("sender_refused", Remedy.RECONNECT)),
    **dict.fromkeys((21602, 21617, 21619, 30019), Fault("text_refused", Remedy.GIVE_UP)),
    **dict.fromkeys((30001, 30017), Fault("too_many", Remedy.RETRY)),
    30002: Fault("account_suspended", Remedy.RECONNECT),
    30003: Fault("phone_off", Remedy.GIVE_UP),
    30004: Fault("blocked", Remedy.GIVE_UP),
    **dict.fromkeys((30007, 30042), Fault("filtered", Remedy.GIVE_UP)),
    30010: Fault("price_exceeded", Remedy.GIVE_UP),
}
UNDELIVERED: Final = Fault("not_delivered", Remedy.GIVE_UP)
"""Any other code of a message that was taken and did not arrive."""


class Twilio:
    """Text out and in, files in, receipts."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        found = gateway.pairs(request.body)
        _check_signature(request, found, token=str(config.get("auth_token", "")))
        form = dict(found)
        sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "received")
        event_id = f"{status}:{sid}" if sid else ""
        known = 0 < len(event_id) <= contract.EVENT_ID_MAX
        item = RawItem(event_id=event_id if known else wire.digest(request.body), body=request.body)
        return contract.WebhookReply(item=item, body=b"<Response/>", content_type="text/xml")

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        form = dict(gateway.pairs(item.body))
        try:
            return [_read_receipt(form)] if form.get("MessageStatus") else _read_message(form, item)
        except wire.Incomplete:
            return [contract.InboundUnknown(name="message.incomplete" if form else "empty")]

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        to, text = addresses.receiver(message, kind="twilio"), message.text.strip()
        if not text:
            raise ChannelError("twilio.empty", remedy=Remedy.GIVE_UP)
        sender = str(config.get("sender", ""))
        name = "MessagingServiceSid" if sender.startswith(SERVICE) else "From"
        form = {"To": to, name: sender, "Body": text}
        if port.webhook_url.startswith("https://"):
            form["StatusCallback"] = port.webhook_url
        sent = await _call(port, config, "Messages.json", form=form, sends=True)
        if not (sid := wire.text(sent, "sid")):
            raise ChannelError("twilio.answer_unreadable", remedy=Remedy.UNKNOWN)
        return contract.SendResult(
            external_id=sid,
            thread_id=to,
            accepted_at=_moment(wire.text(sent, "date_created")),
            segments=int(wire.number(sent, "num_segments") or 0),
        )

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """Lies behind the same password; the answer leads to a signed address, which must not see it."""
        if not attachment.ref.startswith(f"{_base(config)}/"):
            raise ChannelError("twilio.file_refused", remedy=Remedy.GIVE_UP)
        reply = await gateway.ask(port, "twilio", attachment.ref, headers=_password(config))
        if reply.status in {301, 302, 303, 307, 308}:
            return await wire.download(port, "twilio", reply.headers.get("location", ""), timeout_seconds=120)
        if reply.status != 200:
            raise wire.refusal((), kind="twilio.file", status=reply.status, description="")
        return reply.body

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        await _call(port, config, "")
        sender = str(config.get("sender", ""))
        await _take_answers(port, config, url=port.webhook_url)
        return contract.Connection(address=sender, facts={"phone": sender} if sender.startswith("+") else {})

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked token reaches no number any more
            number = await _number(port, config)
            if wire.text(number, "sms_url") == port.webhook_url:
                await _take_answers(port, config, url="")

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            account = await _call(port, config, "")
        except ChannelError as error:
            return [CheckStep(code="twilio.keys", ok=False, detail=error.code)]
        steps = [CheckStep(code="twilio.keys", ok=True, detail=wire.text(account, "friendly_name"))]
        if str(config.get("sender", "")).startswith("+"):
            try:
                number = await _number(port, config)
            except ChannelError as error:
                return [*steps, CheckStep(code="twilio.number", ok=False, detail=error.code)]
            steps.append(CheckStep(code="twilio.number", ok=True, detail=wire.text(number, "friendly_name")))
        trouble = "" if port.webhook_url.startswith("https://") else "twilio.no_public_address"
        return [*steps, CheckStep(code="twilio.intake", ok=not trouble, detail=trouble)]


provider = Twilio()


def _check_signature(request: contract.WebhookRequest, found: list[tuple[str, str]], *, token: str) -> None:
    """With or without the standard port: whatever stands before this server may have added or cut it."""
    given = request.headers.get("x-twilio-signature", "")
    signed = "".join(name + value for name, value in sorted(set(found)))
    fits = [
        hmac.compare_digest(given.encode(), _signature(url + signed, token=token)) for url in _spellings(request.url)
    ]
    if not (token and any(fits)):
        raise contract.SignatureRefused


def _signature(text: str, *, token: str) -> bytes:
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest())


def _spellings(url: str) -> list[str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = host.rsplit(":", 1)[0] if parts.port else host
    standard = 443 if parts.scheme == "https" else 80
    return [parts._replace(netloc=one).geturl() for one in dict.fromkeys((host, bare, f"{bare}:{standard}"))]


def _read_message(form: Mapping[str, str], item: RawItem) -> list[Inbound]:
    sender = addresses.sender(wire.identifier(form, "From"))
    text = form.get("Body", "")
    attachments = tuple(_attachments(form))
    message = contract.InboundMessage(
        external_id=wire.identifier(form, "MessageSid"),
        thread_id=sender.id,
        sender=sender,
        sent_at=wire.sent_at(item, {}),
        text=text or ("" if attachments else "[empty]"),
        visible_text=text or ("" if attachments else "[empty]"),
        attachments=attachments,
    )
    turned = {"STOP": False, "START": True}.get(form.get("OptOutType", ""))
    if turned is None:
        return [message]
    told = contract.InboundReachability(thread_id=sender.id, sender=sender, reachable=turned, sent_at=message.sent_at)
    return [message, told]


def _attachments(form: Mapping[str, str]) -> list[contract.InboundAttachment]:
    found: list[contract.InboundAttachment] = []
    for at in range(MEDIA_MAX):
        url, media_type = form.get(f"MediaUrl{at}", ""), form.get(f"MediaContentType{at}", "")
        if url.startswith(("https://", "http://")):
            kind = media_type.partition("/")[0]
            name = f"{at + 1}{mimetypes.guess_extension(media_type) or ''}"
            kind = kind if kind in {"image", "video", "audio"} else "file"
            media_type = media_type or "application/octet-stream"
            found.append(contract.InboundAttachment(name=name, media_type=media_type, ref=url, kind=kind))
    return found


def _read_receipt(form: Mapping[str, str]) -> Inbound:
    sid, status = wire.identifier(form, "MessageSid"), form["MessageStatus"]
    thread = addresses.known(form.get("To", ""))
    match status:
        case "sent":
            return contract.InboundAccepted(external_id=sid, thread_id=thread)
        case "delivered":
            return contract.InboundDelivered(external_id=sid, thread_id=thread)
        case "read":
            return contract.InboundRead(external_id=sid, thread_id=thread)
        case "failed" | "undelivered" | "canceled":
            code = int(wire.number(form, "ErrorCode") or 0)
            fault = FAULTS.get(code, UNDELIVERED)
            permanent = fault.remedy is not Remedy.RETRY
            reason = f"twilio.{fault.name}"
            return contract.InboundFailed(external_id=sid, thread_id=thread, reason=reason, permanent=permanent)
        case _:
            return contract.InboundUnknown(name=f"status.{status}"[:100], external_id=sid)


def _moment(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written).astimezone(UTC) if written else None
    except ValueError:
        return None


def _base(config: Config) -> str:
    return str(config.get("base_url") or OFFICIAL_URL).rstrip("/")


def _password(config: Config) -> dict[str, str]:
    return gateway.basic(str(config.get("account_sid", "")), str(config.get("auth_token", "")))


async def _take_answers(port: contract.Port, config: Config, *, url: str) -> None:
    """Say where answers to our number, or to our pool of numbers, are to be brought; a name has none."""
    sender = str(config.get("sender", ""))
    if sender.startswith(SERVICE):
        base = _base(config)
        host = MESSAGING_URL if base == OFFICIAL_URL else base
        form = {"InboundRequestUrl": url, "InboundMethod": "POST", "UseInboundWebhookOnNumber": "false"}
        _answer(await _post(port, config, f"{host}/v1/Services/{sender}", form), config)
    elif sender.startswith("+"):
        number = await _number(port, config)
        form = {"SmsUrl": url, "SmsMethod": "POST"}
        await _call(port, config, f"IncomingPhoneNumbers/{wire.text(number, 'sid')}.json", form=form)


async def _number(port: contract.Port, config: Config) -> Obj:
    """What Twilio knows of our own number. Raises `ChannelError` when it is not the account's."""
    found = await _call(port, config, "IncomingPhoneNumbers.json", query={"PhoneNumber": str(config.get("sender", ""))})
    number = next(iter(wire.objs(found, "incoming_phone_numbers")), None)
    if number is None:
        raise ChannelError("twilio.number_not_yours", remedy=Remedy.RECONNECT)
    return number


async def _call(
    port: contract.Port,
    config: Config,
    path: str,
    *,
    form: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    sends: bool = False,
) -> Obj:
    """The answer of the account's resource at `path`, the account itself when empty. Raises `ChannelError`."""
    account = f"{_base(config)}/2010-04-01/Accounts/{config.get('account_sid', '')}"
    url = f"{account}/{path}" if path else f"{account}.json"
    reply = await gateway.ask(port, "twilio", url, form=form, query=query, headers=_password(config), sends=sends)
    return _answer(reply, config)


async def _post(port: contract.Port, config: Config, url: str, form: Mapping[str, str]) -> HttpReply:
    return await gateway.ask(port, "twilio", url, form=form, headers=_password(config))


def _answer(reply: HttpReply, config: Config) -> Obj:
    body = wire.decode_or_nothing(reply.body)
    if 200 <= reply.status < 300 and body:
        return body
    detail = wire.text(body, "message").replace(str(config.get("auth_token", "")) or "\0", "***")
    fault = FAULTS.get(wire.whole(body, "code"))
    if reply.status == 401:
        fault = FAULTS[20003]
    if fault is not None:
        error = ChannelError(f"twilio.{fault.name}", remedy=fault.remedy, detail=detail)
    else:
        error = wire.refusal((), kind="twilio", status=reply.status, description=detail)
    error.retry_after_seconds = gateway.retry_after(reply)
    raise error
