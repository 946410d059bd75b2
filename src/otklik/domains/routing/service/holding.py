"""Who else still looks at a conversation, and may change to whom it is to be given.

Automations run after the commit in which a customer wrote, and giving out does too: whichever came first. A rule that
puts a label on by the customer's words has to be done before the label's skill is asked for, so giving out leaves for a
moment what automations have not looked at yet.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from otklik.platform.context import Ctx

LOOKED_AT_WITHIN: Final = timedelta(seconds=20)
"""Nobody is left waiting for rules that are late or broken for longer than this."""
LOOK_AGAIN: Final = timedelta(seconds=1)


class LooksPort(Protocol):
    """Told by the domain that runs rules on what happened: which of the conversations it has yet to look at."""

    async def unlooked(self, ctx: Ctx, conversation_ids: Collection[UUID], *, within: timedelta) -> frozenset[UUID]: ...


class LooksSlot:
    """Where that domain puts itself, for `ctx.use` works by concrete type; until it does nothing is held back."""

    def __init__(self, port: LooksPort | None = None) -> None:
        self.port = port


async def held_back(ctx: Ctx, conversation_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those that are not to be given out just now."""
    port = ctx.use(LooksSlot).port
    if port is None or not conversation_ids:
        return frozenset()
    return await port.unlooked(ctx, conversation_ids, within=LOOKED_AT_WITHIN)
