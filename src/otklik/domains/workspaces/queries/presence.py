"""Who has a live socket somewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.workspaces.models import Operator, Presence
from otklik.platform.context import Ctx
from otklik.platform.realtime import FLASH_CHANNEL


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


async def connected_ids(ctx: Ctx, *, seen_after: datetime) -> set[UUID]:
    """Operators of the company with a live socket somewhere, whatever they chose."""
    return set(await ctx.session.scalars(_connected(ctx, seen_after=seen_after)))


async def is_connected(ctx: Ctx, operator_id: UUID, *, seen_after: datetime) -> bool:
    one = _connected(ctx, seen_after=seen_after).where(Presence.operator_id == operator_id).limit(1)
    return await ctx.session.scalar(one) is not None


async def online_ids(ctx: Ctx, *, seen_after: datetime) -> set[UUID]:
    return set(await ctx.session.scalars(_online(ctx, seen_after=seen_after)))


async def is_online(ctx: Ctx, operator_id: UUID, *, seen_after: datetime) -> bool:
    chosen = _online(ctx, seen_after=seen_after).where(Operator.id == operator_id).limit(1)
    return await ctx.session.scalar(chosen) is not None


async def stale(session: AsyncSession, *, seen_before: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Sockets of nodes that died: (workspace, operator)."""
    query = select(Presence.workspace_id, Presence.operator_id).where(Presence.seen_at < seen_before).distinct()
    return [(row[0], row[1]) for row in await session.execute(query.limit(limit))]


async def drop_stale(ctx: Ctx, operator_id: UUID, *, seen_before: datetime) -> None:
    gone = (Presence.workspace_id == ctx.workspace_id, Presence.operator_id == operator_id)
    await ctx.session.execute(delete(Presence).where(*gone, Presence.seen_at < seen_before))


async def flash(ctx: Ctx, *, payload: str) -> None:
    """Tell every process at the commit; visitors' pages listen to it."""
    await ctx.session.execute(select(func.pg_notify(FLASH_CHANNEL, payload)))


def _connected(ctx: Ctx, *, seen_after: datetime) -> Select[UUID]:
    return select(Presence.operator_id).where(
        Presence.workspace_id == ctx.workspace_id, Presence.connections > 0, Presence.seen_at > seen_after
    )


def _online(ctx: Ctx, *, seen_after: datetime) -> Select[UUID]:
    return (
        select(Operator.id)
        .join(Presence, Presence.operator_id == Operator.id)
        .where(
            Operator.workspace_id == ctx.workspace_id,
            Operator.presence == "online",
            ~Operator.idle,
            Operator.deactivated_at.is_(None),
            Presence.connections > 0,
            Presence.seen_at > seen_after,
        )
    )
