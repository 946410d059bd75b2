"""Codes by time, RFC 6238: SHA-1, six digits, steps of 30 seconds, what every authenticator app makes."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
DRIFT_STEPS: Final = 1
"""A phone's clock may be one step off either way (RFC 6238, 5.2)."""


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, *, step: int, digits: int = DIGITS) -> str:
    """The code of one step: HOTP with the step as its counter (RFC 4226, 5.3)."""
    mac = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, *, code: str, now: datetime) -> int | None:
    """The step whose code this is, within the drift; all are compared, whichever fits."""
    given = code.replace(" ", "").encode()
    steps = range(step_at(now) - DRIFT_STEPS, step_at(now) + DRIFT_STEPS + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_at(secret, step=step).encode(), given)]
    return fitting[-1] if fitting else None


def shown(secret: bytes) -> str:
    """The secret as people type it into an app."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, *, account: str, issuer: str) -> str:
    """What the QR code holds (the Key Uri Format that authenticator apps read)."""
    label = quote(f"{issuer}:{account}", safe=":@")
    fields = {"secret": shown(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(fields, quote_via=quote)}"
