"""What the report and the wall board ask: shares by grouping, the waits behind a figure, the state of this moment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, cast, extract, func, or_, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from otklik.domains.conversations.models import Conversation
from otklik.domains.delivery.models import Channel
from otklik.domains.speed.models import Response
from otklik.domains.targets.models import TargetWait
from otklik.domains.targets.rules import Period
from otklik.domains.workspaces.models import Operator
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

BREACHES_SHOWN: Final = 5
OPERATORS_SHOWN: Final = 12


class Narrow(NamedTuple):
    """What waits are narrowed to. `nobody`, `no_team` and `no_target` ask for those without."""

    channel_id: UUID | None = None
    team_id: UUID | None = None
    operator_id: UUID | None = None
    no_team: bool = False
    nobody: bool = False
    target_id: UUID | None = None
    no_target: bool = False
    week: date | None = None
    solving: bool = False
    """Waits for a solution; else for an answer."""
    first: bool | None = None
    outcome: str | None = None
    weekday: int | None = None
    hour: int | None = None


class Row(NamedTuple):
    """One group's count; a null key of a group that does not distinguish it says nothing."""

    channel_id: UUID | None
    team_id: UUID | None
    operator_id: UUID | None
    weekday: int | None
    hour: int | None
    target_id: UUID | None
    week: date | None
    grouping: int
    kept: int
    broken: int
    first_kept: int
    first_broken: int
    running: int


OVERALL: Final = 0b1111111
BY_CHANNEL: Final = 0b0111111
BY_TEAM: Final = 0b1011111
BY_OPERATOR: Final = 0b1101111
BY_HOUR: Final = 0b1110011
BY_TARGET: Final = 0b1111101
BY_WEEK: Final = 0b1111110
NEAR_SHARE: Final = 0.75
"""Of a wait's time; after it the desk's bars are amber too."""

_SHARES: Final = text("""
SELECT channel_id, held_team_id, held_by_id, weekday, hour, target_id, week,
       grouping(channel_id, held_team_id, held_by_id, weekday, hour, target_id, week),
       count(*) FILTER (WHERE outcome = 'kept'),
       count(*) FILTER (WHERE broken_at IS NOT NULL),
       count(*) FILTER (WHERE outcome = 'kept' AND first),
       count(*) FILTER (WHERE broken_at IS NOT NULL AND first),
       count(*) FILTER (WHERE outcome IS NULL AND broken_at IS NULL)
FROM (
    SELECT channel_id, held_team_id, held_by_id, target_id, outcome, broken_at, first,
           extract(isodow FROM started_at AT TIME ZONE :zone)::int - 1 AS weekday,
           extract(hour FROM started_at AT TIME ZONE :zone)::int AS hour,
           date_trunc('week', started_at AT TIME ZONE :zone)::date AS week
    FROM target_waits
    WHERE workspace_id = :workspace AND started_at >= :start AND started_at < :end
      AND outcome IS DISTINCT FROM 'dropped' AND solving = :solving
      AND (CAST(:channel AS uuid) IS NULL OR channel_id = :channel)
      AND (CAST(:team AS uuid) IS NULL OR held_team_id = :team)
      AND (CAST(:operator AS uuid) IS NULL OR held_by_id = :operator)
      AND (CAST(:target AS uuid) IS NULL OR target_id = :target)
) AS waits
GROUP BY GROUPING SETS ((), (channel_id), (held_team_id), (held_by_id), (weekday, hour), (target_id), (week))
""")


async def shares(ctx: Ctx, period: Period, narrow: Narrow, *, zone: str) -> list[Row]:
    """Every grouping in one pass over the period's waits."""
    values = {
        "workspace": ctx.workspace_id,
        "start": period.start,
        "end": period.end,
        "zone": zone,
        "channel": narrow.channel_id,
        "team": narrow.team_id,
        "operator": narrow.operator_id,
        "target": narrow.target_id,
        "solving": narrow.solving,
    }
    return [Row(*row) for row in await ctx.session.execute(_SHARES, values)]


