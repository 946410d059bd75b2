"""Who is really there: chose to be, has a live socket on some node that still beats, and did something lately."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.workspaces import queries
from otklik.platform.context import Ctx

ALIVE: Final = timedelta(seconds=45)
"""A socket whose node was not heard for longer is gone; nodes beat every 20 s (BEAT_SECONDS)."""
BEAT_SECONDS: Final = 20.0


async def connected_operator_ids(ctx: Ctx) -> set[UUID]:
    """Those with a live socket, whatever they chose."""
    return await queries.presence.connected_ids(ctx, seen_after=ctx.now() - ALIVE)


async def is_connected(ctx: Ctx, operator_id: UUID) -> bool:
    return await queries.presence.is_connected(ctx, operator_id, seen_after=ctx.now() - ALIVE)


async def online_operator_ids(ctx: Ctx) -> set[UUID]:
    return await queries.presence.online_ids(ctx, seen_after=ctx.now() - ALIVE)


async def is_online(ctx: Ctx, operator_id: UUID) -> bool:
    return await queries.presence.is_online(ctx, operator_id, seen_after=ctx.now() - ALIVE)
