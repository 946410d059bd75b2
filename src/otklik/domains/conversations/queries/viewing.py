"""What is asked of saved views."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select

from otklik.domains.conversations.models import Label, SavedView
from otklik.domains.delivery.models import Channel
from otklik.domains.workspaces.models import Operator, Team
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

_TABLES: Final = {"channel_id": Channel, "team_id": Team, "assignee_id": Operator, "label_id": Label}


async def views_for(ctx: Ctx, operator_id: UUID | None) -> Sequence[SavedView]:
    """The company's, then the operator's own, each in its order."""
    mine = or_(SavedView.owner_id.is_(None), SavedView.owner_id == operator_id)
    query = scoped(ctx, SavedView).where(mine)
    order = (SavedView.owner_id.is_not(None), SavedView.position, SavedView.id)
    return (await ctx.session.scalars(query.order_by(*order))).all()


async def view(ctx: Ctx, view_id: UUID) -> SavedView | None:
    return await ctx.session.scalar(scoped(ctx, SavedView).where(SavedView.id == view_id).with_for_update())


async def next_position(ctx: Ctx, *, owner_id: UUID | None) -> tuple[int, int]:
    """How many views there are of the owner or, without one, of the company, and the place behind the last."""
    query = select(func.count(), func.coalesce(func.max(SavedView.position), 0)).where(
        SavedView.workspace_id == ctx.workspace_id, SavedView.owner_id.is_not_distinct_from(owner_id)
    )
    row = (await ctx.session.execute(query)).one()
    return int(row[0]), int(row[1]) + 1


async def exists(ctx: Ctx, field: str, row_id: UUID) -> bool:
    """Whether what a filter names is the company's own."""
    model = _TABLES[field]
    return (
        await ctx.session.scalar(scoped(ctx, model).where(model.id == row_id).with_only_columns(model.id)) is not None
    )
