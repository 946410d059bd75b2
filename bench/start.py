"""From the command to a server that is ready: with an empty data folder, and again with what the first start made.

The reference is what cannot be avoided: a bare Python, and the embedded PostgreSQL started by the same supervisor in
a Python that was there already.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import msgspec

from bench import harness
from bench.figures import Figure, figure, median
from otklik.platform.postgres import Postgres


class Size(msgspec.Struct, frozen=True, kw_only=True):
    rounds: int = 3


TINY: Final = Size(rounds=1)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    first: list[float] = []
    second: list[float] = []
    bare_first: list[float] = []
    bare_second: list[float] = []
    for _ in range((size or Size()).rounds):
        async with harness.data_folder() as folder:
            bare_first.append(await _bare_start(folder))
            bare_second.append(await _bare_start(folder))
        async with harness.data_folder() as folder:
            first.append(await _start(folder))
            second.append(await _start(folder))
    yield figure("start.first", median(first), "s", reference=median(bare_first))
    yield figure("start.second", median(second), "s", reference=median(bare_second), target="value <= 5")


async def _start(folder: Path) -> float:
    async with harness.otklik(folder) as server:
        return server.ready - server.started


async def _bare_start(folder: Path) -> float:
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
    await process.wait()
    postgres = Postgres(folder)
    await asyncio.to_thread(postgres.start)
    lasted = time.monotonic() - started
    await asyncio.to_thread(postgres.stop)
    return lasted
