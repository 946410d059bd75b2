"""What Otklik and its PostgreSQL take of memory when nothing happens, one operator looking on."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

import msgspec

from bench import harness, processes
from bench.figures import Figure, figure
from bench.processes import MIB
from bench.wire import Socket


class Size(msgspec.Struct, frozen=True, kw_only=True):
    after_seconds: float = 10.0


TINY: Final = Size(after_seconds=0.5)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    async with (
        harness.data_folder() as folder,
        harness.otklik(folder) as server,
        harness.signed_in(server) as desk,
    ):
        with await Socket.open(server.port, "/api/v1/live", headers={"cookie": desk.cookie}):
            await asyncio.sleep((size or Size()).after_seconds)
            own = processes.memory([server.pid])
            together = processes.memory(processes.family(server.pid))
    yield figure("idle.memory", together.pss / MIB, "MiB", target="value <= 350")
    yield figure("idle.memory_rss", together.rss / MIB, "MiB")
    yield figure("idle.program", own.pss / MIB, "MiB")
    yield figure("idle.postgres", (together.pss - own.pss) / MIB, "MiB")
