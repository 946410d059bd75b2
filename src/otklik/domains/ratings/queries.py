"""Every question ratings ask of the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.conversations.models import Conversation, ConversationThread, Message
from otklik.domains.delivery.models import Channel
from otklik.domains.ratings.models import Rating, RatingSettings
from otklik.domains.ratings.rules import Period
from otklik.domains.workspaces.models import Operator, Team
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

ALERTED_ROLES: Final = ("owner", "administrator", "supervisor")
UNSENT: Final = ("failed", "skipped")


class Narrow(NamedTuple):
    """What figures and lists are narrowed to."""

    channel_id: UUID | None = None
    operator_id: UUID | None = None
    team_id: UUID | None = None
    bad: bool | None = None
    commented: bool = False


class Row(NamedTuple):
    """One group's figures; `grouping` says which key the group distinguishes."""

    channel_id: UUID | None
    operator_id: UUID | None
    team_id: UUID | None
    grouping: int
    asked: int
    rated: int
    average: float | None
    bad: int
    ones: int
    twos: int
    threes: int
    fours: int
    fives: int


OVERALL: Final = 0b111
BY_CHANNEL: Final = 0b011
BY_OPERATOR: Final = 0b101
BY_TEAM: Final = 0b110

_FIGURES: Final = text("""
SELECT channel_id, operator_id, team_id, grouping(channel_id, operator_id, team_id),
       count(*), count(score), avg(score)::float8, count(*) FILTER (WHERE bad),
       count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3),
       count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5)
FROM ratings
WHERE workspace_id = :workspace AND asked_at >= :start AND asked_at < :end
  AND (CAST(:channel AS uuid) IS NULL OR channel_id = :channel)
  AND (CAST(:operator AS uuid) IS NULL OR operator_id = :operator)
  AND (CAST(:team AS uuid) IS NULL OR team_id = :team)
  AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = conversation_id AND c.contact_id = ANY(:without))
GROUP BY GROUPING SETS ((), (channel_id), (operator_id), (team_id))
""")


async def settings(ctx: Ctx) -> RatingSettings | None:
    return await ctx.session.scalar(scoped(ctx, RatingSettings))


async def save_settings(ctx: Ctx, values: Mapping[str, object]) -> None:
    """One row a company; the last choice wins."""
    row = {**values, "updated_at": ctx.now()}
    statement = insert(RatingSettings).values(workspace_id=ctx.workspace_id, **row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def workspace_of(session: AsyncSession, rating_id: UUID) -> UUID | None:
    """Whose rating it is, for a visitor of its page who is of no company."""
    return await session.scalar(select(Rating.workspace_id).where(Rating.id == rating_id))


async def rating(ctx: Ctx, rating_id: UUID) -> Rating | None:
    """Locked: two presses at once are one after the other."""
    return await ctx.session.scalar(scoped(ctx, Rating).where(Rating.id == rating_id).with_for_update())


async def last_asked(ctx: Ctx, conversation_id: UUID) -> Rating | None:
    """The conversation's latest question, rated or not, locked."""
    query = scoped(ctx, Rating).where(Rating.conversation_id == conversation_id)
    return await ctx.session.scalar(query.order_by(Rating.closed_at.desc()).limit(1).with_for_update())


async def conversation_of_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str) -> UUID | None:
    query = scoped(ctx, ConversationThread).where(
        ConversationThread.channel_id == channel_id, ConversationThread.thread_id == thread_id
    )
    return await ctx.session.scalar(query.with_only_columns(ConversationThread.conversation_id))


async def last_inbound(ctx: Ctx, conversation_id: UUID) -> Message | None:
    query = scoped(ctx, Message).where(Message.conversation_id == conversation_id, Message.direction == "in")
    return await ctx.session.scalar(query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(1))


