"""Web Push from our own keys: encryption for one browser (RFC 8188, 8291) and proof of who sends (VAPID, RFC 8292).

`pywebpush` would bring a second HTTP client; the two RFCs on top of `cryptography` are what is below, tested by the
vectors of the RFCs byte for byte.
"""

import base64
import hashlib
import os
import time
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from otklik.platform.crypto import Cipher, unpadded
from otklik.platform.errors import Invalid
from otklik.platform.http import HttpClient, HttpReply

PURPOSE: Final = "webpush.vapid"
RECORD_BYTES: Final = 4096
PLAIN_BYTES_MAX: Final = RECORD_BYTES - 86 - 16 - 1
"""What a push service must take (RFC 8030, 7.2), less the header, the tag and the delimiter."""
TTL_SECONDS_MAX: Final = 28 * 24 * 3600
TOKEN_LIFE: Final = timedelta(hours=12)
"""RFC 8292, 2: no longer than 24 hours."""
TIMEOUT_SECONDS: Final = 10.0
REPLY_BYTES_MAX: Final = 64 * 1024
GONE: Final = frozenset({404, 410})
"""Answers that say the subscription is over (RFC 8030, 7.3; services answer 410)."""
LATER: Final = frozenset({429, 500, 502, 503, 504})
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group P-256 (FIPS 186-4, D.1.2.3)."""


class SubscriptionInvalid(Invalid):
    """The keys of a subscription are no P-256 point or no 16 bytes, or its address is not https."""

    code = "webpush.subscription_invalid"


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser's PushManager gave: an address, its public key and its secret, base64url."""

    endpoint: str
    p256dh: str
    auth: str


class Sender:
    """Whoever pushes: one key pair, derived from the secret key, so that every node has it.

    `owner`: whose keys they are, a company's id say; empty for the server's own.
    """

    def __init__(self, cipher: Cipher, *, contact: str, owner: str = "") -> None:
        purpose = f"{PURPOSE}:{owner}" if owner else PURPOSE
        scalar = int.from_bytes(cipher.secret(purpose=purpose), "big") % (_ORDER - 1) + 1
        self._private = ec.derive_private_key(scalar, ec.SECP256R1())
        self._contact = contact
        self._tokens: dict[str, tuple[float, str]] = {}

    @property
    def public_key(self) -> str:
        """`applicationServerKey` of the browser: an uncompressed point, base64url."""
        return encode(_point(self._private.public_key()))

    async def send(
        self,
        http: HttpClient,
        to: Subscription,
        payload: bytes,
        *,
        ttl_seconds: int,
        topic: str = "",
        urgent: bool = True,
    ) -> HttpReply:
        """One message to one browser. 404 and 410 say that the subscription is gone (RFC 8030, 7.3).

        Raises `SubscriptionInvalid`, `http.HttpFailed`, `http.AddressRefused`.
        """
        headers = {
            "ttl": str(min(ttl_seconds, TTL_SECONDS_MAX)),
            "urgency": "high" if urgent else "normal",
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "authorization": f"vapid t={self._token(to.endpoint)}, k={self.public_key}",
            **({"topic": topic} if topic else {}),
        }
        body = encrypt(payload, to)
        return await http.request(
            "POST",
            to.endpoint,
            headers=headers,
            body=body,
            timeout_seconds=TIMEOUT_SECONDS,
            reply_bytes_max=REPLY_BYTES_MAX,
        )

    def _token(self, endpoint: str) -> str:
        """Cached by the service's origin for half of its life."""
        origin = origin_of(endpoint)
        kept = self._tokens.get(origin)
        if kept is not None and kept[0] > time.time():
            return kept[1]
        expires = time.time() + TOKEN_LIFE.total_seconds()
        made = vapid_token(self._private, origin=origin, contact=self._contact, expires=int(expires))
        self._tokens[origin] = (expires - TOKEN_LIFE.total_seconds() / 2, made)
        return made


def encrypt(
    payload: bytes,
    to: Subscription,
    *,
    salt: bytes | None = None,
    private_key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """One record of `aes128gcm` for the browser (RFC 8291, 3.4). `salt` and `private_key` are for test vectors.

    Raises `SubscriptionInvalid`, and `ValueError` beyond 3,993 bytes.
    """
    if len(payload) > PLAIN_BYTES_MAX:
        raise ValueError(f"a push message holds at most {PLAIN_BYTES_MAX} bytes")
    browser, secret = keys_of(to)
    ours = private_key or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    public = _point(ours.public_key())
    info = b"WebPush: info\0" + _point(browser) + public
    shared = _derive(ours.exchange(ec.ECDH(), browser), salt=secret, info=info, length=32)
    key = _derive(shared, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derive(shared, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + len(public).to_bytes(1, "big") + public
    return header + AESGCM(key).encrypt(nonce, payload + b"\x02", None)


def vapid_token(private: ec.EllipticCurvePrivateKey, *, origin: str, contact: str, expires: int) -> str:
    """A JWT signed with ES256 that names the service it is for (RFC 8292, 2)."""
    claims: Mapping[str, object] = {"aud": origin, "exp": expires, "sub": contact}
    signed = f"{encode(msgspec.json.encode({'typ': 'JWT', 'alg': 'ES256'}))}.{encode(msgspec.json.encode(claims))}"
    first, second = decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{encode(first.to_bytes(32, 'big') + second.to_bytes(32, 'big'))}"


def keys_of(to: Subscription) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """The browser's public key and its secret. Raises `SubscriptionInvalid`."""
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(to.p256dh))
        secret = decode(to.auth)
    except (ValueError, InvalidKey) as error:
        raise SubscriptionInvalid(params={"field": "keys"}) from error
    if len(secret) != 16:
        raise SubscriptionInvalid(params={"field": "auth"})
    return public, secret


def check(to: Subscription, *, allowed_hosts: Collection[str]) -> None:
    """A push service is reached over https; only a host that the administrator allows may be another.

    Raises `SubscriptionInvalid`.
    """
    keys_of(to)
    origin = urlsplit(origin_of(to.endpoint))
    if origin.scheme != "https" and origin.hostname not in allowed_hosts:
        raise SubscriptionInvalid(params={"field": "endpoint"})


def origin_of(endpoint: str) -> str:
    """`https://push.example.net` of a longer address. Raises `SubscriptionInvalid`."""
    try:
        parts = urlsplit(endpoint)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise SubscriptionInvalid(params={"field": "endpoint"}) from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise SubscriptionInvalid(params={"field": "endpoint"})
    return f"{parts.scheme}://{parts.hostname}{port}"


def topic_of(name: str) -> str:
    """A topic for any name: at most 32 characters of base64url (RFC 8030, 5.4)."""
    return encode(hashlib.sha256(name.encode()).digest())[:32]


def encode(data: bytes) -> str:
    return unpadded(data)


def decode(text: str) -> bytes:
    """Raises `ValueError`."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
