"""Who has a live socket somewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.workspaces.models import Operator, Presence
from otklik.platform.context import Ctx


async def add_connection(ctx: Ctx, operator_id: UUID, *, node_id: str, stale_before: datetime) -> None:
    """One more socket; what a dead node of the same name left behind is not counted on."""
    begun = insert(Presence).values(
        operator_id=operator_id, node_id=node_id, workspace_id=ctx.workspace_id, connections=1, seen_at=ctx.now()
    )
    left = case((Presence.seen_at >= stale_before, Presence.connections), else_=0)
    await ctx.session.execute(
        begun.on_conflict_do_update(
            index_elements=[Presence.operator_id, Presence.node_id],
            set_={"connections": left + 1, "seen_at": begun.excluded.seen_at},
        )
    )


async def beat(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    await ctx.session.execute(
        update(Presence)
        .where(
            Presence.workspace_id == ctx.workspace_id,
            Presence.operator_id == operator_id,
            Presence.node_id == node_id,
        )
        .values(seen_at=ctx.now())
    )


async def drop_connection(ctx: Ctx, operator_id: UUID, *, node_id: str) -> None:
    here = (
        Presence.workspace_id == ctx.workspace_id,
        Presence.operator_id == operator_id,
        Presence.node_id == node_id,
    )
    await ctx.session.execute(
        update(Presence).where(*here, Presence.connections > 0).values(connections=Presence.connections - 1)
    )
    await ctx.session.execute(delete(Presence).where(*here, Presence.connections == 0))


async def online_ids(ctx: Ctx, *, seen_after: datetime) -> set[UUID]:
    return set(await ctx.session.scalars(_online(ctx, seen_after=seen_after)))


async def is_online(ctx: Ctx, operator_id: UUID, *, seen_after: datetime) -> bool:
    chosen = _online(ctx, seen_after=seen_after).where(Operator.id == operator_id).limit(1)
    return await ctx.session.scalar(chosen) is not None


def _online(ctx: Ctx, *, seen_after: datetime) -> Select[UUID]:
    return (
        select(Operator.id)
        .join(Presence, Presence.operator_id == Operator.id)
        .where(
            Operator.workspace_id == ctx.workspace_id,
            Operator.presence == "online",
            Operator.deactivated_at.is_(None),
            Presence.connections > 0,
            Presence.seen_at > seen_after,
        )
    )
