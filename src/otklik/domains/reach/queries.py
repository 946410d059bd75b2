"""Every question reach asks of the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.activity.models import Fact
from otklik.domains.contacts.models import Contact
from otklik.domains.delivery.models import Channel
from otklik.domains.reach.models import Place, ReachKit
from otklik.domains.workspaces.models import Workspace
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

__all__ = ["Channel", "Place"]

_HOLD_PLACES: Final = text("SELECT pg_advisory_xact_lock(hashtext('reach.places'), hashtext(:workspace))")
_HOLD_PERSON: Final = text("SELECT pg_advisory_xact_lock(hashtext('reach.arrivals'), hashtext(:person))")


async def kit(ctx: Ctx) -> ReachKit | None:
    return await ctx.session.scalar(scoped(ctx, ReachKit))


async def save_kit(ctx: Ctx, *, public_id: str, document: dict[str, Any]) -> None:  # Any: JSON
    """The first saving gives the public id; later ones keep it."""
    row = {"workspace_id": ctx.workspace_id, "document": document, "updated_at": ctx.now()}
    put = insert(ReachKit).values(public_id=public_id, **row)
    await ctx.session.execute(put.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def workspace_of(session: AsyncSession, public_id: str) -> WorkspaceId | None:
    """Across workspaces: a page is named by this alone."""
    return await session.scalar(select(ReachKit.workspace_id).where(ReachKit.public_id == public_id))


async def company(ctx: Ctx) -> Workspace:
    query = select(Workspace).where(Workspace.id == ctx.workspace_id)
    return (await ctx.session.scalars(query)).one()


# ---- shops --------------------------------------------------------------------------------------------


async def places(ctx: Ctx) -> Sequence[Place]:
    """By name; a company has no more of them than fit into one answer."""
    return (await ctx.session.scalars(scoped(ctx, Place).order_by(func.lower(Place.name), Place.id))).all()


async def place(ctx: Ctx, place_id: UUID) -> Place | None:
    return await ctx.session.scalar(scoped(ctx, Place).where(Place.id == place_id))


async def hold_places(ctx: Ctx) -> None:
    """Nobody else of the company adds one until this transaction ends."""
    await ctx.session.execute(_HOLD_PLACES, {"workspace": str(ctx.workspace_id)})


async def places_count(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Place).subquery())) or 0


async def remove_place(ctx: Ctx, place_id: UUID) -> bool:
    """False: there is none."""
    gone = delete(Place).where(Place.id == place_id, Place.workspace_id == ctx.workspace_id).returning(Place.id)
    return await ctx.session.scalar(gone) is not None


async def hold_person(ctx: Ctx, root_id: UUID) -> None:
    """Two phones of one person come one after another."""
    await ctx.session.execute(_HOLD_PERSON, {"person": str(root_id)})


async def was_near(ctx: Ctx, root_id: UUID, place_id: UUID, *, event: str, since: datetime) -> bool:
    """Whether the person, by any card of theirs, came to this shop since then."""
    mine = select(Contact.id).where(Contact.workspace_id == ctx.workspace_id, Contact.root_id == root_id)
    query = scoped(ctx, Fact).where(
        Fact.contact_id.in_(mine), Fact.at > since, Fact.name == event, Fact.properties["shop"].astext == str(place_id)
    )
    return await ctx.session.scalar(query.with_only_columns(Fact.id).limit(1)) is not None