async def answers(ctx: Ctx, conversation: Conversation) -> list[tuple[UUID, int, datetime]]:
    """Who answered since the conversation was closed before this time, how often and when last."""
    since = await _closed_before(ctx, conversation)
    query = (
        select(Message.author_id, func.count(), func.max(Message.sent_at))
        .where(Message.workspace_id == ctx.workspace_id, Message.conversation_id == conversation.id)
        .where(Message.kind == "message", Message.direction == "out", Message.author_kind == "operator")
        .where(Message.state.not_in(UNSENT), Message.author_id.is_not(None))
    )
    if since is not None:
        query = query.where(Message.sent_at > since)
    rows = await ctx.session.execute(query.group_by(Message.author_id))
    return [(author_id, count, last) for author_id, count, last in rows if author_id is not None]


async def _closed_before(ctx: Ctx, conversation: Conversation) -> datetime | None:
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation.id,
        Message.kind == "event",
        Message.extra["event"]["code"].astext == "closed",
        Message.sent_at < conversation.closed_at,
    )
    return await ctx.session.scalar(query.with_only_columns(Message.sent_at).order_by(Message.sent_at.desc()).limit(1))


async def last_asked_at(ctx: Ctx, contact_id: UUID) -> datetime | None:
    """When the person was last asked, in whichever conversation."""
    return await ctx.session.scalar(
        select(func.max(Rating.asked_at))
        .join(Conversation, Conversation.id == Rating.conversation_id)
        .where(Rating.workspace_id == ctx.workspace_id, Conversation.contact_id == contact_id)
    )


async def message_text(ctx: Ctx, message_id: UUID) -> str:
    query = scoped(ctx, Message).where(Message.id == message_id).with_only_columns(Message.visible_text)
    return await ctx.session.scalar(query) or ""


async def supervisors(ctx: Ctx) -> Sequence[UUID]:
    """Whoever is told of a bad rating."""
    query = scoped(ctx, Operator).where(Operator.role.in_(ALERTED_ROLES), Operator.deactivated_at.is_(None))
    return (await ctx.session.scalars(query.with_only_columns(Operator.id))).all()


async def figures(ctx: Ctx, period: Period, narrow: Narrow, *, without: Collection[UUID] = ()) -> list[Row]:
    """Every grouping in one pass over those asked in the period, the contacts of `without` left out."""
    values = {
        "workspace": ctx.workspace_id,
        "start": period.start,
        "end": period.end,
        "channel": narrow.channel_id,
        "operator": narrow.operator_id,
        "team": narrow.team_id,
        "without": list(without),
    }
    return [Row(*row) for row in await ctx.session.execute(_FIGURES, values)]


async def rated(
    ctx: Ctx, period: Period, narrow: Narrow, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Rating, int, UUID]]:
    """The ratings behind a figure, the latest asked first: (rating, conversation's number, contact)."""
    query = (
        _narrowed(ctx, period, narrow)
        .join(Conversation, Conversation.id == Rating.conversation_id)
        .add_columns(Conversation.number, Conversation.contact_id)
    )
    if before is not None:
        query = query.where(tuple_(Rating.asked_at, Rating.id) < before)
    rows = await ctx.session.execute(query.order_by(Rating.asked_at.desc(), Rating.id.desc()).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


def _narrowed(ctx: Ctx, period: Period, narrow: Narrow) -> Select[Rating]:
    wanted = {
        Rating.channel_id: narrow.channel_id,
        Rating.operator_id: narrow.operator_id,
        Rating.team_id: narrow.team_id,
        Rating.bad: narrow.bad,
    }
    query = scoped(ctx, Rating).where(
        Rating.score.is_not(None),
        Rating.asked_at >= period.start,
        Rating.asked_at < period.end,
        *[column == value for column, value in wanted.items() if value is not None],
    )
    return query.where(Rating.comment != "") if narrow.commented else query


async def channel_names(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """(name, kind) by channel, deleted ones too: their ratings still count."""
    query = select(Channel.id, Channel.name, Channel.kind)
    rows = await ctx.session.execute(query.where(Channel.workspace_id == ctx.workspace_id, Channel.id.in_(ids)))
    return {row[0]: (row[1], row[2]) for row in rows}


async def team_names(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, str]:
    query = select(Team.id, Team.name).where(Team.workspace_id == ctx.workspace_id, Team.id.in_(ids))
    return {row[0]: row[1] for row in await ctx.session.execute(query)}
