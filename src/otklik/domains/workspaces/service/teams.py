"""Teams: groups of operators that conversations can be given to."""

from collections.abc import Sequence
from uuid import UUID

from otklik.domains.workspaces import events, queries
from otklik.domains.workspaces.models import Team
from otklik.domains.workspaces.schemas import TeamCreate, TeamData, TeamPatch
from otklik.platform.context import Ctx
from otklik.platform.errors import Invalid, NotFound
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.web import Page, as_uuid, decode_cursor, encode_cursor, page_size


async def teams(ctx: Ctx, *, cursor: str | None, limit: int | None) -> Page[TeamData]:
    """All of them by name."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=2)
    after = (values[0], as_uuid(values[1], field="cursor")) if values else None
    rows = await queries.people.teams(ctx, after=after, limit=size + 1)
    items = await _views(ctx, rows[:size])
    more = encode_cursor(items[-1].name, str(items[-1].id)) if len(rows) > size else None
    return Page(items=items, next_cursor=more)


async def team(ctx: Ctx, team_id: UUID) -> TeamData:
    """Raises `NotFound`."""
    return (await _views(ctx, [await _required(ctx, team_id)]))[0]


async def team_ids(ctx: Ctx, *, of_id: UUID | None, limit: int) -> Sequence[UUID]:
    """The first by name: one operator's, or the company's when `of_id` is null."""
    return await queries.people.team_ids(ctx, of_id=of_id, limit=limit)


async def create_team(ctx: Ctx, data: TeamCreate) -> TeamData:
    """Raises `TeamNameTaken`, and `Invalid` when a member is not an operator here."""
    row = Team(id=new_id(), workspace_id=ctx.workspace_id, name=data.name.strip(), created_at=ctx.now())
    ctx.session.add(row)
    await ctx.session.flush()
    await _set_members(ctx, row.id, data.member_ids)
    await publish(ctx, events.TeamCreated(team_id=row.id), subject_id=row.id)
    return await team(ctx, row.id)


async def change_team(ctx: Ctx, team_id: UUID, patch: TeamPatch) -> TeamData:
    """Raises `NotFound`, `TeamNameTaken`, `Invalid`."""
    row = await _required(ctx, team_id)
    fields: list[str] = []
    if isinstance(patch.name, str):
        row.name = patch.name.strip()
        await ctx.session.flush()
        fields.append("name")
    if isinstance(patch.member_ids, list):
        await _set_members(ctx, team_id, patch.member_ids)
        fields.append("member_ids")
    await publish(ctx, events.TeamChanged(team_id=team_id, fields=fields), subject_id=team_id)
    return await team(ctx, team_id)


async def delete_team(ctx: Ctx, team_id: UUID) -> None:
    """Raises `NotFound`. Told before the row goes, so that higher domains can let go of it."""
    await _required(ctx, team_id)
    await publish(ctx, events.TeamDeleted(team_id=team_id), subject_id=team_id)
    await ctx.session.flush()
    await queries.people.delete_team(ctx, team_id)


async def check_teams(ctx: Ctx, team_ids: Sequence[UUID]) -> None:
    """Raises `Invalid` when one of them is not a team here."""
    if set(team_ids) - await queries.people.existing_team_ids(ctx, team_ids):
        raise Invalid(params={"field": "team_ids"})


async def _set_members(ctx: Ctx, team_id: UUID, operator_ids: Sequence[UUID]) -> None:
    if set(operator_ids) - await queries.people.existing_operator_ids(ctx, operator_ids):
        raise Invalid(params={"field": "member_ids"})
    await queries.people.replace_members(ctx, team_id, operator_ids=sorted(set(operator_ids)))


async def _required(ctx: Ctx, team_id: UUID) -> Team:
    row = await queries.people.team_by_id(ctx, team_id)
    if row is None:
        raise NotFound
    return row


async def _views(ctx: Ctx, rows: Sequence[Team]) -> list[TeamData]:
    members = await queries.people.members_by_team(ctx, [row.id for row in rows])
    return [
        TeamData(id=row.id, name=row.name, member_ids=members.get(row.id, []), created_at=row.created_at)
        for row in rows
    ]
