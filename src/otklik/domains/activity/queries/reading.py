"""What is known of one person: events, purchases, roll-ups."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_

from otklik.domains.activity.models import Fact, FactTotal, PurchaseLine
from otklik.domains.contacts.models import Contact
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.web import Position

TOTALS_MAX = 200


async def root_of(ctx: Ctx, contact_id: UUID) -> UUID | None:
    query = scoped(ctx, Contact).where(Contact.id == contact_id).with_only_columns(Contact.root_id)
    return await ctx.session.scalar(query)


async def facts_of(ctx: Ctx, root_id: UUID, *, name: str | None, before: Position | None, limit: int) -> Sequence[Fact]:
    """Of all the person's cards, the latest first."""
    cards = scoped(ctx, Contact).where(Contact.root_id == root_id).with_only_columns(Contact.id)
    query = scoped(ctx, Fact).where(Fact.contact_id.in_(cards))
    if name is not None:
        query = query.where(Fact.name == name)
    if before is not None:
        query = query.where(tuple_(Fact.at, Fact.id) < tuple_(*map(literal, before)))
    return (await ctx.session.scalars(query.order_by(Fact.at.desc(), Fact.id.desc()).limit(limit))).all()


async def lines_of(ctx: Ctx, fact_ids: Collection[UUID]) -> Sequence[PurchaseLine]:
    query = scoped(ctx, PurchaseLine).where(PurchaseLine.fact_id.in_(fact_ids))
    return (await ctx.session.scalars(query.order_by(PurchaseLine.fact_id, PurchaseLine.number))).all()


async def totals_of(ctx: Ctx, root_id: UUID) -> Sequence[FactTotal]:
    query = scoped(ctx, FactTotal).where(FactTotal.contact_id == root_id).order_by(FactTotal.last_at.desc())
    return (await ctx.session.scalars(query.limit(TOTALS_MAX), execution_options={"populate_existing": True})).all()


async def facts_count(ctx: Ctx, name: str) -> int:
    query = select(func.count()).select_from(scoped(ctx, Fact).where(Fact.name == name).subquery())
    return await ctx.session.scalar(query) or 0
