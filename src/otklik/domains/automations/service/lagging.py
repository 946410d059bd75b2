"""What is still to be looked at: for whoever must not act before the rules have."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from otklik.domains.automations import queries
from otklik.platform.context import Ctx


class Looks:
    """For `routing.service.holding`: a conversation is given out after the rules that may sort it."""

    async def unlooked(self, ctx: Ctx, conversation_ids: Collection[UUID], *, within: timedelta) -> frozenset[UUID]:
        return await queries.with_occurrences(ctx, conversation_ids, since=ctx.now() - within)
