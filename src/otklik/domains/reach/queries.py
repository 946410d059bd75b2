"""Every question reach asks of the database."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.delivery.models import Channel
from otklik.domains.reach.models import ReachKit
from otklik.domains.workspaces.models import Workspace
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

__all__ = ["Channel"]


async def kit(ctx: Ctx) -> ReachKit | None:
    return await ctx.session.scalar(scoped(ctx, ReachKit))


async def save_kit(ctx: Ctx, *, public_id: str, document: dict[str, Any]) -> None:  # Any: JSON
    """The first saving gives the public id; later ones keep it."""
    row = {"workspace_id": ctx.workspace_id, "document": document, "updated_at": ctx.now()}
    put = insert(ReachKit).values(public_id=public_id, **row)
    await ctx.session.execute(put.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def workspace_of(session: AsyncSession, public_id: str) -> WorkspaceId | None:
    """Across workspaces: a page is named by this alone."""
    return await session.scalar(select(ReachKit.workspace_id).where(ReachKit.public_id == public_id))


async def company(ctx: Ctx) -> Workspace:
    query = select(Workspace).where(Workspace.id == ctx.workspace_id)
    return (await ctx.session.scalars(query)).one()
