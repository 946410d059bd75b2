"""Teams."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.handlers import HTTPRouteHandler

from otklik.domains.workspaces.schemas import TeamCreate, TeamData, TeamPatch
from otklik.domains.workspaces.service import teams
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page


@get(f"{API}/teams", permission="operators.read")
async def list_teams(ctx: Ctx, cursor: str | None = None, limit: int | None = None) -> Page[TeamData]:
    return await teams.teams(ctx, cursor=cursor, limit=limit)


@post(f"{API}/teams", permission="operators.write")
async def create_team(ctx: Ctx, data: TeamCreate) -> TeamData:
    return await teams.create_team(ctx, data)


@patch(f"{API}/teams/{{team_id:uuid}}", permission="operators.write")
async def change_team(ctx: Ctx, team_id: UUID, data: TeamPatch) -> TeamData:
    """`member_ids` replaces all members."""
    return await teams.change_team(ctx, team_id, data)


@delete(f"{API}/teams/{{team_id:uuid}}", permission="operators.write", status_code=204)
async def delete_team(ctx: Ctx, team_id: UUID) -> None:
    await teams.delete_team(ctx, team_id)


routes: Final[Sequence[HTTPRouteHandler]] = [list_teams, create_team, change_team, delete_team]
