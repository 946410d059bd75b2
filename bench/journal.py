"""Webhook requests a second that are in the journal before they are answered, at 64 connections.

Beside them a handler of the same kind that only reads the body. `journal.web` is a process that serves the web alone;
`journal.serve` also reads what comes in, in the same process and at the same time. Every update is another one, for a
repeated one is cheaper. Closed loop: what is measured is throughput, not waiting.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import msgspec

from bench import harness, telegram
from bench.figures import Figure, figure, median
from bench.harness import Bot
from bench.wire import Http

CHATS: Final = 50


class Size(msgspec.Struct, frozen=True, kw_only=True):
    connections: int = 64
    seconds: float = 3.0
    rounds: int = 3


TINY: Final = Size(connections=4, seconds=0.3, rounds=1)


class Counter:
    """Numbers for updates, none twice."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    for command in ("web", "serve"):
        ours: list[float] = []
        bare: list[float] = []
        numbers = Counter()
        async with harness.bare("litestar") as server, _doors(command) as (port, bot):
            for _ in range(size.rounds):
                bare.append(await _rate(server.port, bot, size=size, numbers=numbers))
                ours.append(await _rate(port, bot, size=size, numbers=numbers))
        yield figure(f"journal.{command}", median(ours), "req/s", reference=median(bare))


@asynccontextmanager
async def _doors(command: str) -> AsyncGenerator[tuple[int, Bot]]:
    """The port and the channel of a server; `web` serves it after a `serve` has connected the channel."""
    async with harness.data_folder() as folder:
        async with (
            harness.otklik(folder) as server,
            harness.signed_in(server) as desk,
            harness.connected_bot(desk) as bot,
        ):
            if command == "serve":
                yield server.port, bot
                return
        async with harness.otklik(folder, command=command) as server:
            yield server.port, bot


async def _rate(port: int, bot: Bot, *, size: Size, numbers: Counter) -> float:
    """Answers a second over all connections."""
    async with Http(port) as http:
        started = time.monotonic()
        deadline = started + size.seconds
        counts = await asyncio.gather(
            *(_keep_posting(http, bot, numbers=numbers, until=deadline) for _ in range(size.connections))
        )
        return sum(counts) / (time.monotonic() - started)


async def _keep_posting(http: Http, bot: Bot, *, numbers: Counter, until: float) -> int:
    count = 0
    while time.monotonic() < until:
        number = numbers.next()
        body = telegram.update(number=number, chat=10_000 + number % CHATS, text=f"Вопрос {number}", at=time.time())
        await http.post(bot.path, body, headers=bot.headers)
        count += 1
    return count