async def waits(
    ctx: Ctx, period: Period, narrow: Narrow, *, zone: str, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[TargetWait, int, UUID]]:
    """The waits behind a figure, latest first: (wait, conversation's number, contact)."""
    query = (
        scoped(ctx, TargetWait)
        .where(TargetWait.started_at >= period.start, TargetWait.started_at < period.end)
        .where(*_narrowed(narrow, zone=zone))
    )
    if before is not None:
        query = query.where(tuple_(TargetWait.started_at, TargetWait.id) < before)
    query = query.order_by(TargetWait.started_at.desc(), TargetWait.id.desc()).limit(limit)
    return await _with_conversations(ctx, query)


async def running_of(ctx: Ctx, conversation_id: UUID) -> tuple[TargetWait, int, UUID] | None:
    """The wait for an answer that runs in the conversation."""
    query = scoped(ctx, TargetWait).where(
        TargetWait.conversation_id == conversation_id, TargetWait.ended_at.is_(None), ~TargetWait.solving
    )
    return next(iter(await _with_conversations(ctx, query)), None)


async def of_conversation(ctx: Ctx, conversation_id: UUID, *, limit: int) -> Sequence[tuple[TargetWait, int, UUID]]:
    """The conversation's waits: those that run, then the latest. What began while another ran is none of its own."""
    query = scoped(ctx, TargetWait).where(TargetWait.conversation_id == conversation_id)
    running_first = (TargetWait.ended_at.is_(None).desc(), TargetWait.started_at.desc(), TargetWait.id.desc())
    latest = query.order_by(*running_first).limit(limit)
    return await _with_conversations(ctx, latest)


class Waiting(NamedTuple):
    """Who waits at this moment: how many, since when the longest, past their target, soon past it."""

    customers: int
    since: datetime | None
    overdue: int
    near: int


async def waiting_now(ctx: Ctx) -> Waiting:
    due, since = Conversation.target_due_at, Conversation.waiting_since
    gone, given = extract("epoch", ctx.now() - since), extract("epoch", due - since)
    query = select(
        func.count(),
        func.min(since),
        func.count().filter(due < ctx.now()),
        func.count().filter(due >= ctx.now(), gone >= given * NEAR_SHARE),
    ).where(Conversation.workspace_id == ctx.workspace_id, since.is_not(None))
    return Waiting(*(await ctx.session.execute(query)).one())


async def broken_in(ctx: Ctx, period: Period) -> int:
    """Targets whose due moment passed unanswered in the period."""
    query = select(func.count()).where(
        TargetWait.workspace_id == ctx.workspace_id,
        TargetWait.broken_at >= period.start,
        TargetWait.broken_at < period.end,
    )
    return int(await ctx.session.scalar(query) or 0)


async def judged(ctx: Ctx, period: Period) -> tuple[int, int]:
    """Kept and broken among the waits for an answer that began in the period."""
    query = select(
        func.count().filter(TargetWait.outcome == "kept"), func.count().filter(TargetWait.broken_at.is_not(None))
    ).where(
        TargetWait.workspace_id == ctx.workspace_id,
        TargetWait.started_at >= period.start,
        TargetWait.started_at < period.end,
        ~TargetWait.solving,
    )
    row = (await ctx.session.execute(query)).one()
    return row[0], row[1]


