"""When a mail was sent, from the fields that say so, however they say it."""

import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from otklik.channels.mail import headers

EARLIEST: Final = datetime(1982, 1, 1, tzinfo=UTC)
"""No mail is older: RFC 822 is of that year. Anything before is a broken clock."""

UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for "nobody knows": a mail without Date, Received and time of receipt, which only `inspect` meets."""

AHEAD_MAX: Final = timedelta(days=1)

_NUMERIC: Final = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_COMMENT: Final = re.compile(r"\([^()]*\)")


def sent_at(message: Message, *, received_at: datetime | None) -> datetime:
    """Date, else the earliest sensible Received, else the time of receipt; a clock far ahead is not believed."""
    latest = received_at + AHEAD_MAX if received_at is not None else None
    stated = parse(headers.raw(message, "date")) or parse(headers.raw(message, "x-original-date"))
    if stated is not None and (latest is None or stated <= latest):
        return stated
    stamps = [parse(value.rpartition(";")[2]) for value in headers.raw_all(message, "received")]
    sensible = [stamp for stamp in stamps if stamp is not None and (latest is None or stamp <= latest)]
    if sensible:
        return min(sensible)
    return received_at or stated or UNDATED


def parse(value: str) -> datetime | None:
    """An aware UTC time, or None when the text holds none."""
    text = _COMMENT.sub(" ", value.encode("utf-8", "replace").decode("utf-8")).strip().rstrip(".")
    text = re.sub(r"\s+", " ", text)
    found = _standard(text) or _numeric(text)
    return found if found is not None and found.astimezone(UTC) >= EARLIEST else None


def _standard(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
        aware = parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _numeric(text: str) -> datetime | None:
    found = _NUMERIC.search(text)
    if found is None:
        return None
    zone = (found.group(7) or "Z").replace("Z", "+0000").replace(":", "")
    year, month, day, hour, minute = found.groups()[:5]
    try:
        return datetime.strptime(
            f"{year}-{month}-{day} {hour}:{minute}:{found.group(6) or '00'} {zone}", "%Y-%m-%d %H:%M:%S %z"
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
