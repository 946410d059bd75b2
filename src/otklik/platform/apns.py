"""Apple Push Notification service: HTTP/2 with a token of the company's own key (.p8), or with a pass's certificate.

aiohttp speaks no HTTP/2, and Apple speaks nothing else, so this one door has httpx behind it: one connection to each
host, kept open, many notes at once on it (docs/adr/0025).
"""

import base64
import binascii
import hashlib
import os
import re
import secrets
import ssl
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import httpx  # noqa: TID251 - the only HTTP/2 client here
import jwt
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)

from otklik.platform.http import AddressRefused, HttpClient, HttpFailed
from otklik.platform.phonepush import BODY_BYTES_MAX, TIMEOUT_SECONDS, CredentialsInvalid, Note, Outcome, Verdict

PRODUCTION_URL: Final = "https://api.push.apple.com"
SANDBOX_URL: Final = "https://api.development.push.apple.com"
TOKEN_LIFE: Final = timedelta(minutes=40)
"""Apple wants a token renewed no more often than every 20 minutes and no later than after 60."""
COLLAPSE_ID_MAX: Final = 64
CERTIFIED_MAX: Final = 32
"""Connections kept open by a certificate: one a company; the one not used for longest makes room."""
TEXT_MAX: Final = 900
"""Characters of a text shown; four bytes each still fit beside the rest."""

OUTCOMES: Final[Mapping[str, Outcome]] = {
    **dict.fromkeys(
        ("BadDeviceToken", "DeviceTokenNotForTopic", "MissingDeviceToken", "Unregistered", "ExpiredToken"), Outcome.GONE
    ),
    **dict.fromkeys(
        (
            "BadCertificate",
            "BadCertificateEnvironment",
            "BadEnvironmentKeyInToken",
            "Forbidden",
            "InvalidProviderToken",
            "MissingProviderToken",
            "UnrelatedKeyIdInToken",
            "BadTopic",
            "MissingTopic",
            "TopicDisallowed",
        ),
        Outcome.BROKEN,
    ),
    **dict.fromkeys(
        (
            "TooManyRequests",
            "TooManyProviderTokenUpdates",
            "InternalServerError",
            "ServiceUnavailable",
            "Shutdown",
            "IdleTimeout",
        ),
        Outcome.LATER,
    ),
}
EXPIRED: Final = "ExpiredProviderToken"
_CERTIFICATE: Final = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")
_PEM: Final = re.compile(r"-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s\\n]+)-----END PRIVATE KEY-----")


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A signing key from the developer account, and the application it is used for."""

    key_id: str
    team_id: str
    topic: str
    """The application's bundle id."""
    private_key: str
    """The .p8 file's text; line ends may be lost, as a form's field loses them."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate of a pass type with its key, shown as the client's own in TLS."""

    topic: str
    """The pass type."""
    pem: str
    """Certificate and private key, neither sealed; kept in memory alone."""


def key_of(text: str) -> EllipticCurvePrivateKey:
    """The signing key of a .p8 file. Raises `CredentialsInvalid`."""
    found = _PEM.search(text)
    try:
        der = base64.b64decode("".join(found[1].replace("\\n", "").split()) if found else "", validate=True)
        key = load_der_private_key(der, password=None)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm) as error:
        raise CredentialsInvalid("not the text of a .p8 file") from error
    if not isinstance(key, EllipticCurvePrivateKey):
        raise CredentialsInvalid("not a key for ES256")
    return key


