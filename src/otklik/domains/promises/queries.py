"""Every question promises ask of the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.delivery.models import Channel
from otklik.domains.promises.models import Badge, Promise, PromiseSettingsRow
from otklik.domains.promises.rules import Band, Measured, Period
from otklik.domains.workspaces.models import Operator, Team, TeamMember, Workspace
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped
from otklik.platform.ids import new_id

Document = dict[str, Any]  # Any: a JSON document, decoded by the struct that owns it

SAMPLES_MAX: Final = 5_000
"""The newest answers of the weeks looked at; more of them say nothing new and take longer."""
UNDER_WAY: Final = ("planned", "claimed", "handed")
FRESH: Final = {"populate_existing": True}

_MEASURED: Final = text("""
WITH answers AS (
    SELECT working_seconds, channel_id,
           (extract(isodow FROM waiting_since AT TIME ZONE :zone)::int - 1) * 24
               + extract(hour FROM waiting_since AT TIME ZONE :zone)::int AS hour
    FROM responses
    WHERE workspace_id = :workspace AND answered_at >= :since AND answered_at < :until AND in_hours = :in_hours
    ORDER BY answered_at DESC
    LIMIT :limit
), fitting AS (
    SELECT working_seconds,
           CAST(:channel AS uuid) IS NULL OR channel_id = :channel AS mine,
           hour = :hour AS same_hour,
           least((hour - :hour + 168) % 24, (:hour - hour + 168) % 24) <= 1 AS near_hour
    FROM answers
)
SELECT count(*) FILTER (WHERE mine AND same_hour),
       percentile_disc(:quantile) WITHIN GROUP (ORDER BY working_seconds) FILTER (WHERE mine AND same_hour),
       count(*) FILTER (WHERE mine AND near_hour),
       percentile_disc(:quantile) WITHIN GROUP (ORDER BY working_seconds) FILTER (WHERE mine AND near_hour),
       count(*) FILTER (WHERE mine),
       percentile_disc(:quantile) WITHIN GROUP (ORDER BY working_seconds) FILTER (WHERE mine),
       count(*),
       percentile_disc(:quantile) WITHIN GROUP (ORDER BY working_seconds),
       count(*) FILTER (WHERE mine AND working_seconds <= :within),
       count(*) FILTER (WHERE working_seconds <= :within)
FROM fitting
""")


class Wanted(NamedTuple):
    """Which answers are measured, and how."""

    channel_id: UUID | None
    zone: str
    hour_of_week: int
    since: datetime
    in_hours: bool
    quantile: float
    within_seconds: float = 0


class Sample(NamedTuple):
    """The bands, the closest first, and how many answers of the channel and of the company came within the time."""

    bands: Sequence[Measured]
    channel_within: int
    company_within: int


async def measured(ctx: Ctx, wanted: Wanted) -> Sample:
    """`percentile_disc` is an answer that was really given, so the share asked for holds exactly."""
    values = {
        "workspace": ctx.workspace_id,
        "channel": wanted.channel_id,
        "zone": wanted.zone,
        "hour": wanted.hour_of_week,
        "since": wanted.since,
        "until": ctx.now(),
        "in_hours": wanted.in_hours,
        "quantile": wanted.quantile,
        "within": wanted.within_seconds,
        "limit": SAMPLES_MAX,
    }
    row = (await ctx.session.execute(_MEASURED, values)).one()
    bands = (Band.HOUR, Band.HOURS_AROUND, Band.CHANNEL, Band.COMPANY)
    return Sample(
        bands=[Measured(band=band, count=row[n * 2], seconds=row[n * 2 + 1]) for n, band in enumerate(bands)],
        channel_within=row[8],
        company_within=row[9],
    )


# ---- settings -----------------------------------------------------------------------------------------


async def settings(ctx: Ctx, *, channel_id: UUID | None) -> tuple[Document, bool] | None:
    """The nearest settings and whether they are the channel's own."""
    mine = PromiseSettingsRow.channel_id == channel_id if channel_id else PromiseSettingsRow.channel_id.is_(None)
    query = scoped(ctx, PromiseSettingsRow).where(mine | PromiseSettingsRow.channel_id.is_(None))
    query = query.order_by(PromiseSettingsRow.channel_id.nulls_last()).limit(1)
    row = await ctx.session.scalar(query, execution_options=FRESH)
    return (row.document, row.channel_id == channel_id) if row else None


async def save_settings(ctx: Ctx, *, channel_id: UUID | None, document: Document) -> None:
    changed = {"document": document, "updated_at": ctx.now()}
    new = insert(PromiseSettingsRow).values(
        id=new_id(), workspace_id=ctx.workspace_id, channel_id=channel_id, **changed
    )
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=changed))


