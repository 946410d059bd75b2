"""What is kept of visitors whom nobody knows yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.activity.models import VisitorFact
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id

_SWEEP = text("""
DELETE FROM visitor_facts WHERE id IN (
    SELECT id FROM visitor_facts WHERE received_at < :before LIMIT :limit
)
""")
_THIN = text("""
DELETE FROM visitor_facts WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY workspace_id ORDER BY id DESC) AS place FROM visitor_facts
    ) AS ranked WHERE place > :most LIMIT :limit
)
""")

Row = tuple[str, dict[str, Any]]
"""Name and properties, which are the page's own document."""


async def keep(ctx: Ctx, visitor_key: str, rows: Sequence[Row], *, most: int) -> None:
    for name, properties in rows:
        ctx.session.add(
            VisitorFact(
                id=new_id(),
                workspace_id=ctx.workspace_id,
                visitor_key=visitor_key,
                name=name,
                at=ctx.now(),
                received_at=ctx.now(),
                key=None,
                properties=properties,
            )
        )
    await ctx.session.flush()
    mine = (VisitorFact.workspace_id == ctx.workspace_id, VisitorFact.visitor_key == visitor_key)
    latest = select(VisitorFact.id).where(*mine).order_by(VisitorFact.id.desc()).limit(most)
    await ctx.session.execute(delete(VisitorFact).where(*mine, VisitorFact.id.not_in(latest)))


async def waits(ctx: Ctx, visitor_key: str) -> bool:
    query = scoped(ctx, VisitorFact).where(VisitorFact.visitor_key == visitor_key).limit(1)
    return await ctx.session.scalar(query) is not None


async def take(ctx: Ctx, visitor_key: str) -> list[VisitorFact]:
    """All of them, in the order in which they came; they are gone from here."""
    query = scoped(ctx, VisitorFact).where(VisitorFact.visitor_key == visitor_key).order_by(VisitorFact.id)
    found = list(await ctx.session.scalars(query.with_for_update()))
    for one in found:
        await ctx.session.delete(one)
    await ctx.session.flush()
    return found


async def sweep(session: AsyncSession, *, before: datetime, most: int, limit: int) -> None:
    """Across companies."""
    await session.execute(_SWEEP, {"before": before, "limit": limit})
    await session.execute(_THIN, {"most": most, "limit": limit})
