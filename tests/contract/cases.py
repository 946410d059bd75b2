"""What the conformance suite must know of each messenger: its settings, how one message comes in, how it is signed.

Everything here is built by hand, so that the suite runs where no specification lies beside the checkout.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otklik.channels.contract import Config, WebhookRequest

Json = dict[str, Any]  # Any: JSON
TOKEN: Final = "SECRET-t0ken:Zq9"
APP_SECRET: Final = "SECRET-4pp5ecret"
ECHOED: Final = "echoedBackByTheProvider1"
SECRETS: Final = (TOKEN, APP_SECRET)
NOON: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""As `tests.ports.NOON`; this module imports nothing of the tests, for the benchmarks read it too."""
AT: Final = 1_772_000_000
"""A moment in seconds, some minutes before `tests.ports.NOON`."""


PAGES: Final = ("", "<html>Bad gateway</html>", "[]", '{"result": {}}')


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that is asked to send: by HTTP, or by the protocol its `far_side` speaks."""

    kind: str
    config: Config
    thread_id: str = "123"
    where: str = "base_url"
    """The setting that says which server is asked."""
    senseless: Sequence[str] = PAGES
    """Good answers that say nothing; none where any good answer is an acceptance."""
    pause_seconds: float = 7
    """How long it asks to be left alone when it asks."""
    prelude: Mapping[str, Json] = {}
    """Answers to what is asked before the message itself, by a part of the path."""
    expired: tuple[int, Json]
    """Status and body by which it says that the token is no longer good."""


class Case(Speaker, frozen=True, kw_only=True):
    """One that also calls us. `comes`: the webhook's body of these texts, numbered from `first`."""

    comes: Callable[[Sequence[str], int], Json]
    sign: Callable[[bytes, str], WebhookRequest]
    """With the provider's own secret, or with a wrong one; "" leaves the proof out."""
    batches: bool = False
    """Whether one body may hold several messages."""
    tells_nonsense: bool = False
    """Whether whoever sends nonsense is told so at once, for they write the other side themselves."""


def _request(body: bytes, *, headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None):  # noqa: ANN202
    return WebhookRequest(
        method="POST", path="/hooks/x", query=query or {}, headers=headers or {}, body=body, secret=ECHOED
    )


def _header(name: str) -> Callable[[bytes, str], WebhookRequest]:
    return lambda body, secret: _request(body, headers={name: secret} if secret else {})


def _parameter(name: str) -> Callable[[bytes, str], WebhookRequest]:
    return lambda body, secret: _request(body, query={name: secret} if secret else {})


def _hmac(header: str, key: str, prefix: str = "") -> Callable[[bytes, str], WebhookRequest]:
    def sign(body: bytes, secret: str) -> WebhookRequest:
        proof = hmac.new((key if secret == ECHOED else secret).encode(), body, hashlib.sha256).hexdigest()
        return _request(body, headers={header: prefix + proof} if secret else {})

    return sign


def _in_the_body(body: bytes, secret: str) -> WebhookRequest:
    known = json.loads(body)
    return _request(json.dumps({**known, "secret": secret} if secret else known).encode())


def _telegram(texts: Sequence[str], first: int) -> Json:
    person = {"id": 123, "is_bot": False, "first_name": "Мария"}
    message = {"message_id": first, "date": AT, "chat": {"id": 123, "type": "private"}, "from": person}
    return {"update_id": first, "message": {**message, "text": texts[0]}}


def _vk(texts: Sequence[str], first: int) -> Json:
    said = {"date": AT, "from_id": 123, "peer_id": 123, "id": first, "conversation_message_id": first, "out": 0}
    message = {**said, "version": 1, "text": texts[0]}
    return {"type": "message_new", "group_id": 42, "event_id": f"e{first}", "object": {"message": message}}


