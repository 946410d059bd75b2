"""Every question tasks ask of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_

from otklik.domains.contacts.models import Contact
from otklik.domains.conversations.models import Conversation
from otklik.domains.tasks.models import Task
from otklik.domains.workspaces.models import TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

COUNT_MAX: Final = 1000
Whose = Literal["mine", "team", "all"]
View = Literal["open", "overdue", "snoozed", "done"]
WHOSE: Final[tuple[Whose, ...]] = ("mine", "team", "all")
COUNTED: Final[tuple[View, ...]] = ("open", "overdue")

Line = tuple[Task, int | None, UUID]
"""A task, its conversation's number and the person it is about."""


async def task(ctx: Ctx, task_id: UUID) -> Task | None:
    """Locked: of two changes at once one is first."""
    return await ctx.session.scalar(scoped(ctx, Task).where(Task.id == task_id).with_for_update())


async def lines(ctx: Ctx, task_ids: Sequence[UUID]) -> Sequence[Line]:
    return await _lines(ctx, scoped(ctx, Task).where(Task.id.in_(task_ids)))


async def listed(
    ctx: Ctx, view: View, whose: Whose, *, operator_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Line]:
    """What is due first; of what is over, the latest first."""
    query = scoped(ctx, Task).where(_in_view(ctx, view), _is(ctx, whose, operator_id))
    moment = Task.settled_at if view == "done" else Task.due_at
    place = tuple_(moment, Task.id)
    if after is not None:
        query = query.where(place < after if view == "done" else place > after)
    order = (moment.desc(), Task.id.desc()) if view == "done" else (moment, Task.id)
    return await _lines(ctx, query.order_by(*order).limit(limit))


async def of_conversation(ctx: Ctx, conversation_id: UUID, *, limit: int) -> Sequence[Line]:
    """Also those of conversations that were merged into it; open ones first, what is due first."""
    family = scoped(ctx, Conversation).where(
        or_(Conversation.id == conversation_id, Conversation.merged_into_id == conversation_id)
    )
    query = scoped(ctx, Task).where(Task.conversation_id.in_(family.with_only_columns(Conversation.id)))
    return await _lines(ctx, _open_first(query).limit(limit))


async def of_contact(ctx: Ctx, contact_id: UUID, *, limit: int) -> Sequence[Line]:
    """Of the person this card is a part of now; open ones first, what is due first."""
    return await _lines(ctx, _open_first(_about(ctx, contact_id)).limit(limit))


async def open_about(ctx: Ctx, contact_id: UUID, *, count_max: int) -> int:
    query = _about(ctx, contact_id).where(Task.state == "open").with_only_columns(Task.id).limit(count_max)
    return await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0


async def counts(ctx: Ctx, operator_id: UUID) -> Sequence[int]:
    """In one question, in the order of `TaskCounts`."""
    counted = [_count(ctx, view, whose, operator_id) for whose in WHOSE for view in COUNTED]
    return tuple((await ctx.session.execute(select(*counted))).one())


async def open_owned_by(ctx: Ctx, operator_id: UUID) -> Sequence[Task]:
    query = scoped(ctx, Task).where(Task.operator_id == operator_id, Task.state == "open")
    return (await ctx.session.scalars(query.with_for_update())).all()


async def open_of_team(ctx: Ctx, team_id: UUID) -> Sequence[Task]:
    """Those that nobody of the team has taken."""
    query = scoped(ctx, Task).where(Task.team_id == team_id, Task.operator_id.is_(None), Task.state == "open")
    return (await ctx.session.scalars(query.with_for_update())).all()


def _count(ctx: Ctx, view: View, whose: Whose, operator_id: UUID):  # noqa: ANN202 - a scalar subquery of SQLAlchemy
    query = scoped(ctx, Task).where(_in_view(ctx, view), _is(ctx, whose, operator_id))
    some = query.with_only_columns(Task.id).limit(COUNT_MAX).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _in_view(ctx: Ctx, view: View) -> ColumnElement[bool]:
    seen = and_(Task.state == "open", Task.snoozed_until.is_(None))
    return {
        "open": seen,
        "overdue": and_(seen, Task.due_at <= ctx.now()),
        "snoozed": and_(Task.state == "open", Task.snoozed_until.is_not(None)),
        "done": Task.state != "open",
    }[view]


def _is(ctx: Ctx, whose: Whose, operator_id: UUID) -> ColumnElement[bool]:
    """`mine`: the operator's, and their teams' that nobody has taken; `team`: their teams' and those of colleagues."""
    if whose == "all":
        return true()
    own = scoped(ctx, TeamMember).where(TeamMember.operator_id == operator_id).with_only_columns(TeamMember.team_id)
    if whose == "mine":
        return or_(Task.operator_id == operator_id, and_(Task.operator_id.is_(None), Task.team_id.in_(own)))
    colleagues = scoped(ctx, TeamMember).where(TeamMember.team_id.in_(own)).with_only_columns(TeamMember.operator_id)
    return or_(Task.team_id.in_(own), Task.operator_id.in_(colleagues))


def _about(ctx: Ctx, contact_id: UUID) -> Select[Task]:
    root = scoped(ctx, Contact).where(Contact.id == contact_id).with_only_columns(Contact.root_id).scalar_subquery()
    cards = scoped(ctx, Contact).where(Contact.root_id == root).with_only_columns(Contact.id)
    talks = scoped(ctx, Conversation).where(Conversation.contact_id.in_(cards)).with_only_columns(Conversation.id)
    on_card = and_(Task.conversation_id.is_(None), Task.contact_id.in_(cards))
    return scoped(ctx, Task).where(or_(on_card, Task.conversation_id.in_(talks)))


def _open_first(query: Select[Task]) -> Select[Task]:
    return query.order_by((Task.state != "open"), Task.due_at, Task.id)


async def _lines(ctx: Ctx, query: Select[Task]) -> Sequence[Line]:
    joined = query.outerjoin(Conversation, Conversation.id == Task.conversation_id)
    person = func.coalesce(Conversation.contact_id, Task.contact_id)
    rows = await ctx.session.execute(joined.add_columns(Conversation.number, person))
    return [(row[0], row[1], row[2]) for row in rows]
