"""What the company wrote down of its prices."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from otklik.channels.contract import Price
from otklik.domains.prices.models import MessagePrice
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def of_kind(ctx: Ctx, kind: str) -> Sequence[MessagePrice]:
    query = scoped(ctx, MessagePrice).where(MessagePrice.kind == kind).order_by(MessagePrice.country)
    return (await ctx.session.scalars(query)).all()


async def every(ctx: Ctx) -> Sequence[MessagePrice]:
    """Of all kinds; each kind's are bounded by `rules.ROWS_MAX`."""
    return (
        await ctx.session.scalars(scoped(ctx, MessagePrice).order_by(MessagePrice.kind, MessagePrice.country))
    ).all()


async def replace(ctx: Ctx, kind: str, prices: Sequence[Price]) -> None:
    """All the prices of a kind at once."""
    gone = delete(MessagePrice).where(MessagePrice.workspace_id == ctx.workspace_id, MessagePrice.kind == kind)
    await ctx.session.execute(gone)
    if not prices:
        return
    rows = [
        {
            "workspace_id": ctx.workspace_id,
            "kind": kind,
            "country": one.country,
            "micros": one.micros,
            "currency": one.currency,
            "updated_at": ctx.now(),
        }
        for one in prices
    ]
    await ctx.session.execute(insert(MessagePrice).values(rows))
