"""Bounded waiting: a test asks until something is so, and fails where it never becomes so."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 30.0
STEP_SECONDS = 0.02


async def eventually(
    condition: Callable[[], object | Awaitable[object]],
    *,
    timeout_seconds: float = PATIENCE_SECONDS,
    step_seconds: float = STEP_SECONDS,
) -> None:
    """Ask again and again; only a broken program waits the whole time."""
    async with asyncio.timeout(timeout_seconds):
        while not await _asked(condition):  # noqa: ASYNC110 - what is asked lies in other processes
            await asyncio.sleep(step_seconds)


async def _asked(condition: Callable[[], object | Awaitable[object]]) -> object:
    answer = condition()
    return await answer if inspect.isawaitable(answer) else answer
