"""The ledger as it is read: lists, counts, who owes most, what was decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, tuple_

from otklik.domains.consultations.models import Consultation
from otklik.domains.conversations.models import Conversation
from otklik.domains.debts.models import Debt, DebtDecision
from otklik.domains.debts.rules import Kind, When, Whose
from otklik.domains.tasks.models import Task
from otklik.domains.workspaces.models import TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

OWNERS_MAX: Final = 50
DECISIONS_MAX: Final = 50
COUNTED: Final[tuple[When, ...]] = ("overdue", "today")
WHENS: Final[tuple[When, ...]] = ("overdue", "today", "later", "resting")


class Line(NamedTuple):
    """A debt, its conversation's number and channel, the person, and the words it is about."""

    debt: Debt
    number: int | None
    channel_id: UUID | None
    contact_id: UUID | None
    text: str


class Narrow(msgspec.Struct, frozen=True, kw_only=True):
    """Which debts: whose, of which kinds, owed by whom; `operator_id` asks."""

    operator_id: UUID | None
    whose: Whose = "mine"
    kinds: Sequence[Kind] = ()
    owner_id: UUID | None = None
    owner_team_id: UUID | None = None


class Day(NamedTuple):
    now: datetime
    ends: datetime


async def debt(ctx: Ctx, debt_id: UUID) -> Debt | None:
    return await ctx.session.scalar(scoped(ctx, Debt).where(Debt.id == debt_id))


async def line(ctx: Ctx, debt_id: UUID) -> Line | None:
    found = await _lines(ctx, scoped(ctx, Debt).where(Debt.id == debt_id))
    return found[0] if found else None


async def listed(
    ctx: Ctx, when: When, narrow: Narrow, *, day: Day, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Line]:
    """The most urgent first; of what rests, what comes back first."""
    order = Debt.rests_until if when == "resting" else Debt.urgent_at
    query = scoped(ctx, Debt).where(Debt.state == "open", _when(when, day), *_narrowed(ctx, narrow))
    if after is not None:
        query = query.where(tuple_(order, Debt.id) > after)
    return await _lines(ctx, query.order_by(order, Debt.id).limit(limit))


async def tally(ctx: Ctx, narrow: Narrow, *, day: Day) -> Sequence[tuple[str, int, int, int, int]]:
    """Of each kind: overdue, today, later, resting."""
    counted = [func.count().filter(_when(when, day)) for when in WHENS]
    query = scoped(ctx, Debt).where(Debt.state == "open", *_narrowed(ctx, narrow))
    rows = await ctx.session.execute(query.with_only_columns(Debt.kind, *counted).group_by(Debt.kind))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


async def owners(ctx: Ctx, *, day: Day) -> Sequence[tuple[UUID | None, UUID | None, int, int]]:
    """Who owes most first: (operator, else the team that has not taken it, overdue, today)."""
    team = case((Debt.operator_id.is_(None), Debt.team_id))
    overdue, today = (func.count().filter(_when(when, day)) for when in COUNTED)
    query = scoped(ctx, Debt).where(Debt.state == "open", or_(*(_when(when, day) for when in COUNTED)))
    query = query.with_only_columns(Debt.operator_id, team, overdue, today).group_by(Debt.operator_id, team)
    rows = await ctx.session.execute(query.order_by(overdue.desc(), today.desc()).limit(OWNERS_MAX))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def decisions(ctx: Ctx, debt: Debt) -> Sequence[DebtDecision]:
    """The latest first."""
    query = scoped(ctx, DebtDecision).where(
        DebtDecision.source_id == debt.source_id, DebtDecision.source_kind == debt.source_kind
    )
    order = (DebtDecision.at.desc(), DebtDecision.id.desc())
    return (await ctx.session.scalars(query.order_by(*order).limit(DECISIONS_MAX))).all()


def _when(when: When, day: Day) -> ColumnElement[bool]:
    """What has no time is owed today: somebody waits already."""
    rests = and_(Debt.rests_until.is_not(None), Debt.rests_until > day.now)
    if when == "resting":
        return rests
    seen = or_(Debt.rests_until.is_(None), Debt.rests_until <= day.now)
    overdue = and_(Debt.due_at.is_not(None), Debt.due_at <= day.now)
    today = or_(Debt.due_at.is_(None), and_(Debt.due_at > day.now, Debt.due_at <= day.ends))
    return and_(seen, {"overdue": overdue, "today": today, "later": Debt.due_at > day.ends}[when])


def _narrowed(ctx: Ctx, narrow: Narrow) -> list[ColumnElement[bool]]:
    asked = [_whose(ctx, narrow)] if narrow.whose != "all" else []
    if narrow.kinds:
        asked.append(Debt.kind.in_(narrow.kinds))
    if narrow.owner_id is not None:
        asked.append(Debt.operator_id == narrow.owner_id)
    if narrow.owner_team_id is not None:
        asked.append(and_(Debt.operator_id.is_(None), Debt.team_id == narrow.owner_team_id))
    return asked


def _whose(ctx: Ctx, narrow: Narrow) -> ColumnElement[bool]:
    """`mine`: what I owe and what nobody has taken that I may; `team`: also what colleagues of my teams owe."""
    own = scoped(ctx, TeamMember).where(TeamMember.operator_id == narrow.operator_id)
    teams = own.with_only_columns(TeamMember.team_id)
    untaken = and_(Debt.operator_id.is_(None), or_(Debt.team_id.is_(None), Debt.team_id.in_(teams)))
    mine = or_(Debt.operator_id == narrow.operator_id, untaken)
    if narrow.whose == "mine":
        return mine
    members = scoped(ctx, TeamMember).where(TeamMember.team_id.in_(teams)).with_only_columns(TeamMember.operator_id)
    return or_(mine, Debt.team_id.in_(teams), Debt.operator_id.in_(members))


async def _lines(ctx: Ctx, query: Select[Debt]) -> Sequence[Line]:
    joined = (
        query.outerjoin(Conversation, Conversation.id == Debt.conversation_id)
        .outerjoin(Task, and_(Task.id == Debt.source_id, Debt.source_kind == "task"))
        .outerjoin(Consultation, and_(Consultation.id == Debt.source_id, Debt.source_kind == "consultation"))
    )
    person = func.coalesce(Conversation.contact_id, Task.contact_id)
    words = func.coalesce(Task.text, Consultation.question, Conversation.preview, "")
    rows = await ctx.session.execute(joined.add_columns(Conversation.number, Conversation.channel_id, person, words))
    return [Line(*row) for row in rows]
