"""Rate limits that hold over all nodes: fixed windows counted in PostgreSQL."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.platform.crypto import Cipher
from otklik.platform.errors import TooMany

_COUNT = text("""
INSERT INTO rate_buckets (key, window_start, count) VALUES (:key, :start, 1)
ON CONFLICT (key, window_start) DO UPDATE SET count = rate_buckets.count + 1
RETURNING count
""")


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """At most `times` in each `window_seconds`; `name` goes into the error."""

    name: str
    times: int
    window_seconds: int


async def count(session: AsyncSession, cipher: Cipher, rate: Rate, *, who: str, now: datetime) -> None:
    """Count one more by `who` (an address, an account). Raises `TooMany` past the limit.

    Give it a session of its own: the count must stay even when the caller's work rolls back.
    """
    stamp = int(now.timestamp())
    start = stamp - stamp % rate.window_seconds
    key = cipher.digest(f"{rate.name}:{who}", purpose="rate")
    counted = await session.scalar(_COUNT, {"key": key, "start": datetime.fromtimestamp(start, UTC)})
    if counted is not None and counted > rate.times:
        raise TooMany(
            params={"limit": rate.name, "retry_after_seconds": start + rate.window_seconds - stamp},
        )
