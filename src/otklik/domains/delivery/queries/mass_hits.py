"""Questions about what readers did: hits that wait to be judged, rows they belong to, marks written on rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.delivery.models_mass import MassBatch, MassHit, MassLink, MassMessage
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

JUDGED_AT_ONCE = 500
FORGET_BITE = 10_000
HITS_OF_ONE_MAX = 200
"""Of one message, looked at together; whoever asks for a picture more often is no person."""


class Said(NamedTuple):
    """A judgement of one hit."""

    id: int
    who: str
    reason: str


STORE = """
INSERT INTO mass_hits (workspace_id, batch_id, message_id, at, act, link, url, method, user_agent, prefetch)
SELECT b.workspace_id, b.id, u.message_id, u.at, u.act, u.link, u.url, u.method, u.user_agent, u.prefetch
FROM unnest(
    %s::bigint[], %s::uuid[], %s::timestamptz[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[],
    %s::boolean[]
) AS u (number, message_id, at, act, link, url, method, user_agent, prefetch)
JOIN mass_batches AS b ON b.number = u.number
"""
"""Over all companies, for a plain connection: which company it is says the signed token's batch."""

TARGET = """
SELECT l.url FROM mass_links AS l JOIN mass_batches AS b ON b.id = l.batch_id WHERE b.number = %s AND l.number = %s
"""


async def companies_with_hits(session: AsyncSession, *, before: datetime) -> Sequence[WorkspaceId]:
    query = text("SELECT DISTINCT workspace_id FROM mass_hits WHERE who IS NULL AND at <= :before")
    return list(await session.scalars(query, {"before": before}))


async def waiting(ctx: Ctx, *, before: datetime) -> Sequence[MassHit]:
    """A block of hits that nobody has judged, held."""
    query = scoped(ctx, MassHit).where(MassHit.who.is_(None), MassHit.at <= before)
    query = query.order_by(MassHit.at).limit(JUDGED_AT_ONCE).with_for_update(skip_locked=True)
    return (await ctx.session.scalars(query)).all()


async def neighbours(ctx: Ctx, message_ids: Sequence[UUID], *, since: datetime) -> Sequence[MassHit]:
    """All hits of these messages not long before the first that waits."""
    query = scoped(ctx, MassHit).where(MassHit.message_id.in_(message_ids), MassHit.at >= since)
    query = query.order_by(MassHit.message_id, MassHit.at)
    return (await ctx.session.scalars(query.limit(HITS_OF_ONE_MAX * len(message_ids)))).all()


async def say(ctx: Ctx, said: Sequence[Said]) -> None:
    query = text("""
    UPDATE mass_hits AS h SET who = u.who, reason = u.reason
    FROM unnest(CAST(:ids AS bigint[]), CAST(:whos AS text[]), CAST(:reasons AS text[])) AS u (id, who, reason)
    WHERE h.id = u.id
    """)
    ids, whos, reasons = zip(*said, strict=True)
    await ctx.session.execute(query, {"ids": list(ids), "whos": list(whos), "reasons": list(reasons)})


async def rows(ctx: Ctx, message_ids: Sequence[UUID]) -> dict[UUID, MassMessage]:
    """Held, in one order for all."""
    query = scoped(ctx, MassMessage).where(MassMessage.id.in_(message_ids)).order_by(MassMessage.id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in await ctx.session.scalars(query)}


async def urls(ctx: Ctx, batch_ids: Sequence[UUID]) -> dict[tuple[UUID, int], str]:
    found = await ctx.session.scalars(scoped(ctx, MassLink).where(MassLink.batch_id.in_(batch_ids)))
    return {(row.batch_id, row.number): row.url for row in found}


async def latest_accepted(ctx: Ctx, contact_ids: Sequence[UUID], *, purpose: str, within: timedelta) -> UUID | None:
    """The last letter of a purpose that reached the person and was not answered by leaving."""
    query = (
        select(MassMessage.id)
        .join(MassBatch, MassBatch.id == MassMessage.batch_id)
        .where(
            MassMessage.workspace_id == ctx.workspace_id,
            MassMessage.contact_id.in_(contact_ids),
            MassMessage.accepted_at >= ctx.now() - within,
            MassMessage.unsubscribed_at.is_(None),
            MassBatch.purpose == purpose,
        )
        .order_by(MassMessage.accepted_at.desc())
        .limit(1)
    )
    return await ctx.session.scalar(query)


async def planned_for(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[MassMessage]:
    """What still waits for the person, held."""
    query = scoped(ctx, MassMessage).where(MassMessage.contact_id.in_(contact_ids), MassMessage.state == "planned")
    return (await ctx.session.scalars(query.order_by(MassMessage.id).with_for_update())).all()


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """A bite of the oldest hits that were judged: what they told stands on rows, in counters and among the facts."""
    await session.execute(
        text("""
        DELETE FROM mass_hits WHERE id IN (
            SELECT id FROM (SELECT id, at, who FROM mass_hits ORDER BY id LIMIT :bite) AS oldest
            WHERE at < :before AND who IS NOT NULL
        )
        """),
        {"before": before, "bite": FORGET_BITE},
    )
