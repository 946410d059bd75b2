"""Shops of the company, which of them an application watches, and who came near one.

The phone's own system watches; the server is told of the arrival alone, and keeps no coordinates of anybody.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.activity.service import visitors as page_facts
from otklik.domains.contacts.service import enrolling
from otklik.domains.livechat.service import facts
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.reach import place_schemas as schemas
from otklik.domains.reach import queries, rules
from otklik.domains.reach.errors import PlaceNotFound, PlacesTooMany
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id

PLACES_MAX: Final = 500
WATCHED_MAX: Final = 20
"""Apple's system watches no more for one application (Core Location, Region Monitoring)."""
AGAIN_AFTER: Final = timedelta(hours=12)


async def listing(ctx: Ctx) -> list[schemas.Place]:
    return [_shown(one) for one in await queries.places(ctx)]


async def create(ctx: Ctx, new: schemas.NewPlace) -> schemas.Place:
    """Raises `PlacesTooMany`."""
    await queries.hold_places(ctx)
    if await queries.places_count(ctx) >= PLACES_MAX:
        raise PlacesTooMany(params={"max": PLACES_MAX})
    row = queries.Place(id=new_id(), workspace_id=ctx.workspace_id, updated_at=ctx.now(), **msgspec.structs.asdict(new))
    ctx.session.add(row)
    await ctx.session.flush()
    return _shown(row)


async def update(ctx: Ctx, place_id: UUID, changes: schemas.PlaceChanges) -> schemas.Place:
    """Raises `PlaceNotFound`."""
    row = await _found(ctx, place_id)
    for field, value in msgspec.structs.asdict(changes).items():
        if value is not msgspec.UNSET:
            setattr(row, field, value)
    row.updated_at = ctx.now()
    await ctx.session.flush()
    return _shown(row)


async def remove(ctx: Ctx, place_id: UUID) -> None:
    """Raises `PlaceNotFound`."""
    if not await queries.remove_place(ctx, place_id):
        raise PlaceNotFound


async def nearest(ctx: Ctx, *, latitude: float, longitude: float) -> schemas.NearestPlaces:
    """Those that the application asks the phone's system to watch."""
    known = await listing(ctx)
    return schemas.NearestPlaces(items=rules.nearest(known, latitude=latitude, longitude=longitude, limit=WATCHED_MAX))


async def arrive(ctx: Ctx, visitor: Visitor, place_id: UUID) -> schemas.ArrivalTaken:
    """Told by the application; at most once a person and shop in `AGAIN_AFTER`. Raises `PlaceNotFound`."""
    row = await _found(ctx, place_id)
    contact_id = await facts.known(ctx, visitor.id)
    if contact_id is None:
        return schemas.ArrivalTaken(counted=False)
    root_id = (await enrolling.roots(ctx, [contact_id]))[contact_id]
    await queries.hold_person(ctx, root_id)
    since = ctx.now() - AGAIN_AFTER
    if await queries.was_near(ctx, root_id, place_id, event=page_facts.NEAR_SHOP, since=since):
        return schemas.ArrivalTaken(counted=False)
    said = {"shop": str(row.id), "name": row.name, "address": row.address}
    await page_facts.came_near(ctx, contact_id, said)
    return schemas.ArrivalTaken(counted=True)


async def _found(ctx: Ctx, place_id: UUID) -> queries.Place:
    row = await queries.place(ctx, place_id)
    if row is None:
        raise PlaceNotFound
    return row


def _shown(row: queries.Place) -> schemas.Place:
    return schemas.Place(
        id=row.id,
        name=row.name,
        address=row.address,
        latitude=row.latitude,
        longitude=row.longitude,
        radius_meters=row.radius_meters,
    )