class Apns:
    """This process towards Apple. Made once by the composition root and closed with it."""

    def __init__(self) -> None:
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._certified: dict[tuple[str, str], httpx.AsyncClient] = {}
        self._tokens: dict[Key, tuple[datetime, str]] = {}

    async def send(
        self, http: HttpClient, key: Key, token: str, note: Note, *, now: datetime, base_url: str = PRODUCTION_URL
    ) -> Verdict:
        """One note to one phone; a token of ours that ran out is renewed once. Raises `CredentialsInvalid`."""
        try:
            await http.require_public(base_url)
            verdict = await self._post(key, token, note, base_url=base_url, now=now)
            if verdict.code == EXPIRED:
                self._tokens.pop(key, None)
                verdict = await self._post(key, token, note, base_url=base_url, now=now)
        except (httpx.HTTPError, HttpFailed, AddressRefused) as error:
            return Verdict(outcome=Outcome.LATER, code=type(error).__name__)
        return verdict

    async def wake(
        self, http: HttpClient, own: Certificate, token: str, *, until: datetime, base_url: str = PRODUCTION_URL
    ) -> Verdict:
        """Tell a phone that a card on it has changed: it fetches the card itself, so nothing is said.

        `until`: how long Apple keeps that for a phone that is off.

        Passes know no sandbox. Of the push type Apple says nothing here; `background` is what reaches phones of today.
        Raises `CredentialsInvalid`.
        """
        headers = {
            "apns-topic": own.topic,
            "apns-push-type": "background",
            "apns-priority": "5",
            "apns-expiration": str(int(until.timestamp())),
        }
        try:
            await http.require_public(base_url)
            client = await self._certified_client(base_url, own)
            reply = await client.post(f"{base_url}/3/device/{token}", headers=headers, content=b"{}")
        except (httpx.HTTPError, HttpFailed, AddressRefused) as error:
            return Verdict(outcome=Outcome.LATER, code=type(error).__name__)
        return verdict_of(reply.status_code, reply.content)

    async def close(self) -> None:
        for client in (*self._clients.values(), *self._certified.values()):
            await client.aclose()
        self._clients.clear()
        self._certified.clear()

    async def _post(self, key: Key, token: str, note: Note, *, base_url: str, now: datetime) -> Verdict:
        headers = {
            "authorization": f"bearer {self._token(key, now=now)}",
            "apns-topic": key.topic,
            "apns-push-type": "alert",
            "apns-priority": "10" if note.loud else "5",
            "apns-expiration": str(int(now.timestamp()) + note.ttl_seconds),
            **({"apns-collapse-id": note.tag[:COLLAPSE_ID_MAX]} if note.tag else {}),
        }
        client = self._client(base_url)
        reply = await client.post(f"{base_url}/3/device/{token}", headers=headers, content=body_of(note))
        return verdict_of(reply.status_code, reply.content)

    def _client(self, base_url: str) -> httpx.AsyncClient:
        """HTTP/2 from the first byte: a proxy that knows only HTTP/1 is told so plainly, not spoken to in vain."""
        if base_url not in self._clients:
            self._clients[base_url] = _opened(verify=True)
        return self._clients[base_url]

    async def _certified_client(self, base_url: str, own: Certificate) -> httpx.AsyncClient:
        """One connection for each certificate: whose it is decides what may be sent by it."""
        key = (base_url, hashlib.sha256(own.pem.encode()).hexdigest())
        found = self._certified.pop(key, None) or _opened(verify=_showing(own))
        self._certified[key] = found
        if len(self._certified) > CERTIFIED_MAX:
            await self._certified.pop(next(iter(self._certified))).aclose()
        return found

    def _token(self, key: Key, *, now: datetime) -> str:
        kept = self._tokens.get(key)
        if kept is not None and kept[0] > now:
            return kept[1]
        claims = {"iss": key.team_id, "iat": int(now.timestamp())}
        made = jwt.encode(claims, key_of(key.private_key), algorithm="ES256", headers={"kid": key.key_id})
        self._tokens[key] = (now + TOKEN_LIFE, made)
        return made


def _opened(*, verify: ssl.SSLContext | bool) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        http1=False, http2=True, timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False, verify=verify
    )


def _showing(own: Certificate) -> ssl.SSLContext:
    """OpenSSL reads a client's certificate from a file alone: there for a moment, sealed by a word of that moment.

    Raises `CredentialsInvalid`.
    """
    word = secrets.token_bytes(32).hex()
    context = ssl.create_default_context()
    handle, path = tempfile.mkstemp(prefix="otk-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_sealed(own.pem, word))
        context.load_cert_chain(path, password=word)
    except (ssl.SSLError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CredentialsInvalid("not a certificate with its key") from error
    finally:
        Path(path).unlink()
    return context


def _sealed(pem: str, word: str) -> bytes:
    key = load_pem_private_key(pem.encode(), None)
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(word.encode()))
    certificates = _CERTIFICATE.findall(pem)
    return "\n".join(certificates).encode() + b"\n" + sealed


def body_of(note: Note) -> bytes:
    """At most 4,096 bytes: the text is cut before it is refused."""
    aps: dict[str, object] = {"alert": {"title": note.title[:TEXT_MAX], "body": note.body[:TEXT_MAX]}}
    aps |= {"thread-id": note.tag} if note.tag else {}
    aps |= {"sound": "default"} if note.loud else {}
    body = msgspec.json.encode({**note.data, "aps": aps})
    if len(body) > BODY_BYTES_MAX:
        raise ValueError(f"a note holds at most {BODY_BYTES_MAX} bytes")
    return body


class _Refusal(msgspec.Struct):
    reason: str = ""


def verdict_of(status: int, body: bytes) -> Verdict:
    """By Apple's reason; one that is not known yet is judged by the HTTP status."""
    if status == 200:
        return Verdict(outcome=Outcome.TAKEN)
    try:
        reason = msgspec.json.decode(body, type=_Refusal).reason
    except (msgspec.MsgspecError, UnicodeDecodeError):
        reason = ""
    if reason in OUTCOMES:
        return Verdict(outcome=OUTCOMES[reason], code=reason)
    by_status = {403: Outcome.BROKEN, 410: Outcome.GONE, 429: Outcome.LATER}
    outcome = by_status.get(status, Outcome.LATER if status >= 500 else Outcome.REFUSED)
    return Verdict(outcome=outcome, code=reason or f"HTTP {status}")
