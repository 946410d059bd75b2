"""Every question the schedule asks of the database."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, column, delete, exists, select, table
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.schedule.models import FollowedHours, HoursRow, TeamHoursRow
from otklik.domains.workspaces.models import Team, Workspace
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id

Document = dict[str, Any]  # Any: a JSON document, decoded by the struct that owns it

_channels: Final = table("channels", column("id", Uuid), column("workspace_id", Uuid))
"""A higher domain's table: only asked whether a channel is there."""


class Nearest(NamedTuple):
    """The documents that may be in force, from the nearest to the farthest, and the team that is followed."""

    channel: Document | None
    team: Document | None
    company: Document | None
    followed_team_id: UUID | None


async def nearest(ctx: Ctx, *, channel_id: UUID | None, team_id: UUID | None) -> Nearest:
    """In one statement. `team_id`: that team's hours, whomever the channel follows."""
    followed = _followed(ctx, channel_id)
    own = scoped(ctx, HoursRow).where(HoursRow.channel_id == channel_id, HoursRow.channel_id.is_not(None))
    team = scoped(ctx, TeamHoursRow).where(TeamHoursRow.team_id == (team_id or followed.scalar_subquery()))
    company = scoped(ctx, HoursRow).where(HoursRow.channel_id.is_(None))
    documents = select(
        own.with_only_columns(HoursRow.document).scalar_subquery(),
        team.with_only_columns(TeamHoursRow.document).scalar_subquery(),
        company.with_only_columns(HoursRow.document).scalar_subquery(),
        followed.scalar_subquery(),
    )
    row = (await ctx.session.execute(documents)).one()
    return Nearest(row[0], row[1], row[2], row[3])


async def company_time_zone(ctx: Ctx) -> str:
    query = select(Workspace.time_zone).where(Workspace.id == ctx.workspace_id)
    return (await ctx.session.scalars(query)).one()


async def channel_exists(ctx: Ctx, channel_id: UUID) -> bool:
    here = exists().where(_channels.c.id == channel_id, _channels.c.workspace_id == ctx.workspace_id)
    return bool(await ctx.session.scalar(select(here)))


async def team_exists(ctx: Ctx, team_id: UUID) -> bool:
    return await ctx.session.scalar(scoped(ctx, Team).where(Team.id == team_id)) is not None


async def save(ctx: Ctx, *, channel_id: UUID | None, document: Document) -> None:
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


async def save_of_team(ctx: Ctx, *, team_id: UUID, document: Document) -> None:
    changed = {"document": document, "updated_at": ctx.now()}
    new = insert(TeamHoursRow).values(team_id=team_id, workspace_id=ctx.workspace_id, **changed)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["team_id"], set_=changed))


async def follow(ctx: Ctx, *, channel_id: UUID, team_id: UUID) -> None:
    new = insert(FollowedHours).values(channel_id=channel_id, team_id=team_id, workspace_id=ctx.workspace_id)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_={"team_id": team_id}))


async def remove(ctx: Ctx, *, channel_id: UUID) -> bool:
    """False when the channel had no hours of its own."""
    own = scoped(ctx, HoursRow).where(HoursRow.channel_id == channel_id).with_only_columns(HoursRow.id)
    gone = await ctx.session.scalar(delete(HoursRow).where(HoursRow.id.in_(own)).returning(HoursRow.id))
    return gone is not None


async def remove_of_team(ctx: Ctx, *, team_id: UUID) -> bool:
    own = scoped(ctx, TeamHoursRow).where(TeamHoursRow.team_id == team_id).with_only_columns(TeamHoursRow.team_id)
    gone = delete(TeamHoursRow).where(TeamHoursRow.team_id.in_(own)).returning(TeamHoursRow.team_id)
    return await ctx.session.scalar(gone) is not None


async def unfollow(ctx: Ctx, *, channel_id: UUID) -> bool:
    own = _followed(ctx, channel_id).with_only_columns(FollowedHours.channel_id)
    gone = delete(FollowedHours).where(FollowedHours.channel_id.in_(own)).returning(FollowedHours.channel_id)
    return await ctx.session.scalar(gone) is not None


def _followed(ctx: Ctx, channel_id: UUID | None) -> Select[UUID]:
    """The team that the channel follows."""
    query = scoped(ctx, FollowedHours).where(FollowedHours.channel_id == channel_id)
    return query.with_only_columns(FollowedHours.team_id)