async def solved(ctx: Ctx, period: Period) -> tuple[int, int]:
    """Conversations closed in time in the period, and those whose time to be closed ran out in it."""

    def within(moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        return and_(moment >= period.start, moment < period.end)

    of_ours = select(func.count()).where(TargetWait.workspace_id == ctx.workspace_id, TargetWait.solving)
    kept = of_ours.where(TargetWait.outcome == "kept", within(TargetWait.ended_at))
    broken = of_ours.where(within(TargetWait.broken_at))
    return int(await ctx.session.scalar(kept) or 0), int(await ctx.session.scalar(broken) or 0)


async def median(ctx: Ctx, period: Period) -> tuple[int, float | None]:
    """Answers of the period and the middle one's seconds."""
    seconds = func.extract("epoch", Response.answered_at - Response.waiting_since)
    query = select(func.count(), func.percentile_cont(0.5).within_group(seconds)).where(
        Response.workspace_id == ctx.workspace_id,
        Response.answered_at >= period.start,
        Response.answered_at < period.end,
    )
    row = (await ctx.session.execute(query)).one()
    return row[0], None if row[1] is None else float(row[1])


async def loads(ctx: Ctx, operator_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Open conversations of each, and those of them that wait."""
    query = (
        select(
            Conversation.assignee_id,
            func.count(),
            func.count().filter(Conversation.waiting_since.is_not(None)),
        )
        .where(
            Conversation.workspace_id == ctx.workspace_id,
            Conversation.assignee_id.in_(operator_ids),
            Conversation.state == "open",
        )
        .group_by(Conversation.assignee_id)
    )
    found: dict[UUID, tuple[int, int]] = {}
    for operator_id, opened, waiting in await ctx.session.execute(query):
        if operator_id is not None:
            found[operator_id] = (opened, waiting)
    return found


async def last_breaches(ctx: Ctx, period: Period) -> Sequence[tuple[TargetWait, int, str, str, str]]:
    """The latest of the period: (wait, conversation's number, channel's kind and name, who held it)."""
    query = (
        select(TargetWait, Conversation.number, Channel.kind, Channel.name, func.coalesce(Operator.name, ""))
        .join(Conversation, Conversation.id == TargetWait.conversation_id)
        .join(Channel, Channel.id == TargetWait.channel_id)
        .outerjoin(Operator, Operator.id == TargetWait.held_by_id)
        .where(
            TargetWait.workspace_id == ctx.workspace_id,
            TargetWait.broken_at >= period.start,
            TargetWait.broken_at < period.end,
        )
        .order_by(TargetWait.broken_at.desc(), TargetWait.id.desc())
        .limit(BREACHES_SHOWN)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in await ctx.session.execute(query)]


async def _with_conversations(ctx: Ctx, query: Select[TargetWait]) -> Sequence[tuple[TargetWait, int, UUID]]:
    joined = query.join(Conversation, Conversation.id == TargetWait.conversation_id)
    rows = await ctx.session.execute(joined.add_columns(Conversation.number, Conversation.contact_id))
    return [(row[0], row[1], row[2]) for row in rows]


def _narrowed(narrow: Narrow, *, zone: str) -> list[ColumnElement[bool]]:
    local = func.timezone(zone, TargetWait.started_at)
    wanted = {
        TargetWait.channel_id: narrow.channel_id,
        TargetWait.held_team_id: narrow.team_id,
        TargetWait.held_by_id: narrow.operator_id,
        TargetWait.target_id: narrow.target_id,
        cast(func.date_trunc("week", local), Date): narrow.week,
        TargetWait.solving: narrow.solving,
        TargetWait.first: narrow.first,
        cast(func.extract("isodow", local), Integer): None if narrow.weekday is None else narrow.weekday + 1,
        cast(func.extract("hour", local), Integer): narrow.hour,
    }
    found = [column == value for column, value in wanted.items() if value is not None]
    if narrow.no_team:
        found.append(TargetWait.held_team_id.is_(None))
    if narrow.no_target:
        found.append(TargetWait.target_id.is_(None))
    if narrow.nobody:
        found.append(TargetWait.held_by_id.is_(None))
    return [*found, *_with_outcome(narrow.outcome)]


def _with_outcome(outcome: str | None) -> list[ColumnElement[bool]]:
    judged_ = or_(TargetWait.broken_at.is_not(None), TargetWait.outcome == "kept")
    found: dict[str | None, list[ColumnElement[bool]]] = {
        None: [],
        "judged": [judged_],
        "kept": [TargetWait.outcome == "kept"],
        "broken": [TargetWait.broken_at.is_not(None)],
        "running": [and_(TargetWait.outcome.is_(None), TargetWait.broken_at.is_(None))],
    }
    return found[outcome]
