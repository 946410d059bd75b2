"""Signatures of Standard Webhooks (standardwebhooks.com, specification 1.0.0): HMAC-SHA256 over `id.timestamp.body`."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
VERSION: Final = "v1,"
PREFIX: Final = "whsec_"
WINDOW_SECONDS: Final = 300
"""How old or early a signed request may be: what is caught on the way is worth nothing later."""
SIGNATURES_MAX: Final = 10
ID_LENGTH_MAX: Final = 150


class Refused(Exception):
    """`reason`: headers, signature, too_old."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def headers(secret: str, body: bytes, *, message_id: str, at: datetime) -> dict[str, str]:
    """What goes with a body that we sign."""
    stamp = str(int(at.timestamp()))
    return {ID: message_id, TIMESTAMP: stamp, SIGNATURE: VERSION + _mac(secret, message_id, stamp, body)}


def check(secret: str, given: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """The message's id, once the signature is found good. Several signatures stand side by side while a key changes.

    Raises `Refused`. That a request is too old is told only to whoever holds the secret.
    """
    message_id, stamp = given.get(ID, ""), given.get(TIMESTAMP, "")
    if not 0 < len(message_id) <= ID_LENGTH_MAX or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Refused("headers")
    expected = (VERSION + _mac(secret, message_id, stamp, body)).encode()
    signatures = given.get(SIGNATURE, "").split(" ")[:SIGNATURES_MAX]
    if not any([hmac.compare_digest(one.encode(), expected) for one in signatures]):  # noqa: C419 - each is compared
        raise Refused("signature")
    if abs(now.timestamp() - int(stamp)) > WINDOW_SECONDS:
        raise Refused("too_old")
    return message_id


def _mac(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """The bytes behind `whsec_…`; a secret that is no base64 is taken as it is written."""
    text = secret.removeprefix(PREFIX)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return text.encode()
