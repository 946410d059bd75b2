"""Identifiers: UUIDv7 (RFC 9562), so that keys sort by time of birth and indexes grow at one end."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 that is greater than every earlier one made by this process.

    48 bits of Unix milliseconds, then 12 bits of sub-millisecond time (RFC 9562, 6.2, method 3), then 62 random bits.
    """
    global _last  # noqa: PLW0603 - monotony within the process is the point
    nanoseconds = time.time_ns()
    tick = (nanoseconds // 1_000_000 << 12) | (nanoseconds % 1_000_000 * 4096 // 1_000_000)
    with _lock:
        _last = tick = max(tick, _last + 1)
    chance = int.from_bytes(os.urandom(8)) >> 2
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | chance
    return UUID(int=value)


def token(*, size_bytes: int = 24) -> str:
    """A secret of URL-safe characters, 4 for each 3 bytes."""
    return secrets.token_urlsafe(size_bytes)
