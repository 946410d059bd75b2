"""Every question the schedule asks of the database."""

from uuid import UUID

from sqlalchemy import Uuid, column, delete, exists, or_, select, table
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.schedule.models import HoursRow
from otklik.domains.workspaces.models import Workspace
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id

_channels = table("channels", column("id", Uuid), column("workspace_id", Uuid))
"""A higher domain's table: only asked whether a channel is there."""


async def nearest(ctx: Ctx, *, channel_id: UUID | None) -> HoursRow | None:
    """The channel's own hours, else the company's; None when neither was ever set."""
    query = (
        scoped(ctx, HoursRow)
        .where(or_(HoursRow.channel_id == channel_id, HoursRow.channel_id.is_(None)))
        .order_by(HoursRow.channel_id.nulls_last())
        .limit(1)
    )
    return await ctx.session.scalar(query, execution_options={"populate_existing": True})


async def company_time_zone(ctx: Ctx) -> str:
    query = select(Workspace.time_zone).where(Workspace.id == ctx.workspace_id)
    return (await ctx.session.scalars(query)).one()


async def channel_exists(ctx: Ctx, channel_id: UUID) -> bool:
    here = exists().where(_channels.c.id == channel_id, _channels.c.workspace_id == ctx.workspace_id)
    return bool(await ctx.session.scalar(select(here)))


async def save(ctx: Ctx, *, channel_id: UUID | None, document: dict[str, object]) -> None:
    """Write the hours whole; the last of two writers at once wins."""
    new = insert(HoursRow).values(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        channel_id=channel_id,
        document=document,
        updated_at=ctx.now(),
    )
    changed = {"document": new.excluded.document, "updated_at": new.excluded.updated_at}
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=changed))


async def remove(ctx: Ctx, *, channel_id: UUID) -> bool:
    """False when the channel had no hours of its own."""
    own = scoped(ctx, HoursRow).where(HoursRow.channel_id == channel_id).with_only_columns(HoursRow.id)
    gone = await ctx.session.scalar(delete(HoursRow).where(HoursRow.id.in_(own)).returning(HoursRow.id))
    return gone is not None
