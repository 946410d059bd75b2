"""Every question absences ask of the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.absences.models import Absence, AbsenceMove
from otklik.domains.conversations.models import Conversation
from otklik.domains.workspaces.models import Operator, Team, TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

BEGUN_MAX: Final = 1_000
"""Absent at one moment; a company has no more operators than this at work."""


class Held(NamedTuple):
    """An open conversation of somebody, with its team."""

    conversation_id: UUID
    team_id: UUID | None


async def by_id(ctx: Ctx, absence_id: UUID, *, lock: bool = False) -> Absence | None:
    """Locked so that its moves may still be written: a conversation is always locked before what hangs on it."""
    query = scoped(ctx, Absence).where(Absence.id == absence_id)
    return await ctx.session.scalar(query.with_for_update(key_share=True) if lock else query)


async def one_at_a_time(ctx: Ctx) -> None:
    """Until the commit nobody else of the company plans an absence: two could close a circle together."""
    await ctx.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"absences/{ctx.workspace_id}"))))


async def listed(
    ctx: Ctx,
    *,
    operator_id: UUID | None,
    state: str | None,
    since: datetime | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Absence]:
    """In order of their starts; `since`: those not over before it."""
    query = scoped(ctx, Absence)
    if operator_id is not None:
        query = query.where(Absence.operator_id == operator_id)
    if state is not None:
        query = query.where(Absence.state == state)
    if since is not None:
        query = query.where(Absence.ends_at > since)
    if after is not None:
        query = query.where(tuple_(Absence.starts_at, Absence.id) > after)
    return (await ctx.session.scalars(query.order_by(Absence.starts_at, Absence.id).limit(limit))).all()


async def begun(ctx: Ctx) -> Sequence[Absence]:
    query = scoped(ctx, Absence).where(Absence.state == "begun").order_by(Absence.id)
    return (await ctx.session.scalars(query.limit(BEGUN_MAX))).all()


async def overlapping(ctx: Ctx, *, starts_at: datetime, ends_at: datetime, but: UUID | None) -> Sequence[Absence]:
    """Absences of anybody that share a moment with the period, without one of them."""
    query = scoped(ctx, Absence).where(
        Absence.state != "ended", Absence.starts_at < ends_at, Absence.ends_at > starts_at
    )
    if but is not None:
        query = query.where(Absence.id != but)
    return (await ctx.session.scalars(query)).all()


async def how_many_ahead(ctx: Ctx, operator_id: UUID) -> int:
    mine = scoped(ctx, Absence).where(Absence.operator_id == operator_id, Absence.state != "ended")
    return await ctx.session.scalar(select(func.count()).select_from(mine.subquery())) or 0


async def concerning(ctx: Ctx, operator_id: UUID) -> Sequence[Absence]:
    """Not over yet, of the person or covered by them."""
    whose = or_(Absence.operator_id == operator_id, Absence.deputy_operator_id == operator_id)
    return (await ctx.session.scalars(scoped(ctx, Absence).where(whose, Absence.state != "ended"))).all()


async def works_here(ctx: Ctx, operator_id: UUID) -> bool:
    query = scoped(ctx, Operator).where(Operator.id == operator_id, Operator.deactivated_at.is_(None))
    return await ctx.session.scalar(query) is not None


async def team_exists(ctx: Ctx, team_id: UUID) -> bool:
    return await ctx.session.scalar(scoped(ctx, Team).where(Team.id == team_id)) is not None


async def team_names(ctx: Ctx, team_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    rows = await ctx.session.execute(
        select(Team.id, Team.name).where(Team.workspace_id == ctx.workspace_id, Team.id.in_(team_ids))
    )
    return {row[0]: row[1] for row in rows}


async def members(ctx: Ctx, team_id: UUID) -> Sequence[UUID]:
    """Those of the team who work here."""
    query = (
        select(TeamMember.operator_id)
        .join(Operator, Operator.id == TeamMember.operator_id)
        .where(
            TeamMember.workspace_id == ctx.workspace_id,
            TeamMember.team_id == team_id,
            Operator.deactivated_at.is_(None),
        )
    )
    return (await ctx.session.scalars(query)).all()


async def conversation(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    """Mostly from the unit of work itself: events bring ids of rows just read."""
    found = await ctx.session.get(Conversation, conversation_id)
    return found if found is not None and found.workspace_id == ctx.workspace_id else None


async def held_by(ctx: Ctx, operator_id: UUID, *, limit: int) -> list[Held]:
    """Open conversations of the operator, those who wait longest first."""
    query = (
        select(Conversation.id, Conversation.team_id)
        .where(
            Conversation.workspace_id == ctx.workspace_id,
            Conversation.assignee_id == operator_id,
            Conversation.state == "open",
        )
        .order_by(Conversation.waiting_since.nulls_last(), Conversation.id)
        .limit(limit)
    )
    return [Held(row[0], row[1]) for row in await ctx.session.execute(query)]


async def note_move(
    ctx: Ctx, *, absence_id: UUID, conversation_id: UUID, operator_id: UUID, team_id: UUID | None
) -> None:
    """Moved once more because of the same absence, it still belongs where it came from first."""
    row = {"absence_id": absence_id, "conversation_id": conversation_id, "operator_id": operator_id, "team_id": team_id}
    statement = insert(AbsenceMove).values(workspace_id=ctx.workspace_id, moved_at=ctx.now(), **row)
    await ctx.session.execute(statement.on_conflict_do_nothing())


async def moves(ctx: Ctx, absence_id: UUID, *, after: UUID | None, limit: int) -> Sequence[AbsenceMove]:
    query = scoped(ctx, AbsenceMove).where(AbsenceMove.absence_id == absence_id)
    if after is not None:
        query = query.where(AbsenceMove.conversation_id > after)
    return (await ctx.session.scalars(query.order_by(AbsenceMove.conversation_id).limit(limit))).all()


async def owners(ctx: Ctx, conversation_id: UUID) -> list[UUID]:
    """Whose the conversation is although it moved, the latest move first."""
    query = scoped(ctx, AbsenceMove).where(AbsenceMove.conversation_id == conversation_id)
    rows = await ctx.session.scalars(query.order_by(AbsenceMove.moved_at.desc()))
    return [row.operator_id for row in rows]


async def forget_moves(ctx: Ctx, *, conversation_id: UUID, since: datetime | None = None) -> None:
    """All of the conversation's, or those made at that moment and later: they hang on the earlier one."""
    mine = (AbsenceMove.workspace_id == ctx.workspace_id, AbsenceMove.conversation_id == conversation_id)
    statement = delete(AbsenceMove).where(*mine)
    await ctx.session.execute(statement if since is None else statement.where(AbsenceMove.moved_at >= since))


async def forget_absence(ctx: Ctx, absence_id: UUID) -> None:
    await ctx.session.execute(delete(Absence).where(Absence.workspace_id == ctx.workspace_id, Absence.id == absence_id))


async def forget_moves_of(ctx: Ctx, absence_id: UUID) -> None:
    await ctx.session.execute(
        delete(AbsenceMove).where(AbsenceMove.workspace_id == ctx.workspace_id, AbsenceMove.absence_id == absence_id)
    )
