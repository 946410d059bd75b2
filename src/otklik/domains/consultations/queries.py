"""Every question consultations ask of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_

from otklik.domains.consultations.models import Consultation
from otklik.domains.conversations.models import Conversation
from otklik.domains.workspaces.models import TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

COUNT_MAX: Final = 100

Line = tuple[Consultation, int, UUID]
"""A consultation, its conversation's number and contact."""


async def consultation(ctx: Ctx, consultation_id: UUID) -> Consultation | None:
    """Locked: of two answers at once one is first."""
    return await ctx.session.scalar(
        scoped(ctx, Consultation).where(Consultation.id == consultation_id).with_for_update()
    )


async def line(ctx: Ctx, consultation_id: UUID) -> Line | None:
    found = await _lines(ctx, scoped(ctx, Consultation).where(Consultation.id == consultation_id))
    return found[0] if found else None


async def of_conversation(ctx: Ctx, conversation_id: UUID, *, limit: int) -> Sequence[Line]:
    """The latest first."""
    query = scoped(ctx, Consultation).where(Consultation.conversation_id == conversation_id)
    return await _lines(ctx, query.order_by(Consultation.asked_at.desc()).limit(limit))


async def open_in(ctx: Ctx, conversation_id: UUID) -> int:
    query = scoped(ctx, Consultation).where(
        Consultation.conversation_id == conversation_id, Consultation.state == "open"
    )
    return await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0


async def asked_of(ctx: Ctx, operator_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Line]:
    """Open ones of the operator and of their teams that nobody has taken, what is due first."""
    query = _asked_of(ctx, operator_id)
    if after is not None:
        query = query.where(tuple_(Consultation.due_at, Consultation.id) > after)
    return await _lines(ctx, query.order_by(Consultation.due_at, Consultation.id).limit(limit))


async def asked_by(ctx: Ctx, operator_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[Line]:
    """What the operator asked, whatever became of it, the latest first."""
    query = scoped(ctx, Consultation).where(Consultation.asker_id == operator_id)
    if before is not None:
        query = query.where(tuple_(Consultation.asked_at, Consultation.id) < before)
    return await _lines(ctx, query.order_by(Consultation.asked_at.desc(), Consultation.id.desc()).limit(limit))


async def count_asked_of(ctx: Ctx, operator_id: UUID) -> int:
    query = _asked_of(ctx, operator_id).limit(COUNT_MAX)
    return await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0


async def open_owned_by(ctx: Ctx, operator_id: UUID) -> Sequence[Consultation]:
    query = scoped(ctx, Consultation).where(Consultation.operator_id == operator_id, Consultation.state == "open")
    return (await ctx.session.scalars(query.with_for_update())).all()


async def open_of_team(ctx: Ctx, team_id: UUID) -> Sequence[Consultation]:
    """Those that nobody of the team has taken."""
    query = scoped(ctx, Consultation).where(
        Consultation.team_id == team_id, Consultation.operator_id.is_(None), Consultation.state == "open"
    )
    return (await ctx.session.scalars(query.with_for_update())).all()


def _asked_of(ctx: Ctx, operator_id: UUID) -> Select[Consultation]:
    untaken = Consultation.operator_id.is_(None) & Consultation.team_id.in_(_team_ids(ctx, operator_id))
    return scoped(ctx, Consultation).where(
        Consultation.state == "open", or_(Consultation.operator_id == operator_id, untaken)
    )


def _team_ids(ctx: Ctx, operator_id: UUID) -> Select[UUID]:
    return scoped(ctx, TeamMember).where(TeamMember.operator_id == operator_id).with_only_columns(TeamMember.team_id)


async def _lines(ctx: Ctx, query: Select[Consultation]) -> Sequence[Line]:
    joined = query.join(Conversation, Conversation.id == Consultation.conversation_id)
    rows = await ctx.session.execute(joined.add_columns(Conversation.number, Conversation.contact_id))
    return [(row[0], row[1], row[2]) for row in rows]