async def remove_settings(ctx: Ctx, *, channel_id: UUID) -> None:
    own = scoped(ctx, PromiseSettingsRow).where(PromiseSettingsRow.channel_id == channel_id)
    await ctx.session.execute(
        delete(PromiseSettingsRow).where(PromiseSettingsRow.id.in_(own.with_only_columns(PromiseSettingsRow.id)))
    )


async def channel_exists(ctx: Ctx, channel_id: UUID) -> bool:
    return await ctx.session.scalar(scoped(ctx, Channel).where(Channel.id == channel_id)) is not None


# ---- promises -----------------------------------------------------------------------------------------


async def promise(ctx: Ctx, promise_id: UUID, *, lock: bool = False) -> Promise | None:
    query = scoped(ctx, Promise).where(Promise.id == promise_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query, execution_options=FRESH)


async def of_wait(ctx: Ctx, conversation_id: UUID, waiting_since: datetime) -> Promise | None:
    query = scoped(ctx, Promise).where(
        Promise.conversation_id == conversation_id, Promise.waiting_since == waiting_since
    )
    return await ctx.session.scalar(query)


async def unanswered(ctx: Ctx, conversation_id: UUID) -> Sequence[Promise]:
    """Promises of the conversation that no answer has met yet, broken ones too."""
    query = scoped(ctx, Promise).where(Promise.conversation_id == conversation_id, Promise.answered_at.is_(None))
    return (await ctx.session.scalars(query.with_for_update().order_by(Promise.id), execution_options=FRESH)).all()


async def conversation(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    """Mostly from the unit of work itself: events bring ids of rows just read."""
    found = await ctx.session.get(Conversation, conversation_id)
    return found if found is not None and found.workspace_id == ctx.workspace_id else None


async def answer_under_way(ctx: Ctx, conversation_id: UUID, *, since: datetime) -> bool:
    """Whether a person's answer is planned or handed over, and nothing came of it yet."""
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation_id,
        Message.author_kind == "operator",
        Message.state.in_(UNDER_WAY),
        Message.sent_at >= since,
    )
    return await ctx.session.scalar(query.with_only_columns(Message.id).limit(1)) is not None


async def contact_locale(ctx: Ctx, conversation_id: UUID) -> str:
    query = text("""
    SELECT k.locale FROM contacts k JOIN conversations c ON c.contact_id = k.id
    WHERE c.id = :conversation AND c.workspace_id = :workspace
    """)
    values = {"conversation": conversation_id, "workspace": ctx.workspace_id}
    return str(await ctx.session.scalar(query, values) or "")


# ---- whom to tell -------------------------------------------------------------------------------------


async def team_members(ctx: Ctx, team_id: UUID) -> Sequence[UUID]:
    query = (
        scoped(ctx, TeamMember)
        .join(Operator, Operator.id == TeamMember.operator_id)
        .where(TeamMember.team_id == team_id, Operator.deactivated_at.is_(None))
    )
    return (await ctx.session.scalars(query.with_only_columns(TeamMember.operator_id))).all()


async def active_of_roles(ctx: Ctx, roles: Collection[str]) -> Sequence[UUID]:
    query = scoped(ctx, Operator).where(Operator.role.in_(roles), Operator.deactivated_at.is_(None))
    return (await ctx.session.scalars(query.with_only_columns(Operator.id))).all()


# ---- badges -------------------------------------------------------------------------------------------


async def badges(ctx: Ctx) -> Sequence[Badge]:
    return (await ctx.session.scalars(scoped(ctx, Badge).order_by(Badge.id))).all()


async def badge_by_public_id(session: AsyncSession, public_id: str) -> Badge | None:
    """Across workspaces: a page names a badge by this alone."""
    return await session.scalar(select(Badge).where(Badge.public_id == public_id))


async def badge_seen(ctx: Ctx, *, channel_id: UUID, since: datetime) -> bool:
    """Whether a badge that speaks for the channel was loaded by anybody lately."""
    query = scoped(ctx, Badge).where(
        (Badge.channel_id == channel_id) | Badge.channel_id.is_(None), Badge.shown_at >= since
    )
    return await ctx.session.scalar(query.limit(1)) is not None


async def seen(ctx: Ctx, badge_id: UUID) -> None:
    one = scoped(ctx, Badge).where(Badge.id == badge_id).with_only_columns(Badge.id)
    await ctx.session.execute(update(Badge).where(Badge.id.in_(one)).values(shown_at=ctx.now()))


async def remove_badge(ctx: Ctx, badge_id: UUID) -> bool:
    one = scoped(ctx, Badge).where(Badge.id == badge_id).with_only_columns(Badge.id)
    return await ctx.session.scalar(delete(Badge).where(Badge.id.in_(one)).returning(Badge.id)) is not None


