"""Every question passes asks of the database."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.activity.models import RfmScore
from otklik.domains.contacts.models import Contact
from otklik.domains.delivery.models import Channel
from otklik.domains.passes.models import Pass, PassRegistration
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

__all__ = ["Channel"]


async def channel_by_public_id(session: AsyncSession, public_id: str) -> Channel | None:
    """Across workspaces: phones name it by this alone."""
    return await session.scalar(select(Channel).where(Channel.public_id == public_id, Channel.deleted_at.is_(None)))


async def first_channel(ctx: Ctx, *, kinds: Sequence[str]) -> Channel | None:
    """The company's oldest that is in use."""
    query = scoped(ctx, Channel).where(Channel.kind.in_(kinds), Channel.enabled, Channel.deleted_at.is_(None))
    return await ctx.session.scalar(query.order_by(Channel.created_at, Channel.id).limit(1))


async def one(ctx: Ctx, pass_id: UUID, *, lock: bool = False) -> Pass | None:
    query = scoped(ctx, Pass).where(Pass.id == pass_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def of_person(ctx: Ctx, root_id: UUID, *, channel_id: UUID) -> Pass | None:
    """The first that any of their cards was given."""
    query = scoped(ctx, Pass).join(Contact, Contact.id == Pass.contact_id)
    query = query.where(Contact.root_id == root_id, Pass.channel_id == channel_id)
    return await ctx.session.scalar(query.order_by(Pass.created_at, Pass.id).limit(1))


async def of_people(ctx: Ctx, root_ids: Sequence[UUID]) -> Sequence[Pass]:
    """All that any of their cards was given."""
    query = scoped(ctx, Pass).join(Contact, Contact.id == Pass.contact_id).where(Contact.root_id.in_(root_ids))
    return (await ctx.session.scalars(query.order_by(Pass.id))).all()


async def any_held(ctx: Ctx) -> bool:
    """Whether any phone holds a card of the company."""
    return await ctx.session.scalar(scoped(ctx, PassRegistration).limit(1)) is not None


async def held(ctx: Ctx, *, after: UUID | None, limit: int) -> Sequence[Pass]:
    """Cards that some phone holds, by their ids; locked."""
    phones = select(PassRegistration.id).where(PassRegistration.pass_id == Pass.id).exists()
    query = scoped(ctx, Pass).where(phones)
    if after is not None:
        query = query.where(Pass.id > after)
    return (await ctx.session.scalars(query.order_by(Pass.id).limit(limit).with_for_update())).all()


async def channel(ctx: Ctx, channel_id: UUID) -> Channel | None:
    """Where it is in use."""
    query = scoped(ctx, Channel).where(Channel.id == channel_id, Channel.enabled, Channel.deleted_at.is_(None))
    return await ctx.session.scalar(query)


async def levels(ctx: Ctx, root_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Of loyalty, by number; of whoever never bought nothing."""
    query = select(RfmScore.contact_id, RfmScore.level).where(
        RfmScore.workspace_id == ctx.workspace_id, RfmScore.contact_id.in_(root_ids)
    )
    return {row[0]: row[1] for row in (await ctx.session.execute(query)).all()}


async def add(ctx: Ctx, row: Pass) -> None:
    """Nothing happens where somebody made it at the same moment."""
    made = insert(Pass).values(
        id=row.id,
        workspace_id=ctx.workspace_id,
        contact_id=row.contact_id,
        channel_id=row.channel_id,
        number=row.number,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
    await ctx.session.execute(made.on_conflict_do_nothing(index_elements=["contact_id", "channel_id"]))


async def registered(ctx: Ctx, pass_ids: Sequence[UUID]) -> set[UUID]:
    """Those that some phone holds."""
    query = select(PassRegistration.pass_id).where(
        PassRegistration.workspace_id == ctx.workspace_id, PassRegistration.pass_id.in_(pass_ids)
    )
    return set((await ctx.session.scalars(query.distinct())).all())


async def registrations(ctx: Ctx, pass_id: UUID) -> Sequence[PassRegistration]:
    """The one registered longest ago first."""
    query = scoped(ctx, PassRegistration).where(PassRegistration.pass_id == pass_id)
    return (await ctx.session.scalars(query.order_by(PassRegistration.id))).all()


async def forget(ctx: Ctx, registration_ids: Sequence[UUID]) -> None:
    gone = delete(PassRegistration).where(
        PassRegistration.workspace_id == ctx.workspace_id, PassRegistration.id.in_(registration_ids)
    )
    await ctx.session.execute(gone)


async def held_by(
    ctx: Ctx, digest: str, *, channel_id: UUID, since: datetime | None, limit: int
) -> list[tuple[UUID, datetime]]:
    """Cards of that channel on a phone that changed after a moment, the latest first."""
    query = (
        select(Pass.id, Pass.updated_at)
        .join(PassRegistration, PassRegistration.pass_id == Pass.id)
        .where(
            Pass.workspace_id == ctx.workspace_id,
            Pass.channel_id == channel_id,
            PassRegistration.digest == digest,
            Pass.updated_at > since if since else true(),
        )
        .order_by(Pass.updated_at.desc(), Pass.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in (await ctx.session.execute(query)).all()]
