"""Who owns what is to be done: an operator or a whole team; who leads, and who takes over from whoever leaves."""

from collections.abc import Sequence
from uuid import UUID

from otklik.domains.workspaces import queries, rules
from otklik.platform.context import Ctx


async def exists(ctx: Ctx, *, operator_id: UUID | None, team_id: UUID | None) -> bool:
    """Whether the operator, or else the team, is one of this company and still works here."""
    if operator_id is not None:
        return await queries.people.is_at_work(ctx, operator_id)
    return team_id is not None and bool(await queries.people.existing_team_ids(ctx, [team_id]))


async def is_at_work(ctx: Ctx, operator_id: UUID) -> bool:
    return await queries.people.is_at_work(ctx, operator_id)


async def people(ctx: Ctx, *, operator_id: UUID | None, team_id: UUID | None) -> Sequence[UUID]:
    """The operator who owns it, else everybody of the team who still works here."""
    if operator_id is not None:
        return [operator_id]
    if team_id is None:
        return []
    return (await queries.people.members_at_work(ctx, [team_id])).get(team_id, [])


async def leaders(ctx: Ctx) -> Sequence[UUID]:
    """Supervisors, then administrators and owners."""
    return await queries.people.leaders(ctx)


async def heir(ctx: Ctx, leaver_id: UUID, *, team_id: UUID | None) -> tuple[UUID | None, UUID | None]:
    """Who takes over what a leaver owned: (operator, team); both null when nobody is left."""
    own = (await queries.people.team_ids_by_operator(ctx, [leaver_id])).get(leaver_id, [])
    teams = await queries.people.members_at_work(ctx, own)
    return rules.heir(leaver_id, team_id=team_id, teams=teams, supervisors=await leaders(ctx))