def _max(texts: Sequence[str], first: int) -> Json:
    message = {
        "sender": {"user_id": 123, "name": "Мария", "first_name": "Мария", "is_bot": False},
        "recipient": {"chat_id": 123, "chat_type": "dialog", "user_id": 99},
        "timestamp": AT * 1000,
        "body": {"mid": f"mid.{first}", "seq": first, "text": texts[0]},
    }
    return {"update_type": "message_created", "timestamp": AT * 1000, "message": message}


def _odnoklassniki(texts: Sequence[str], first: int) -> Json:
    return {
        "webhookType": "MESSAGE_CREATED",
        "sender": {"user_id": "user:123", "name": "Мария"},
        "recipient": {"chat_id": "chat:123"},
        "timestamp": AT * 1000,
        "message": {"seq": first, "mid": f"mid:{first}", "text": texts[0]},
    }


def _viber(texts: Sequence[str], first: int) -> Json:
    sender = {"id": "123", "name": "Мария", "language": "ru", "country": "RU"}
    message = {"type": "text", "text": texts[0]}
    return {
        "event": "message",
        "timestamp": AT * 1000,
        "message_token": first,
        "sender": sender,
        "message": message,
    }


def _whatsapp(texts: Sequence[str], first: int) -> Json:
    messages = [
        {"from": "79161234567", "id": f"wamid.{number}", "timestamp": str(AT), "type": "text", "text": {"body": text}}
        for number, text in enumerate(texts, first)
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Мария"}, "wa_id": "79161234567"}],
        "messages": messages,
    }
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]}


def _pages(name: str) -> Callable[[Sequence[str], int], Json]:
    def comes(texts: Sequence[str], first: int) -> Json:
        said = [
            {
                "sender": {"id": "123"},
                "recipient": {"id": "99"},
                "timestamp": AT * 1000 + number,
                "message": {"mid": f"m_{number}", "text": text},
            }
            for number, text in enumerate(texts, first)
        ]
        return {"object": name, "entry": [{"id": "99", "time": AT * 1000, "messaging": said}]}

    return comes


def _avito(texts: Sequence[str], first: int) -> Json:
    value = {"id": f"msg{first}", "chat_id": "u2i-1", "user_id": 94235311, "author_id": 456, "created": AT}
    value |= {"type": "text", "chat_type": "u2i", "content": {"text": texts[0]}}
    return {"id": "abc", "version": "v3.0.0", "timestamp": AT, "payload": {"type": "message", "value": value}}


def _http(texts: Sequence[str], first: int) -> Json:
    said = [
        {
            "kind": "message",
            "id": f"m{number}",
            "thread_id": "123",
            "sent_at": NOON.isoformat(),
            "sender": {"id": "123", "name": "Мария"},
            "text": text,
        }
        for number, text in enumerate(texts, first)
    ]
    return {"events": said}


