"""Webhooks of every provider's shape at a steady rate, signed as it signs, journalled before they are answered.

Each request has its moment on a schedule that waits for nobody, and its time runs from that moment (no coordinated
omission). The server is a process that serves the web alone, as in a company with such a stream; beside it a handler of
the same kind that only reads the body takes the same requests in the same run. `lost` is how many requests were
answered 200 though their raw body does not lie in the journal afterwards.
"""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Final, LiteralString

import msgspec
import psycopg

from bench import harness, shapes
from bench.figures import Figure, figure, median, percentile
from bench.shapes import Hook, Signed
from bench.sockets import SETTINGS as BEHIND_A_PROXY
from bench.sockets import visitor_token
from bench.wire import Http

SETTINGS: Final = {**BEHIND_A_PROXY, "PUBLIC_URL": shapes.PUBLIC_URL}
OURS: Final = ("app", "http")
"""Nobody outside is asked about these."""
SPOKEN_PER_SECOND: Final = 100
"""What is said in a chat of our own passes its visitor's session and limits first: a request of the API, no webhook."""
EACH_SAYS: Final = 30
"""Of 60 that a visitor may say in a minute."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    per_second: int = 1_000
    seconds: float = 10.0
    rounds: int = 3


TINY: Final = Size(per_second=50, seconds=0.5, rounds=1)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.bare("litestar") as bare, _channels(size) as (server, hooks):
        for hook in hooks:
            async for found in _of_kind(server, hook, bare_port=bare.port, size=_paced(hook, size)):
                yield found


def _paced(hook: Hook, size: Size) -> Size:
    if hook.kind != "app":
        return size
    return msgspec.structs.replace(size, per_second=min(size.per_second, SPOKEN_PER_SECOND))


async def _of_kind(server: harness.Running, hook: Hook, *, bare_port: int, size: Size) -> AsyncGenerator[Figure]:
    ours: list[list[float]] = []
    bare: list[list[float]] = []
    sent, count = 0, int(size.per_second * size.seconds)
    for _ in range(size.rounds):
        requests = [shapes.made(hook, number) for number in range(sent + 1, sent + count + 1)]
        sent += count
        bare.append(await _round(bare_port, [_hooked(one) for one in requests], size=size))
        ours.append(await _round(server.port, requests, size=size))
    for percent in (50, 99):
        yield figure(
            f"webhooks.{hook.kind}.p{percent}",
            median(percentile(one, percent) for one in ours),
            "ms",
            reference=median(percentile(one, percent) for one in bare),
        )
    kept = await _journalled(server, hook)
    yield figure(f"webhooks.{hook.kind}.lost", sent - kept, "requests", target="value <= 0")


def _hooked(request: Signed) -> Signed:
    """The bare handler stands at one door only."""
    return request if request.path.startswith("/hooks/") else msgspec.structs.replace(request, path="/hooks/bare")


async def _round(port: int, requests: Sequence[Signed], *, size: Size) -> list[float]:
    """Milliseconds from schedule to answer, of every request. Raises when one is refused."""
    took: list[float] = []
    async with Http(port) as http:
        start = time.monotonic() + 0.1
        async with asyncio.TaskGroup() as group:
            for at, request in enumerate(requests):
                due = start + at / size.per_second
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                group.create_task(_post(http, request, due=due, took=took))
    return took


async def _post(http: Http, request: Signed, *, due: float, took: list[float]) -> None:
    headers = {"content-type": "application/json", **request.headers}
    await http.post(request.path, request.body, headers=headers)
    took.append((time.monotonic() - due) * 1000)


async def _journalled(server: harness.Running, hook: Hook) -> int:
    return int(str(await _asked(server, "SELECT count(*) FROM journal WHERE channel_id = %s", hook.channel_id)))


async def _asked(server: harness.Running, question: LiteralString, channel_id: str) -> object:
    async with (
        harness.database(server) as database,
        await psycopg.AsyncConnection.connect(database.admin_dsn) as connection,
    ):
        row = await (await connection.execute(question, (channel_id,))).fetchone()
    assert row is not None
    return row[0]


@asynccontextmanager
async def _channels(size: Size) -> AsyncGenerator[tuple[harness.Running, Sequence[Hook]]]:
    """The web alone, after everything has connected the channels once."""
    async with harness.data_folder() as folder:
        async with harness.otklik(folder, settings=SETTINGS) as server, harness.signed_in(server) as desk:
            hooks = [await _hook(server, desk, kind) for kind in shapes.CONFIGS]
        async with harness.otklik(folder, command="web", settings=SETTINGS) as server:
            yield server, [await _spoken(server, hook, size=size) for hook in hooks]


async def _hook(server: harness.Running, desk: harness.Desk, kind: str) -> Hook:
    config = {**shapes.CONFIGS[kind], **({} if kind in OURS else {"base_url": shapes.NOWHERE})}
    channel = await desk.post("/api/v1/channels", {"kind": kind, "name": kind, "config": config})
    word = await _asked(server, "SELECT webhook_secret FROM channels WHERE id = %s", channel["id"])
    return Hook(channel_id=channel["id"], kind=kind, path=f"/hooks/{channel['public_id']}", word=str(word))


async def _spoken(server: harness.Running, hook: Hook, *, size: Size) -> Hook:
    """A chat of our own is spoken in by visitors, each of whom may say so much a minute."""
    if hook.kind != "app":
        return hook
    spoken = _paced(hook, size)
    count = math.ceil(spoken.per_second * spoken.seconds * spoken.rounds / EACH_SAYS)
    public_id = hook.path.removeprefix("/hooks/")
    async with Http(server.port) as http:
        tokens = [await visitor_token(http, public_id, number) for number in range(count)]
    return msgspec.structs.replace(hook, path="/api/v1/visitor/messages", tokens=tokens)
