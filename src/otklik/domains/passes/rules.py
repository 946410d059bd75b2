"""Decisions about cards. No I/O."""

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from otklik.domains.passes.errors import RegistrationInvalid

NUMBER_DIGITS: Final = 12
REGISTRATIONS_MAX: Final = 10
"""Phones and watches that hold one card; the one registered longest ago makes room."""
SERIALS_MAX: Final = 100
"""Told a phone at once."""
LOG_BYTES_MAX: Final = 16 * 1024
LOG_LINES_MAX: Final = 20
LOG_LINE_MAX: Final = 300
VALUE_MAX: Final = 60
STEP: Final = timedelta(seconds=1)
OVERLAP: Final = timedelta(seconds=10)
"""A change that was being written while a phone asked is told of when it asks next."""
_DEVICE: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_TOKEN: Final = re.compile(r"[A-Fa-f0-9]{8,200}")
_SECRET: Final = re.compile(r"[A-Za-z0-9+/=_-]{20,}")
"""Serials and tokens, as phones quote them."""
_IPHONE: Final = re.compile(r"\b(iPhone|iPod)\b")


def new_number() -> str:
    """Digits that say nothing of the person or of how many cards there are."""
    return "".join(secrets.choice("0123456789") for _ in range(NUMBER_DIGITS))


def checked_device(device: str) -> str:
    """Raises `RegistrationInvalid`."""
    if not _DEVICE.fullmatch(device):
        raise RegistrationInvalid(params={"field": "device"})
    return device


def checked_push_token(token: str) -> str:
    """Raises `RegistrationInvalid`."""
    if not _TOKEN.fullmatch(token):
        raise RegistrationInvalid(params={"field": "pushToken"})
    return token


def is_iphone(user_agent: str) -> bool:
    """Whether there is a Wallet to put a card into."""
    return bool(_IPHONE.search(user_agent))


def loggable(line: str) -> str:
    """What a phone said, without what opens a card or names a phone."""
    return _SECRET.sub("…", line)[:LOG_LINE_MAX]


def changed_at(before: datetime, now: datetime) -> datetime:
    """A later second than that of the change before, or phones would take the two for one."""
    return max(now, before + STEP)


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def unchanged(since: str, updated_at: datetime) -> bool:
    """Whether a phone that was told `since` (RFC 9110, 13.1.3) has the card as it is."""
    try:
        return updated_at.replace(microsecond=0) <= parsedate_to_datetime(since).astimezone(UTC)
    except (ValueError, TypeError):
        return False


def tag_of(moment: datetime) -> str:
    """What a phone gives back when it asks for news again."""
    return str(int(moment.timestamp()))


def since_tag(tag: str) -> datetime | None:
    """Null: everything is news."""
    if not re.fullmatch(r"[0-9]{1,11}", tag):
        return None
    return datetime.fromtimestamp(int(tag), UTC) - OVERLAP


def shown(attributes: Mapping[str, object], name: str) -> str:
    """An attribute as it stands on a card; empty where it is not known."""
    value = attributes.get(name) if name else None
    if value is None or isinstance(value, bool | list | dict):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()[:VALUE_MAX]