def _standard(body: bytes, secret: str) -> WebhookRequest:
    """Standard Webhooks: the same body is the same event."""
    named, stamp = hashlib.sha256(body).hexdigest(), str(int(NOON.timestamp()))
    key = (APP_SECRET if secret == ECHOED else secret).encode()
    proof = base64.b64encode(hmac.new(key, f"{named}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
    headers = {"webhook-id": named, "webhook-timestamp": stamp, "webhook-signature": f"v1,{proof}" if secret else ""}
    return msgspec.structs.replace(_request(body, headers=headers), received_at=NOON)


_META: Final = {"token": TOKEN, "app_secret": APP_SECRET, "verify_token": "made-up-word"}
_META_EXPIRED: Final[Json] = {
    "error": {"message": "Session has expired", "type": "OAuthException", "code": 190, "fbtrace_id": "A"}
}
_META_SIGNED: Final = _hmac("x-hub-signature-256", APP_SECRET, "sha256=")

CASES: Final = (
    Case(
        kind="telegram",
        expired=(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
        config={"token": TOKEN},
        comes=_telegram,
        sign=_header("x-telegram-bot-api-secret-token"),
    ),
    Case(
        kind="vk",
        expired=(200, {"error": {"error_code": 5, "error_msg": "User authorization failed"}}),
        config={"token": TOKEN},
        comes=_vk,
        sign=_in_the_body,
    ),
    Case(
        kind="max",
        expired=(401, {"code": "verify.token", "message": "Invalid access_token"}),
        config={"token": TOKEN},
        comes=_max,
        sign=_header("x-max-bot-api-secret"),
    ),
    Case(
        kind="odnoklassniki",
        expired=(200, {"error_code": 103, "error_msg": "PARAM_SESSION_KEY : Session key is invalid"}),
        config={"token": TOKEN},
        comes=_odnoklassniki,
        sign=_parameter("key"),
        thread_id="chat:123",
    ),
    Case(
        kind="viber",
        expired=(200, {"status": 2, "status_message": "invalidAuthToken"}),
        config={"token": TOKEN, "sender_name": "Чайная"},
        comes=_viber,
        sign=_hmac("x-viber-content-signature", TOKEN),
    ),
    Case(
        kind="whatsapp",
        expired=(401, _META_EXPIRED),
        config={**_META, "phone_number_id": "106540352242922", "account_id": "102290129340398"},
        comes=_whatsapp,
        sign=_META_SIGNED,
        batches=True,
    ),
    Case(
        kind="messenger",
        expired=(401, _META_EXPIRED),
        config=_META,
        comes=_pages("page"),
        sign=_META_SIGNED,
        batches=True,
    ),
    Case(
        kind="instagram",
        expired=(401, _META_EXPIRED),
        config=_META,
        comes=_pages("instagram"),
        sign=_META_SIGNED,
        batches=True,
    ),
    Case(
        kind="avito",
        expired=(401, {"result": {"status": False, "message": "invalid access token"}}),
        config={"client_id": "id-1", "client_secret": APP_SECRET, "user_id": "94235311"},
        comes=_avito,
        sign=_parameter("secret"),
        thread_id="u2i-1",
        prelude={"token": {"access_token": TOKEN, "expires_in": 86400, "token_type": "Bearer"}},
    ),
    Case(
        kind="http",
        expired=(401, {}),
        config={"system": "crm", "secret_in": APP_SECRET, "secret_out": TOKEN},
        where="url",
        comes=_http,
        sign=_standard,
        batches=True,
        tells_nonsense=True,
        senseless=(),
    ),
)

GATEWAYS: Final = (
    Speaker(
        kind="twilio",
        expired=(401, {"code": 20003, "message": "Authenticate", "status": 401}),
        config={"account_sid": "AC" + "0" * 32, "auth_token": TOKEN, "sender": "+15005550006"},
        thread_id="+79161234567",
    ),
    Speaker(
        kind="smsc_ru",
        expired=(200, {"error": "authorise error", "error_code": 2}),
        config={"login": "shop", "password": TOKEN, "sender": "Shop"},
        thread_id="+79161234567",
    ),
    Speaker(
        kind="sms_aero",
        expired=(401, {"success": False, "data": None, "message": "Authorization error"}),
        config={"login": "shop@example.ru", "api_key": TOKEN, "sign": "Shop"},
        thread_id="+79161234567",
    ),
    Speaker(
        kind="smpp",
        expired=(0, {}),
        config={"host": "127.0.0.1", "system_id": "otklik", "password": "s3cret-8", "sender": "Shop"},
        thread_id="+79161234567",
        where="port",
        senseless=("",),
        pause_seconds=1,
    ),
)
"""How these call us is looked at in suites of their own: each signs in another way."""

OWN_SUITES: Final = {
    "email": "tests/contract/test_email_servers.py",
    "webchat": "tests/contract/test_conformance_own.py",
    "app": "tests/contract/test_conformance_own.py",
    "wallet": "tests/contract/test_wallet.py",
}
"""Providers that nobody is asked for: mail has protocols of its own, our own chats never leave the server,
nobody writes from a card."""
