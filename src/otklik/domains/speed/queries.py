"""Every question speed asks: quantiles by grouping, and the answers behind a figure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Conversation
from otklik.domains.delivery.models import Channel
from otklik.domains.speed.models import Response
from otklik.domains.speed.rules import Period
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


class Narrow(NamedTuple):
    """What figures are narrowed to."""

    channel_id: UUID | None = None
    operator_id: UUID | None = None
    first: bool | None = None
    in_hours: bool | None = None


class Row(NamedTuple):
    """One group's figures; a null key means the group does not distinguish it."""

    channel_id: UUID | None
    operator_id: UUID | None
    in_hours: bool | None
    grouping: int
    any_count: int
    any_median: float | None
    any_p90: float | None
    first_count: int
    first_median: float | None
    first_p90: float | None


_QUANTILES: Final = text("""
SELECT channel_id, operator_id, in_hours, grouping(channel_id, operator_id, in_hours),
       count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds),
       count(*) FILTER (WHERE first),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE first),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE first)
FROM (
    SELECT channel_id, operator_id, in_hours, first,
           extract(epoch FROM answered_at - waiting_since)::float8 AS seconds
    FROM responses
    WHERE workspace_id = :workspace AND answered_at >= :start AND answered_at < :end
      AND (CAST(:channel AS uuid) IS NULL OR channel_id = :channel)
      AND (CAST(:operator AS uuid) IS NULL OR operator_id = :operator)
) AS answered
GROUP BY GROUPING SETS ((), (in_hours), (channel_id), (operator_id))
""")

OVERALL: Final = 0b111
BY_HOURS: Final = 0b110
BY_CHANNEL: Final = 0b011
BY_OPERATOR: Final = 0b101


async def quantiles(ctx: Ctx, period: Period, narrow: Narrow) -> list[Row]:
    """Every grouping in one pass over the period's answers."""
    values = {
        "workspace": ctx.workspace_id,
        "start": period.start,
        "end": period.end,
        "channel": narrow.channel_id,
        "operator": narrow.operator_id,
    }
    return [Row(*row) for row in await ctx.session.execute(_QUANTILES, values)]


async def record(ctx: Ctx, response: Response) -> None:
    """Write the answer once, however often it is told."""
    columns = {column.name: getattr(response, column.name) for column in Response.__table__.columns}
    await ctx.session.execute(
        insert(Response).values(**columns).on_conflict_do_nothing(constraint="uq_responses_message_id")
    )


async def waiting_now(ctx: Ctx) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(Conversation.waiting_since)).where(
        Conversation.workspace_id == ctx.workspace_id, Conversation.waiting_since.is_not(None)
    )
    row = (await ctx.session.execute(query)).one()
    return row[0], row[1]


def _narrowed(ctx: Ctx, period: Period, narrow: Narrow) -> Select[Response]:
    wanted = {
        Response.channel_id: narrow.channel_id,
        Response.operator_id: narrow.operator_id,
        Response.first: narrow.first,
        Response.in_hours: narrow.in_hours,
    }
    return scoped(ctx, Response).where(
        Response.answered_at >= period.start,
        Response.answered_at < period.end,
        *[column == value for column, value in wanted.items() if value is not None],
    )


async def responses(
    ctx: Ctx, period: Period, narrow: Narrow, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Response, int, UUID]]:
    """The answers behind a figure, latest first: (answer, conversation's number, contact)."""
    query = (
        _narrowed(ctx, period, narrow)
        .join(Conversation, Conversation.id == Response.conversation_id)
        .add_columns(Conversation.number, Conversation.contact_id)
    )
    if before is not None:
        query = query.where(tuple_(Response.answered_at, Response.id) < before)
    rows = await ctx.session.execute(query.order_by(Response.answered_at.desc(), Response.id.desc()).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


async def channel_names(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """(kind, name) by channel, deleted ones too: their answers still count."""
    query = select(Channel.id, Channel.kind, Channel.name).where(
        and_(Channel.workspace_id == ctx.workspace_id, Channel.id.in_(ids))
    )
    return {row[0]: (row[1], row[2]) for row in await ctx.session.execute(query)}
