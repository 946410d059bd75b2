"""Several at once write what comes one after another, each in transactions of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

LANES: Final = 2
"""A core of the database's for each; more would take them from those who work meanwhile. With one connection left they
take turns."""

T = TypeVar("T")


async def each(given: AsyncIterator[T], write: Callable[[T], Awaitable[bool]]) -> None:
    """Until nothing is left or one says that it is over. What one raises ends the others and is raised."""
    turn = asyncio.Lock()
    over = asyncio.Event()

    async def lane() -> None:
        while not over.is_set():
            async with turn:
                one = await anext(given, None)
            if one is None or not await write(one):
                over.set()

    tasks = [asyncio.create_task(lane()) for _ in range(LANES)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
