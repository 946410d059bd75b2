"""From a provider's webhook to the operator's screen, at a steady rate, beside a bare echo under the same server.

Each message has its moment on a schedule that waits for nobody; its time runs from that moment to the frame on the
operator's socket, so a server that falls behind cannot hide it (no coordinated omission). Rounds of the echo and of
Otklik alternate; the figures are medians over rounds.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

import msgspec

from bench import harness, telegram
from bench.figures import Figure, figure, median, percentile
from bench.wire import Http, Socket

PATIENCE_SECONDS: Final = 30.0
MARK: Final = re.compile(rb"\xe2\x84\x96(\d+)")
"""The number sign and a number, which every text ends with."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    per_second: int = 200
    seconds: float = 7.0
    rounds: int = 3
    chats: int = 50


TINY: Final = Size(per_second=20, seconds=1.0, rounds=1, chats=5)


class Screen:
    """An operator's socket, read all the time: when each number was first seen."""

    def __init__(self) -> None:
        self.seen: dict[int, float] = {}
        self._changed = asyncio.Event()

    async def watch(self, socket: Socket) -> None:
        """For ever. A frame has the number in the text and again in the preview."""
        while True:
            found = MARK.search(await socket.receive())
            if found is not None:
                self.seen.setdefault(int(found[1]), time.monotonic())
                self._changed.set()

    async def until(self, count: int) -> None:
        """Until as many numbers were seen."""
        while len(self.seen) < count:
            self._changed.clear()
            await self._changed.wait()


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """One way from a POST to a frame."""

    http: Http
    screen: Screen
    url: str
    headers: Mapping[str, str]


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    ours: list[list[float]] = []
    echo: list[list[float]] = []
    async with _bare_path() as bare, _our_path() as real:
        await _round(real, size=msgspec.structs.replace(size, seconds=min(2.0, size.seconds)), first=1)
        for number in range(size.rounds):
            first = 1_000_000 * (number + 1)
            echo.append(await _round(bare, size=size, first=first))
            ours.append(await _round(real, size=size, first=first))
    sent = size.per_second * size.seconds
    for percent, target in ((50, None), (95, "value <= 150"), (99, None)):
        yield figure(
            f"inbound.p{percent}",
            median(percentile(one, percent) for one in ours),
            "ms",
            reference=median(percentile(one, percent) for one in echo),
            target=target,
        )
    yield figure(
        "inbound.shown", min(len(one) for one in ours) / sent, "share", reference=min(len(one) for one in echo) / sent
    )


async def _round(path: Path, *, size: Size, first: int) -> list[float]:
    """Milliseconds from schedule to frame, of every message whose frame came."""
    count = int(size.per_second * size.seconds)
    due: dict[int, float] = {}
    path.screen.seen.clear()
    start = time.monotonic() + 0.1
    async with asyncio.TaskGroup() as group:
        for at in range(count):
            due[first + at] = start + at / size.per_second
            await asyncio.sleep(max(0.0, due[first + at] - time.monotonic()))
            group.create_task(_post(path, number=first + at, chat=at % size.chats))
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await path.screen.until(count)
    return [(at - due[number]) * 1000 for number, at in path.screen.seen.items() if number in due]


async def _post(path: Path, *, number: int, chat: int) -> None:
    text = f"Здравствуйте, когда привезут заказ? Жду с утра, телефон тот же. №{number}"
    body = telegram.update(number=number, chat=10_000 + chat, text=text, at=time.time())
    await path.http.post(path.url, body, headers=path.headers)


@asynccontextmanager
async def _watched(socket: Socket) -> AsyncGenerator[Screen]:
    screen = Screen()
    with socket:
        watching = asyncio.create_task(screen.watch(socket))
        try:
            yield screen
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


@asynccontextmanager
async def _our_path() -> AsyncGenerator[Path]:
    async with (
        harness.data_folder() as folder,
        harness.otklik(folder) as server,
        harness.signed_in(server) as desk,
        harness.connected_bot(desk) as bot,
        Http(server.port) as http,
    ):
        await harness.always_open(desk)
        async with _watched(await Socket.open(server.port, "/api/v1/live", headers={"cookie": desk.cookie})) as screen:
            yield Path(http=http, screen=screen, url=bot.path, headers=bot.headers)


@asynccontextmanager
async def _bare_path() -> AsyncGenerator[Path]:
    async with (
        harness.bare() as server,
        Http(server.port) as http,
        _watched(await Socket.open(server.port, "/live")) as screen,
    ):
        yield Path(http=http, screen=screen, url="/hooks/bare", headers={"content-type": "application/json"})
