"""Memory of open visitor connections, beside those of a raw WebSocket application under the same server.

Each connection is another visitor with a session and a stream of their own. Memory is the growth of the server's
process (PSS) after as many connections again have warmed it up, divided by their number.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import msgspec

from bench import harness, processes
from bench.figures import Figure, figure
from bench.harness import Desk, Running
from bench.wire import Http, Socket

AT_ONCE: Final = 32
WARM: Final = 200
SETTLE_SECONDS: Final = 2.0
SETTINGS: Final = {"TRUSTED_PROXIES": harness.HOST}
"""Sessions are limited by address: visitors of the benchmark come from many, named in X-Forwarded-For."""

Opened = Callable[[int], Awaitable[Socket]]


class Size(msgspec.Struct, frozen=True, kw_only=True):
    connections: int = 5_000


TINY: Final = Size(connections=20)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    count = (size or Size()).connections
    async with harness.bare() as server:
        raw = await _bytes_each(server, count=count, opened=lambda _: Socket.open(server.port, "/live"))
    async with _chat() as (server, tokens):
        given = await tokens(count + WARM)

        async def opened(number: int) -> Socket:
            return await Socket.open(server.port, f"/api/v1/visitor/live?token={given[number]}")

        ours = await _bytes_each(server, count=count, opened=opened)
    yield figure("sockets.memory", ours / 1024, "KiB", reference=raw / 1024, target="ratio <= 1.5")


async def _bytes_each(server: Running, *, count: int, opened: Opened) -> float:
    """The growth of the process for each of `count` sockets, all open and each past its first frame."""
    async with AsyncExitStack() as stack:
        await _open_all(stack, range(WARM), opened)
        await asyncio.sleep(SETTLE_SECONDS)
        before = processes.memory([server.pid]).pss
        await _open_all(stack, range(WARM, WARM + count), opened)
        await asyncio.sleep(SETTLE_SECONDS)
        return (processes.memory([server.pid]).pss - before) / count


async def _open_all(stack: AsyncExitStack, numbers: range, opened: Opened) -> None:
    for start in range(numbers.start, numbers.stop, AT_ONCE):
        block = range(start, min(start + AT_ONCE, numbers.stop))
        for socket in await asyncio.gather(*(opened(number) for number in block)):
            stack.enter_context(socket)


Tokens = Callable[[int], Awaitable[Sequence[str]]]


@asynccontextmanager
async def _chat() -> AsyncGenerator[tuple[Running, Tokens]]:
    """The demo company's site chat, and sessions of as many visitors as are asked for."""
    async with (
        harness.data_folder() as folder,
        harness.otklik(folder, settings=SETTINGS) as server,
        harness.signed_in(server) as desk,
        Http(server.port) as http,
    ):
        public_id = await _public_id(desk)

        async def tokens(count: int) -> list[str]:
            found: list[str] = []
            for start in range(0, count, AT_ONCE):
                block = range(start, min(start + AT_ONCE, count))
                found += await asyncio.gather(*(visitor_token(http, public_id, number) for number in block))
            return found

        yield server, tokens


async def visitor_token(http: Http, public_id: str, number: int) -> str:
    """A new visitor of the chat, from an address of their own."""
    headers = {"content-type": "application/json", "x-forwarded-for": f"203.0.{number >> 8 & 255}.{number & 255}"}
    body = msgspec.json.encode({"channel_id": public_id, "language": "ru"})
    answer = await http.post("/api/v1/visitor/sessions", body, headers=headers)
    return str(msgspec.json.decode(answer.body)["token"])


async def _public_id(desk: Desk) -> str:
    channels = msgspec.json.decode(await desk.get("/api/v1/channels"))["items"]
    return next(str(one["public_id"]) for one in channels if one["kind"] == "webchat")
