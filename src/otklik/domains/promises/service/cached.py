"""Public answers kept for a while in this process, so that a busy site costs one computation a minute.

Keyed by what was asked; bounded; unknown ids are remembered too. An answer carries its ETag, so a browser that has it
is sent nothing.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from otklik.platform.context import Parts

ENTRIES_MAX: Final = 2_000
FRESH_SECONDS: Final = 60.0

EVERYWHERE: Final = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "vary": "accept-encoding",
}
"""Any site may show it; opened by itself it may do nothing."""

Key = tuple[str, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A whole body. `status` 404: the id is nobody's."""

    body: bytes
    media_type: str
    status: int = 200
    max_age_seconds: int = 60

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @property
    def headers(self) -> dict[str, str]:
        fresh = f"public, max-age={self.max_age_seconds}, stale-while-revalidate=3600"
        return {**EVERYWHERE, "etag": self.etag, "cache-control": fresh}

    def known_by(self, if_none_match: str) -> bool:
        """Whether who asks has this very body (RFC 9110, 13.1.2)."""
        named = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
        return self.etag in named or "*" in named


class Answers:
    """The answers of this process, the latest asked last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, Answer]] = OrderedDict()

    async def get(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """Of many who ask at once each may compute it; the last one's is kept."""
        found = self._kept.get(key)
        if found is not None and time.monotonic() - found[0] < FRESH_SECONDS:
            self._kept.move_to_end(key)
            return found[1]
        answer = await make()
        self._kept[key] = (time.monotonic(), answer)
        self._kept.move_to_end(key)
        while len(self._kept) > ENTRIES_MAX:
            self._kept.popitem(last=False)
        return answer

    def forget(self) -> None:
        """What was computed is no longer so: a badge was taken away."""
        self._kept.clear()


def of(parts: Parts) -> Answers:
    """This process's answers, made when the first is asked for."""
    try:
        return parts.get(Answers)
    except KeyError:
        answers = Answers()
        parts.add(Answers, answers)
        return answers
