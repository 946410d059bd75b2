"""Where people are and why: of one journey, of one node, of one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from otklik.domains.activity.models import Fact
from otklik.domains.contacts.models import Contact
from otklik.domains.journeys.models import Journey, JourneyRun
from otklik.domains.journeys.queries.entering import said
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

Found = tuple[JourneyRun, str, str]
"""A run, the journey's name, the person's name."""


async def runs(
    ctx: Ctx,
    *,
    journey_id: UUID | None,
    contact_id: UUID | None,
    node: str | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Found]:
    """The latest first; `node`: only those who stand there now."""
    query = (
        scoped(ctx, JourneyRun)
        .join(Journey, Journey.id == JourneyRun.journey_id)
        .join(Contact, Contact.id == JourneyRun.contact_id)
        .add_columns(Journey.name, Contact.name)
    )
    if journey_id is not None:
        query = query.where(JourneyRun.journey_id == journey_id)
    if contact_id is not None:
        query = query.where(JourneyRun.contact_id == contact_id)
    if node is not None:
        query = query.where(JourneyRun.node == node, JourneyRun.ended_at.is_(None))
    if after is not None:
        query = query.where(JourneyRun.id < after)
    rows = await ctx.session.execute(
        query.order_by(JourneyRun.id.desc()).limit(limit), execution_options={"populate_existing": True}
    )
    return [(row[0], row[1], row[2]) for row in rows]


class Past:
    """A fact of the past, as a simulation reads it."""

    __slots__ = ("at", "contact_id", "name", "properties")

    def __init__(self, contact_id: UUID, name: str, at: datetime, properties: Mapping[str, object]) -> None:
        self.contact_id, self.name, self.at, self.properties = contact_id, name, at, properties


async def facts_named(ctx: Ctx, name: str, *, since: datetime, limit: int) -> list[Past]:
    """The latest of the name, with the person they are of."""
    query = (
        scoped(ctx, Fact)
        .join(Contact, Contact.id == Fact.contact_id)
        .where(Fact.name == name, Fact.at >= since)
        .with_only_columns(Contact.root_id, Fact.name, Fact.at, Fact.properties, Fact.amount_minor, Fact.currency)
        .order_by(Fact.at.desc())
    )
    rows = await ctx.session.execute(query.limit(limit))
    return [Past(row[0], row[1], row[2], said(row[3], row[4], row[5])) for row in rows]


async def facts_of(
    ctx: Ctx, contact_ids: Sequence[UUID], names: Sequence[str], *, since: datetime, limit: int
) -> list[Past]:
    """What these people did of those names since then, the earliest first."""
    query = (
        scoped(ctx, Fact)
        .join(Contact, Contact.id == Fact.contact_id)
        .where(Contact.root_id.in_(contact_ids), Fact.name.in_(names), Fact.at >= since)
        .with_only_columns(Contact.root_id, Fact.name, Fact.at, Fact.properties, Fact.amount_minor, Fact.currency)
        .order_by(Fact.at)
    )
    rows = await ctx.session.execute(query.limit(limit))
    return [Past(row[0], row[1], row[2], said(row[3], row[4], row[5])) for row in rows]


async def some_people(ctx: Ctx, *, after: UUID | None, limit: int) -> list[UUID]:
    """Persons by id, for journeys whose newcomers of the past nobody wrote down."""
    query = scoped(ctx, Contact).where(Contact.merged_into_id.is_(None)).with_only_columns(Contact.id)
    if after is not None:
        query = query.where(Contact.id > after)
    return list(await ctx.session.scalars(query.order_by(Contact.id).limit(limit)))


async def who(ctx: Ctx, contact_id: UUID) -> UUID | None:
    """The person a card is of."""
    return await ctx.session.scalar(
        scoped(ctx, Contact).where(Contact.id == contact_id).with_only_columns(Contact.root_id)
    )
