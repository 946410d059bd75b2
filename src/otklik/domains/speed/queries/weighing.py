"""Answers one by one, and what was usual before them: what whoever weighs them (the bonus) asks for."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from otklik.domains.delivery.models import Channel
from otklik.domains.speed.rules import Period
from otklik.platform.context import Ctx


class Told(NamedTuple):
    """One answer to somebody who wrote in working hours."""

    operator_id: UUID
    channel_id: UUID
    contact_id: UUID
    first: bool
    waiting_since: datetime
    working_seconds: float
    """Up to the answer itself, whatever holding one stands before it."""
    enough_said: bool
    """So many letters as were asked for, or a file."""
    followed_at: datetime | None
    """When what was too short was soon followed by an answer that was not."""


class Usual(NamedTuple):
    channel_id: UUID
    hour: int | None
    """Of the day on the company's clock; None: all hours together."""
    answers: int
    median_seconds: float


class Load(NamedTuple):
    hour: int
    answers_each: float
    """Of whoever answered in that hour of a day."""


_SAID: Final = """
length(regexp_replace(m.visible_text, '[^[:alnum:]]', '', 'g')) >= :letters
OR EXISTS (SELECT 1 FROM message_files f WHERE f.message_id = m.id)
"""
_TOLD: Final = text(f"""
SELECT r.operator_id, r.channel_id, c.contact_id, r.first, r.waiting_since,
       coalesce(r.full_working_seconds, r.working_seconds), tiny.said IS NOT false, followed.at
FROM responses r
JOIN conversations c ON c.id = r.conversation_id
LEFT JOIN LATERAL (
    SELECT {_SAID} AS said, m.sent_at, m.conversation_id FROM messages m WHERE m.id = r.message_id
) tiny ON r.letters < :letters
LEFT JOIN LATERAL (
    SELECT m.sent_at AS at FROM messages m
    WHERE m.conversation_id = tiny.conversation_id AND m.sent_at > tiny.sent_at AND m.sent_at <= tiny.sent_at + :within
      AND m.direction = 'out' AND m.kind = 'message' AND m.author_kind = 'operator'
      AND NOT m.automatic AND NOT m.holding AND ({_SAID})
    ORDER BY m.sent_at LIMIT 1
) followed ON NOT tiny.said
WHERE r.workspace_id = :workspace AND r.answered_at >= :start AND r.answered_at < :end AND r.in_hours
ORDER BY r.answered_at, r.id LIMIT :most
""")  # noqa: S608 - made of this file's own constants
_USUAL: Final = text("""
SELECT channel_id, hour, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
FROM (
    SELECT channel_id, extract(hour FROM waiting_since AT TIME ZONE :zone)::int AS hour,
           coalesce(full_working_seconds, working_seconds) AS seconds
    FROM responses
    WHERE workspace_id = :workspace AND answered_at >= :start AND answered_at < :end AND in_hours
) AS told
GROUP BY GROUPING SETS ((channel_id, hour), (channel_id))
""")
_LOADS: Final = text("""
SELECT extract(hour FROM began)::int, sum(answers)::float8 / sum(people)
FROM (
    SELECT date_trunc('hour', waiting_since AT TIME ZONE :zone) AS began, count(*) AS answers,
           count(DISTINCT operator_id) AS people
    FROM responses
    WHERE workspace_id = :workspace AND answered_at >= :start AND answered_at < :end AND in_hours
    GROUP BY 1
) AS told
GROUP BY 1
""")


async def answers(ctx: Ctx, period: Period, *, letters: int, within: timedelta, most: int) -> list[Told]:
    """Those accepted in the period, earliest first, at most `most`."""
    given = {
        "workspace": ctx.workspace_id,
        "start": period.start,
        "end": period.end,
        "letters": letters,
        "within": within,
        "most": most,
    }
    return [Told(*row) for row in await ctx.session.execute(_TOLD, given)]


async def usual(ctx: Ctx, period: Period, *, zone: str) -> list[Usual]:
    return [Usual(*row) for row in await ctx.session.execute(_USUAL, _of(ctx, period, zone))]


async def loads(ctx: Ctx, period: Period, *, zone: str) -> list[Load]:
    return [Load(*row) for row in await ctx.session.execute(_LOADS, _of(ctx, period, zone))]


def _of(ctx: Ctx, period: Period, zone: str) -> dict[str, object]:
    return {"workspace": ctx.workspace_id, "start": period.start, "end": period.end, "zone": zone}


async def channel_kinds(ctx: Ctx) -> dict[UUID, str]:
    query = select(Channel.id, Channel.kind).where(Channel.workspace_id == ctx.workspace_id)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}
