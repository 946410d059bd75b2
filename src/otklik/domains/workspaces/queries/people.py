"""Workspaces, accounts, operators and teams."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Row, and_, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.workspaces.models import Account, Operator, Team, TeamMember, Workspace
from otklik.domains.workspaces.rules import Role
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

Person = Row[Operator, Account]

LEADERS: Final = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.OWNER)


async def workspace_of(ctx: Ctx) -> Workspace:
    return (await ctx.session.scalars(select(Workspace).where(Workspace.id == ctx.workspace_id))).one()


async def workspace_id_of_slug(session: AsyncSession, slug: str) -> UUID | None:
    return await session.scalar(select(Workspace.id).where(Workspace.slug == slug))


async def account_by_email(session: AsyncSession, email: str) -> Account | None:
    return await session.scalar(select(Account).where(Account.email == email))


async def account_by_id(session: AsyncSession, account_id: UUID, *, lock: bool = False) -> Account | None:
    chosen = select(Account).where(Account.id == account_id)
    return await session.scalar(chosen.with_for_update() if lock else chosen)


async def claim_totp_step(session: AsyncSession, account_id: UUID, *, step: int) -> bool:
    """Whether this step was still unused; of two at once one wins."""
    claimed = await session.execute(
        update(Account)
        .where(Account.id == account_id, Account.totp_used_step < step)
        .values(totp_used_step=step)
        .returning(Account.id)
    )
    return claimed.first() is not None


async def home_of(session: AsyncSession, account_id: UUID, *, slug: str | None) -> Operator | None:
    """Where the account works: in the workspace named, else where it signed in last, else where it works longest."""
    chosen = select(Operator).where(Operator.account_id == account_id, Operator.deactivated_at.is_(None))
    if slug is not None:
        chosen = chosen.join(Workspace, Workspace.id == Operator.workspace_id).where(Workspace.slug == slug)
    order = (Operator.signed_in_at.desc().nulls_last(), Operator.created_at)
    return await session.scalar(chosen.order_by(*order).limit(1))


async def operator_by_id(ctx: Ctx, operator_id: UUID) -> Operator | None:
    return await ctx.session.scalar(scoped(ctx, Operator).where(Operator.id == operator_id))


async def operator_of_account(ctx: Ctx, account_id: UUID) -> Operator | None:
    return await ctx.session.scalar(scoped(ctx, Operator).where(Operator.account_id == account_id))


async def operator_with_email(ctx: Ctx, email: str) -> UUID | None:
    return await ctx.session.scalar(
        select(Operator.id)
        .join(Account, Account.id == Operator.account_id)
        .where(Operator.workspace_id == ctx.workspace_id, Account.email == email)
    )


async def lock_active_owners(ctx: Ctx) -> Sequence[UUID]:
    """Owners still at work, locked in the order of ids so that two who step down together cannot both pass."""
    found = await ctx.session.scalars(
        select(Operator.id)
        .where(
            Operator.workspace_id == ctx.workspace_id, Operator.role == Role.OWNER, Operator.deactivated_at.is_(None)
        )
        .order_by(Operator.id)
        .with_for_update()
    )
    return found.all()


async def operators_with_accounts(
    ctx: Ctx, *, ids: Sequence[UUID] | None = None, after: tuple[str, UUID] | None = None, limit: int | None = None
) -> Sequence[Person]:
    """Operators by name, deactivated ones too."""
    chosen = (
        select(Operator, Account)
        .join(Account, Account.id == Operator.account_id)
        .where(Operator.workspace_id == ctx.workspace_id)
        .order_by(Operator.name, Operator.id)
    )
    if ids is not None:
        chosen = chosen.where(Operator.id.in_(ids))
    if after is not None:
        name, last_id = after
        chosen = chosen.where(or_(Operator.name > name, and_(Operator.name == name, Operator.id > last_id)))
    return (await ctx.session.execute(chosen.limit(limit))).all()


async def existing_operator_ids(ctx: Ctx, ids: Sequence[UUID]) -> set[UUID]:
    found = await ctx.session.scalars(
        select(Operator.id).where(Operator.workspace_id == ctx.workspace_id, Operator.id.in_(ids))
    )
    return set(found)


async def team_ids_by_operator(ctx: Ctx, operator_ids: Sequence[UUID]) -> Mapping[UUID, list[UUID]]:
    rows = await ctx.session.execute(
        select(TeamMember.operator_id, TeamMember.team_id)
        .where(TeamMember.workspace_id == ctx.workspace_id, TeamMember.operator_id.in_(operator_ids))
        .order_by(TeamMember.team_id)
    )
    teams: dict[UUID, list[UUID]] = defaultdict(list)
    for operator_id, team_id in rows:
        teams[operator_id].append(team_id)
    return teams


async def teams(ctx: Ctx, *, after: tuple[str, UUID] | None = None, limit: int | None = None) -> Sequence[Team]:
    chosen = scoped(ctx, Team).order_by(Team.name, Team.id).limit(limit)
    if after is not None:
        name, last_id = after
        chosen = chosen.where(or_(Team.name > name, and_(Team.name == name, Team.id > last_id)))
    return (await ctx.session.scalars(chosen)).all()


async def team_by_id(ctx: Ctx, team_id: UUID) -> Team | None:
    return await ctx.session.scalar(scoped(ctx, Team).where(Team.id == team_id))


async def existing_team_ids(ctx: Ctx, ids: Sequence[UUID]) -> set[UUID]:
    found = await ctx.session.scalars(select(Team.id).where(Team.workspace_id == ctx.workspace_id, Team.id.in_(ids)))
    return set(found)


async def team_ids(ctx: Ctx, *, of_id: UUID | None, limit: int) -> Sequence[UUID]:
    """Teams by name: one operator's, or all when `of_id` is null."""
    query = scoped(ctx, Team).order_by(Team.name, Team.id).limit(limit)
    if of_id is not None:
        query = query.join(TeamMember, TeamMember.team_id == Team.id).where(TeamMember.operator_id == of_id)
    return (await ctx.session.scalars(query.with_only_columns(Team.id))).all()


