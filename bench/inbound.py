"""From a provider's webhook to the operator's screen, at a steady rate, beside a bare echo under the same server.

Each message has its moment on a schedule that waits for nobody; its time runs from that moment to the frame on the
operator's socket, so a server that falls behind cannot hide it (no coordinated omission). Rounds of the echo and of
Otklik alternate; the figures are medians over rounds.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
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


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """One way from a POST to a frame."""

    http: Http
    socket: Socket
    url: str
    headers: Mapping[str, str]


Clock = Callable[[], float]


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
    came: dict[int, float] = {}
    reader = asyncio.create_task(_watch(path.socket, came, last=count))
    start = time.monotonic() + 0.1
    async with asyncio.TaskGroup() as group:
        for at in range(count):
            number = first + at
            due[number] = start + at / size.per_second
            await asyncio.sleep(max(0.0, due[number] - time.monotonic()))
            group.create_task(_post(path, number=number, chat=at % size.chats))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reader
    except TimeoutError:
        pass
    return [(came[number] - due[number]) * 1000 for number in came if number in due]


async def _post(path: Path, *, number: int, chat: int) -> None:
    text = f"Здравствуйте, когда привезут заказ? Жду с утра, телефон тот же. №{number}"
    body = telegram.update(number=number, chat=10_000 + chat, text=text, at=time.time())
    await path.http.post(path.url, body, headers=path.headers)


async def _watch(socket: Socket, came: dict[int, float], *, last: int) -> None:
    """Note when each number was first seen; a frame has it in the text and in the preview."""
    while len(came) < last:
        frame = await socket.receive()
        found = MARK.search(frame)
        if found is not None and b"message.changed" not in frame[:60]:
            came.setdefault(int(found[1]), time.monotonic())


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
        with await Socket.open(server.port, "/api/v1/live", headers={"cookie": desk.cookie}) as socket:
            yield Path(http=http, socket=socket, url=bot.path, headers=bot.headers)


@asynccontextmanager
async def _bare_path() -> AsyncGenerator[Path]:
    async with harness.bare() as server, Http(server.port) as http:
        with await Socket.open(server.port, "/live") as socket:
            yield Path(http=http, socket=socket, url="/hooks/bare", headers={"content-type": "application/json"})
