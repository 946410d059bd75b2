"""Who a visitor is by the company's own word: a JWT its server signed (RFC 7519, HS256), read and judged. No I/O."""

import math
from datetime import datetime, timedelta
from typing import Annotated, Final

import jwt
import msgspec
from jwt.types import Options
from msgspec import Meta

ALGORITHM: Final = "HS256"
LIFE_MAX: Final = timedelta(days=1)
"""An identity is a key to a conversation: one that holds for longer is refused."""
LEEWAY: Final = timedelta(minutes=2)
"""Between two servers' clocks."""


class IdentityWrong(Exception):
    """`reason`: signature, expired, too_long, unreadable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Customer(msgspec.Struct, frozen=True, kw_only=True, rename={"id": "sub"}):
    """Claims by their OpenID Connect names (Core 1.0, 5.1). Only what is said to be verified proves an address."""

    id: Annotated[str, Meta(min_length=1, max_length=200)]
    name: Annotated[str, Meta(max_length=200)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    email_verified: bool = False
    phone_number: Annotated[str, Meta(max_length=40)] = ""
    phone_number_verified: bool = False


def read(token: str, *, secret: str, now: datetime) -> Customer:
    """The customer of a good identity. Raises `IdentityWrong`."""
    if not secret:
        raise IdentityWrong("signature")
    try:
        # times are judged below, by our own clock
        checks: Options = {"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        checks |= {"verify_aud": False, "verify_sub": False}
        claims = jwt.decode(token, secret, algorithms=[ALGORITHM], options=checks)
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError) as error:
        raise IdentityWrong("signature") from error
    except jwt.PyJWTError as error:
        raise IdentityWrong("unreadable") from error
    _check_time(claims["exp"], now=now)
    try:
        return msgspec.convert(claims, Customer)
    except msgspec.ValidationError as error:
        raise IdentityWrong("unreadable") from error


def _check_time(expires: object, *, now: datetime) -> None:
    if not isinstance(expires, int | float) or not math.isfinite(expires):
        raise IdentityWrong("unreadable")
    left = expires - now.timestamp()
    if left < -LEEWAY.total_seconds():
        raise IdentityWrong("expired")
    if left > (LIFE_MAX + LEEWAY).total_seconds():
        raise IdentityWrong("too_long")