async def members_by_team(ctx: Ctx, team_ids: Sequence[UUID]) -> Mapping[UUID, list[UUID]]:
    rows = await ctx.session.execute(
        select(TeamMember.team_id, TeamMember.operator_id)
        .where(TeamMember.workspace_id == ctx.workspace_id, TeamMember.team_id.in_(team_ids))
        .order_by(TeamMember.operator_id)
    )
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for team_id, operator_id in rows:
        members[team_id].append(operator_id)
    return members


async def photo_key_of(session: AsyncSession, operator_id: UUID) -> str | None:
    return await session.scalar(select(Operator.photo_key).where(Operator.id == operator_id))


async def replace_members(ctx: Ctx, team_id: UUID, *, operator_ids: Sequence[UUID]) -> None:
    await ctx.session.execute(
        delete(TeamMember).where(TeamMember.workspace_id == ctx.workspace_id, TeamMember.team_id == team_id)
    )
    await add_members(ctx, [(team_id, operator_id) for operator_id in operator_ids])


async def add_members(ctx: Ctx, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Pairs of team and operator; those already there stay."""
    if pairs:
        rows = [
            {"workspace_id": ctx.workspace_id, "team_id": team_id, "operator_id": operator_id}
            for team_id, operator_id in pairs
        ]
        await ctx.session.execute(insert(TeamMember).values(rows).on_conflict_do_nothing())


async def delete_team(ctx: Ctx, team_id: UUID) -> bool:
    """Whether there was such a team."""
    gone = await ctx.session.execute(
        delete(Team).where(Team.workspace_id == ctx.workspace_id, Team.id == team_id).returning(Team.id)
    )
    return gone.first() is not None


async def is_at_work(ctx: Ctx, operator_id: UUID) -> bool:
    query = scoped(ctx, Operator).where(Operator.id == operator_id, Operator.deactivated_at.is_(None))
    return await ctx.session.scalar(query.with_only_columns(Operator.id)) is not None


async def leaders(ctx: Ctx) -> Sequence[UUID]:
    """Whoever leads and still works here, supervisors first."""
    rank = case({role: place for place, role in enumerate(LEADERS)}, value=Operator.role)
    query = scoped(ctx, Operator).where(Operator.role.in_(LEADERS), Operator.deactivated_at.is_(None))
    return (await ctx.session.scalars(query.with_only_columns(Operator.id).order_by(rank, Operator.created_at))).all()


async def members_at_work(ctx: Ctx, team_ids: Sequence[UUID]) -> Mapping[UUID, list[UUID]]:
    """Those of each team who still work here."""
    rows = await ctx.session.execute(
        select(TeamMember.team_id, TeamMember.operator_id)
        .join(Operator, Operator.id == TeamMember.operator_id)
        .where(TeamMember.workspace_id == ctx.workspace_id, TeamMember.team_id.in_(team_ids))
        .where(Operator.deactivated_at.is_(None))
        .order_by(TeamMember.operator_id)
    )
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for team_id, operator_id in rows:
        members[team_id].append(operator_id)
    return members
