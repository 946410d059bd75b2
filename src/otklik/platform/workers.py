"""Endless loops beside the web server: marked with `@worker` in a domain's `workers.py`, restarted when they fall."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from types import ModuleType
from typing import Final

import structlog

from otklik.platform.context import Parts
from otklik.platform.db import gave_up

RESTART_SECONDS_FIRST: Final = 0.5
RESTART_SECONDS_MAX: Final = 30.0

log = structlog.get_logger()
Worker = Callable[[Parts], Awaitable[None]]


def worker(function: Worker) -> Worker:
    """Mark `async def loop(parts)` to be kept running on every worker node until cancelled."""
    function.__dict__["__worker__"] = True
    return function


def collect(modules: Iterable[ModuleType]) -> list[Worker]:
    return [
        function
        for module in modules
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if "__worker__" in function.__dict__ and function.__module__ == module.__name__
    ]


async def keep(function: Worker, parts: Parts) -> None:
    """Run the loop for ever; a fall is logged and followed by a pause that doubles up to 30 s.

    While the database is away the pause stays short: when it is back, work must go on within a second.
    """
    pause = RESTART_SECONDS_FIRST
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await function(parts)
        except Exception as error:
            if gave_up(error):
                log.warning("worker.lost_database", worker=function.__qualname__, error=type(error).__name__)
                pause = RESTART_SECONDS_FIRST
            else:
                log.exception("worker.fell", worker=function.__qualname__)
        if asyncio.get_running_loop().time() - started > RESTART_SECONDS_MAX:
            pause = RESTART_SECONDS_FIRST
        await asyncio.sleep(pause)
        pause = min(pause * 2, RESTART_SECONDS_MAX)


class Bell:
    """Wakes a loop that waits for rows: by NOTIFY, or at the latest after its own patience."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self, _payload: str = "") -> None:
        self._event.set()

    async def wait(self, *, seconds: float) -> None:
        """Returns at the next ring, or after `seconds`."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._event.clear()
