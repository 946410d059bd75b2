"""What the providers' webhooks look like on the wire, signed as each signs, by the shapes of the conformance suite.

SMS gateways send forms or JSON of their own; the chat inside an application is the visitor's API, spoken by many.
"""

import base64
import hashlib
import hmac
import importlib.util
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from bench import harness

CASES: Final = harness.ROOT / "tests/contract/cases.py"
"""The shapes of the conformance suite; by path, for a package of the environment has the name `tests` too."""


def _cases() -> Sequence[Any]:  # Any: of a module that is found by its path
    spec = importlib.util.spec_from_file_location("cases", CASES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


APP_SECRET: Final = "0123456789abcdef0123456789abcdef"
TOKEN: Final = "0123456789abcdef-bench-token"
NOWHERE: Final = "http://127.0.0.1:9"
"""Connecting fails there at once; what comes in is taken all the same."""
META: Final = {"token": TOKEN, "app_secret": APP_SECRET, "verify_token": "made-up-word"}
CONFIGS: Final[Mapping[str, Mapping[str, str]]] = {
    "telegram": {"token": "1:bench", "intake": "webhook"},
    "vk": {"token": TOKEN},
    "max": {"token": TOKEN, "intake": "webhook"},
    "odnoklassniki": {"token": TOKEN},
    "viber": {"token": TOKEN, "sender_name": "Чайная"},
    "whatsapp": {**META, "phone_number_id": "106540352242922", "account_id": "102290129340398"},
    "messenger": META,
    "instagram": META,
    "avito": {"client_id": "bench-id", "client_secret": APP_SECRET, "user_id": "94235311"},
    "http": {"system": "bench", "secret_in": APP_SECRET},
    "twilio": {"account_sid": "AC" + "0" * 32, "auth_token": APP_SECRET, "sender": "+15005550006"},
    "smsc_ru": {"login": "bench", "password": TOKEN, "callback_word": APP_SECRET},
    "sms_aero": {"login": "bench@example.com", "api_key": TOKEN},
    "app": {},
}
PUBLIC_URL: Final = "http://bench.example"
"""Twilio signs the address it calls, so it must not change with the port."""
BODIES: Final = {case.kind: case.comes for case in _cases()}


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it lies on the wire."""

    path: str
    body: bytes
    headers: Mapping[str, str] = {}


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """A connected channel's door, and the word its provider was given."""

    channel_id: str
    kind: str
    path: str
    word: str
    tokens: Sequence[str] = ()
    """Of the visitors who speak through a chat of our own."""


Signer = Callable[[Hook, bytes], Signed]


def _header(name: str) -> Signer:
    return lambda hook, body: Signed(path=hook.path, body=body, headers={name: hook.word})


def _parameter(name: str) -> Signer:
    return lambda hook, body: Signed(path=f"{hook.path}?{name}={quote(hook.word)}", body=body)


def _proof(name: str, key: str, prefix: str = "") -> Signer:
    def sign(hook: Hook, body: bytes) -> Signed:
        proof = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return Signed(path=hook.path, body=body, headers={name: prefix + proof})

    return sign


def _inside(hook: Hook, body: bytes) -> Signed:
    word = "".join(char for char in hook.word if char.isalnum())[:50]  # what VK takes of it
    return Signed(path=hook.path, body=_encoded({**json.loads(body), "secret": word}))


META_SIGNED: Final = _proof("x-hub-signature-256", APP_SECRET, "sha256=")
SIGNERS: Final[Mapping[str, Signer]] = {
    "telegram": _header("x-telegram-bot-api-secret-token"),
    "vk": _inside,
    "max": _header("x-max-bot-api-secret"),
    "odnoklassniki": _parameter("key"),
    "viber": _proof("x-viber-content-signature", TOKEN),
    "whatsapp": META_SIGNED,
    "messenger": META_SIGNED,
    "instagram": META_SIGNED,
    "avito": _parameter("secret"),
}


def made(hook: Hook, number: int) -> Signed:
    """The request of this number: no two are one event."""
    words = f"Здравствуйте, когда привезут заказ? Жду с утра, телефон тот же. №{number}"
    if own := OWN.get(hook.kind):
        return own(hook, number, words)
    return SIGNERS[hook.kind](hook, _encoded(BODIES[hook.kind]([words], number)))


def _encoded(body: Mapping[str, Any]) -> bytes:  # Any: JSON
    return json.dumps(body, ensure_ascii=False).encode()


def _standard(hook: Hook, number: int, words: str) -> Signed:
    """Standard Webhooks; the signature is of this very minute."""
    body, stamp, named = _encoded(BODIES["http"]([words], number)), str(int(time.time())), f"bench-{number}"
    key = base64.b64decode(APP_SECRET + "=" * (-len(APP_SECRET) % 4))
    proof = base64.b64encode(hmac.new(key, f"{named}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
    headers = {"webhook-id": named, "webhook-timestamp": stamp, "webhook-signature": f"v1,{proof}"}
    return Signed(path=hook.path, body=body, headers=headers)


def _twilio(hook: Hook, number: int, words: str) -> Signed:
    form = {"MessageSid": f"SM{number:032x}", "AccountSid": "AC" + "0" * 32, "From": "+79161234567", "Body": words}
    form |= {"To": "+15005550006", "NumMedia": "0", "NumSegments": "2", "ApiVersion": "2010-04-01"}
    text = f"{PUBLIC_URL}{hook.path}" + "".join(name + form[name] for name in sorted(form))
    proof = base64.b64encode(hmac.new(APP_SECRET.encode(), text.encode(), hashlib.sha1).digest()).decode()
    return _form(hook.path, form, {"x-twilio-signature": proof})


def _smsc(hook: Hook, number: int, _words: str) -> Signed:
    form = {"id": str(number), "phone": "79161234567", "status": "1", "time": "02.03.2026 12:00:00", "err": "0"}
    told = f"{form['id']}:{form['phone']}:{form['status']}:{APP_SECRET}"
    return _form(hook.path, {**form, "md5": hashlib.md5(told.encode()).hexdigest()})


def _aero(hook: Hook, number: int, _words: str) -> Signed:
    return Signed(path=f"{hook.path}?key={quote(hook.word)}", body=_encoded({"id": number, "status": 1}))


def _visitor(hook: Hook, number: int, words: str) -> Signed:
    body = _encoded({"key": f"00000000-0000-4000-8000-{number:012x}", "text": words})
    token = hook.tokens[number % len(hook.tokens)]
    return Signed(path=hook.path, body=body, headers={"authorization": f"Visitor {token}"})


def _form(path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Signed:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return Signed(path=path, body=urlencode(form).encode(), headers=kind | dict(headers or {}))


OWN: Final[Mapping[str, Callable[[Hook, int, str], Signed]]] = {
    "http": _standard,
    "twilio": _twilio,
    "smsc_ru": _smsc,
    "sms_aero": _aero,
    "app": _visitor,
}
