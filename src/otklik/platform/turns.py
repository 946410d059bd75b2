"""A long computation's manners: the rest of the program is let in every moment, not after a whole block."""

import asyncio
from time import monotonic
from typing import Final

SECONDS: Final = 0.0002
"""Between two looks at the rest of the program. Ten links to a mail server send a letter each a look: what is written
in between waits, and then the server is waited for."""


class Turn:
    """`if turn.over: await turn.give()` in a loop over many; a look at the clock is a tenth of a microsecond."""

    __slots__ = ("_until",)

    def __init__(self) -> None:
        self._until = monotonic() + SECONDS

    @property
    def over(self) -> bool:
        return monotonic() > self._until

    async def give(self) -> None:
        await asyncio.sleep(0)
        self._until = monotonic() + SECONDS
