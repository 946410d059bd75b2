"""Who is really online: chose to be, and has a live socket on some node that still beats."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.workspaces import queries
from otklik.platform.context import Ctx

ALIVE: Final = timedelta(seconds=45)
"""A socket whose node was not heard for longer is gone; nodes beat every 20 s (BEAT_SECONDS)."""
BEAT_SECONDS: Final = 20.0


async def connected(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    """A live socket of the operator opened on this node."""
    stale_before = ctx.now() - ALIVE
    await queries.presence.add_connection(ctx, operator_id, node_id=node_id, stale_before=stale_before)


async def heartbeat(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    """The operator's sockets on this node are still there; call it every `BEAT_SECONDS`."""
    await queries.presence.beat(ctx, operator_id, node_id=node_id)


async def disconnected(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    """One live socket of the operator on this node closed."""
    await queries.presence.drop_connection(ctx, operator_id, node_id=node_id)


async def online_operator_ids(ctx: Ctx) -> set[UUID]:
    return await queries.presence.online_ids(ctx, seen_after=ctx.now() - ALIVE)


async def is_online(ctx: Ctx, operator_id: UUID) -> bool:
    return await queries.presence.is_online(ctx, operator_id, seen_after=ctx.now() - ALIVE)