async def channel_by_public_id(session: AsyncSession, public_id: str) -> tuple[UUID, WorkspaceId] | None:
    """Across workspaces: (channel, workspace) of a live channel."""
    query = select(Channel.id, Channel.workspace_id).where(
        Channel.public_id == public_id, Channel.enabled, Channel.deleted_at.is_(None)
    )
    row = (await session.execute(query)).first()
    return (row[0], row[1]) if row else None


async def company_locale(ctx: Ctx) -> str:
    query = select(Workspace.locale).where(Workspace.id == ctx.workspace_id)
    return str(await ctx.session.scalar(query) or "")


# ---- the report ---------------------------------------------------------------------------------------


class Narrow(NamedTuple):
    """What the report and its promises are narrowed to."""

    channel_id: UUID | None = None
    operator_id: UUID | None = None
    team_id: UUID | None = None
    hour_of_week: int | None = None
    state: str | None = None
    reason: str | None = None


class Counted(NamedTuple):
    """One group's counts; `grouping` says which of the four keys it distinguishes."""

    channel_id: UUID | None
    operator_id: UUID | None
    team_id: UUID | None
    hour_of_week: int | None
    grouping: int
    kept: int
    broken: int
    closed: int
    running: int


OVERALL: Final = 0b1111
BY_CHANNEL: Final = 0b0111
BY_OPERATOR: Final = 0b1011
BY_TEAM: Final = 0b1101
BY_HOUR: Final = 0b1110

_COUNTED: Final = text("""
SELECT channel_id, operator_id, team_id, hour_of_week, grouping(channel_id, operator_id, team_id, hour_of_week),
       count(*) FILTER (WHERE state = 'kept'),
       count(*) FILTER (WHERE state = 'broken'),
       count(*) FILTER (WHERE state = 'broken' AND reason = 'closed'),
       count(*) FILTER (WHERE state = 'running')
FROM promises
WHERE workspace_id = :workspace AND due_at >= :start AND due_at < :end
  AND (CAST(:channel AS uuid) IS NULL OR channel_id = :channel)
  AND (CAST(:operator AS uuid) IS NULL OR operator_id = :operator)
  AND (CAST(:team AS uuid) IS NULL OR team_id = :team)
GROUP BY GROUPING SETS ((), (channel_id), (operator_id), (team_id), (hour_of_week))
""")


async def counted(ctx: Ctx, period: Period, narrow: Narrow) -> list[Counted]:
    """Every grouping in one pass over the promises due in the period."""
    values = {
        "workspace": ctx.workspace_id,
        "start": period.start,
        "end": period.end,
        "channel": narrow.channel_id,
        "operator": narrow.operator_id,
        "team": narrow.team_id,
    }
    return [Counted(*row) for row in await ctx.session.execute(_COUNTED, values)]


async def listed(
    ctx: Ctx, period: Period, narrow: Narrow, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Promise, int, UUID]]:
    """The promises behind a figure, the last due first: (promise, conversation's number, contact)."""
    wanted = {
        Promise.channel_id: narrow.channel_id,
        Promise.operator_id: narrow.operator_id,
        Promise.team_id: narrow.team_id,
        Promise.hour_of_week: narrow.hour_of_week,
        Promise.state: narrow.state,
        Promise.reason: narrow.reason,
    }
    query = (
        scoped(ctx, Promise)
        .join(Conversation, Conversation.id == Promise.conversation_id)
        .add_columns(Conversation.number, Conversation.contact_id)
        .where(Promise.due_at >= period.start, Promise.due_at < period.end)
        .where(*[column == value for column, value in wanted.items() if value is not None])
    )
    if before is not None:
        query = query.where(tuple_(Promise.due_at, Promise.id) < before)
    rows = await ctx.session.execute(query.order_by(Promise.due_at.desc(), Promise.id.desc()).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


async def names(ctx: Ctx, *, channels: Collection[UUID], teams: Collection[UUID]) -> dict[UUID, str]:
    """Of channels, deleted ones too, and of teams, in one statement."""
    of_channels = select(Channel.id, Channel.name).where(
        Channel.workspace_id == ctx.workspace_id, Channel.id.in_(channels)
    )
    of_teams = select(Team.id, Team.name).where(Team.workspace_id == ctx.workspace_id, Team.id.in_(teams))
    return {row[0]: row[1] for row in await ctx.session.execute(of_channels.union_all(of_teams))}


async def of_conversation(ctx: Ctx, conversation_id: UUID, *, limit: int) -> Sequence[tuple[Promise, int, UUID]]:
    """The latest promises made in one conversation."""
    query = (
        scoped(ctx, Promise)
        .join(Conversation, Conversation.id == Promise.conversation_id)
        .add_columns(Conversation.number, Conversation.contact_id)
        .where(Promise.conversation_id == conversation_id)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await ctx.session.execute(query)]


async def badges_count(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Badge).subquery())) or 0
