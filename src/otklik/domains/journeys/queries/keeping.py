"""Journeys and their versions: found, listed, counted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.consents.models import Purpose
from otklik.domains.contacts.models import Identity
from otklik.domains.delivery.models import Channel
from otklik.domains.journeys.models import Journey, JourneyBatch, JourneyCount, JourneyVersion
from otklik.domains.templates.models import Template
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

_FRESH: Final = {"populate_existing": True}


async def by_id(ctx: Ctx, journey_id: UUID, *, lock: bool = False) -> Journey | None:
    query = scoped(ctx, Journey).where(Journey.id == journey_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query, execution_options=_FRESH)


async def page(ctx: Ctx, *, state: str | None, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Journey]:
    """The last changed first."""
    query = scoped(ctx, Journey)
    if state is not None:
        query = query.where(Journey.state == state)
    if after is not None:
        query = query.where(tuple_(Journey.updated_at, Journey.id) < tuple_(*map(literal, after)))
    return (await ctx.session.scalars(query.order_by(Journey.updated_at.desc(), Journey.id.desc()).limit(limit))).all()


async def how_many(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Journey).subquery())) or 0


async def version(ctx: Ctx, journey_id: UUID, number: int) -> JourneyVersion | None:
    query = scoped(ctx, JourneyVersion)
    return await ctx.session.scalar(
        query.where(JourneyVersion.journey_id == journey_id, JourneyVersion.version == number)
    )


async def versions(ctx: Ctx, journey_id: UUID, *, limit: int) -> Sequence[JourneyVersion]:
    """The newest first."""
    query = scoped(ctx, JourneyVersion).where(JourneyVersion.journey_id == journey_id)
    return (await ctx.session.scalars(query.order_by(JourneyVersion.version.desc()).limit(limit))).all()


async def triggered(ctx: Ctx, trigger: str, subjects: Collection[str]) -> Sequence[Journey]:
    """Running ones that such a thing brings people into."""
    query = scoped(ctx, Journey).where(Journey.state == "running", Journey.trigger == trigger)
    return (await ctx.session.scalars(query.where(Journey.subject.in_(subjects)).order_by(Journey.id))).all()


async def of_dates(session: AsyncSession) -> Sequence[tuple[UUID, UUID]]:
    """(workspace, journey) of every running one that begins on dates."""
    query = select(Journey.workspace_id, Journey.id).where(Journey.state == "running", Journey.trigger == "date")
    return [(row[0], row[1]) for row in await session.execute(query.order_by(Journey.id))]


async def counts(ctx: Ctx, journey_ids: Collection[UUID], *, version: int | None = None) -> Sequence[JourneyCount]:
    query = scoped(ctx, JourneyCount).where(JourneyCount.journey_id.in_(journey_ids))
    if version is not None:
        query = query.where(JourneyCount.version == version)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def totals(ctx: Ctx, journey_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], int]:
    """By journey and `entered`, `goal` or `ended`: people over all versions."""
    entered = (JourneyCount.node == "start") & (JourneyCount.what == "entered")
    query = (
        scoped(ctx, JourneyCount)
        .where(JourneyCount.journey_id.in_(journey_ids), entered | JourneyCount.what.in_(("goal", "ended")))
        .with_only_columns(JourneyCount.journey_id, JourneyCount.what, func.sum(JourneyCount.count))
        .group_by(JourneyCount.journey_id, JourneyCount.what)
    )
    return {(row[0], row[1]): int(row[2]) for row in await ctx.session.execute(query)}


async def batches(ctx: Ctx, journey_id: UUID) -> Sequence[JourneyBatch]:
    query = scoped(ctx, JourneyBatch).where(JourneyBatch.journey_id == journey_id)
    return (await ctx.session.scalars(query.order_by(JourneyBatch.version, JourneyBatch.node, JourneyBatch.way))).all()


async def live_batches(ctx: Ctx) -> Sequence[JourneyBatch]:
    """Of journeys on which somebody may still be written to."""
    live = scoped(ctx, Journey).where(Journey.state.in_(("running", "paused"))).with_only_columns(Journey.id)
    query = scoped(ctx, JourneyBatch).where(JourneyBatch.journey_id.in_(live)).order_by(JourneyBatch.journey_id)
    query = query.order_by(JourneyBatch.version, JourneyBatch.node, JourneyBatch.way)
    return (await ctx.session.scalars(query)).all()


async def batch(ctx: Ctx, batch_id: UUID) -> JourneyBatch | None:
    return await ctx.session.scalar(scoped(ctx, JourneyBatch).where(JourneyBatch.batch_id == batch_id))


class Means(NamedTuple):
    """By what a graph says it: those of its channels and templates that the company has."""

    channels: Mapping[UUID, Channel]
    templates: Mapping[UUID, Template]


async def means(ctx: Ctx, channel_ids: Collection[UUID], template_ids: Collection[UUID]) -> Means:
    return Means(await channels(ctx, channel_ids), await templates(ctx, template_ids))


async def channels(ctx: Ctx, channel_ids: Collection[UUID]) -> Mapping[UUID, Channel]:
    query = scoped(ctx, Channel).where(Channel.id.in_(channel_ids), Channel.deleted_at.is_(None))
    return {one.id: one for one in await ctx.session.scalars(query)}


async def addresses(ctx: Ctx, identity_ids: Collection[UUID]) -> Mapping[UUID, str]:
    query = scoped(ctx, Identity).where(Identity.id.in_(identity_ids)).with_only_columns(Identity.id, Identity.address)
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def templates(ctx: Ctx, template_ids: Collection[UUID]) -> Mapping[UUID, Template]:
    query = scoped(ctx, Template).where(Template.id.in_(template_ids))
    return {one.id: one for one in await ctx.session.scalars(query, execution_options=_FRESH)}


async def purposes(ctx: Ctx, codes: Collection[str]) -> set[str]:
    """Those of the codes that the company has purposes under, and still uses."""
    query = scoped(ctx, Purpose).where(Purpose.code.in_(codes), Purpose.archived_at.is_(None))
    query = query.with_only_columns(Purpose.code)
    return set(await ctx.session.scalars(query))
