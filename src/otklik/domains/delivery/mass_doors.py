"""The door for links and pictures of letters to many: `/_t/TOKEN`. See `channels.mail.mass.doors`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from litestar import asgi
from litestar.types import Receive, Scope, Send

from otklik.channels.mail.mass.doors import Doors, Kept
from otklik.domains.delivery.queries import mass_hits
from otklik.domains.delivery.service.mass import letters
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts
from otklik.platform.pool import SystemPool

TARGETS_MAX: Final = 50_000
"""Addresses remembered; over this many all are looked up again."""


class HitStore:
    """What the doors ask of us (`doors.Port`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._targets: dict[tuple[int, int], str] = {}

    def now(self) -> float:
        return self._parts.get(Timekeeper).now().timestamp()

    async def target(self, letter: int, link: int) -> str | None:
        known = self._targets.get((letter, link))
        if known is not None:
            return known
        async with self._parts.get(SystemPool).connection() as connection:
            row = await (await connection.execute(mass_hits.TARGET, (letter, link))).fetchone()
        if row is None:
            return None
        if len(self._targets) >= TARGETS_MAX:
            self._targets.clear()
        self._targets[letter, link] = str(row[0])
        return str(row[0])

    async def store(self, hits: Sequence[Kept]) -> None:
        columns: tuple[list[object], ...] = (
            [one.letter for one in hits],
            [one.row for one in hits],
            [datetime.fromtimestamp(one.hit.at, UTC) for one in hits],
            [one.hit.act.value for one in hits],
            [one.hit.link for one in hits],
            [one.url for one in hits],
            [one.hit.method for one in hits],
            [one.hit.user_agent.replace("\0", "") for one in hits],
            [one.hit.prefetch for one in hits],
        )
        async with self._parts.get(SystemPool).connection() as connection:
            await connection.execute(mass_hits.STORE, columns)


class MassDoors(Doors):
    """The doors of this process; put into the parts by the composition root."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(letters.tokens(parts), HitStore(parts))


# A mount for the same reason as `/hooks`.
@asgi(letters.PATH, is_mount=True, copy_scope=False, opt={"public": True})
async def follow(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a reader on, or show them a picture of one pixel."""
    parts: Parts = scope["litestar_app"].state.parts
    await parts.get(MassDoors)(scope, receive, send)  # pyright: ignore[reportArgumentType] - the same words, typed twice
