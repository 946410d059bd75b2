"""HTTP of shops: for the company's settings, and for the application that watches them."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.datastructures import State
from litestar.di import Provide
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.livechat.service import visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.reach import place_schemas as schemas
from otklik.domains.reach.service import places
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.web import API, AnyRequest, Page, provide_parts

DOOR: Final = f"{API}/visitor"
ONE: Final = f"{API}/places/{{place_id:uuid}}"

Latitude = Annotated[float, QueryParameter(ge=-90, le=90)]
Longitude = Annotated[float, QueryParameter(ge=-180, le=180)]


async def provide_visitor(request: AnyRequest, state: State) -> Visitor:
    return await visitors.let_in(await provide_parts(state), request.headers)


DEPENDENCIES: Final = {"visitor": Provide(provide_visitor)}


@get(f"{API}/places", permission="reach.read")
async def list_places(ctx: Ctx) -> Page[schemas.Place]:
    """The company's shops by name; all of them, 500 at most."""
    return Page(items=await places.listing(ctx), next_cursor=None)


@post(f"{API}/places", permission="reach.write")
async def create_place(ctx: Ctx, data: schemas.NewPlace) -> schemas.Place:
    """A new shop; applications watch it from when they ask next."""
    return await places.create(ctx, data)


@patch(ONE, permission="reach.write")
async def change_place(ctx: Ctx, place_id: UUID, data: schemas.PlaceChanges) -> schemas.Place:
    """Change a shop."""
    return await places.update(ctx, place_id, data)


@delete(ONE, permission="reach.write")
async def delete_place(ctx: Ctx, place_id: UUID) -> None:
    """Delete a shop; arrivals of before stay on the cards."""
    await places.remove(ctx, place_id)


@get(f"{DOOR}/places", public=True, dependencies=DEPENDENCIES)
async def list_nearest_places(
    parts: Parts, visitor: Visitor, *, latitude: Latitude, longitude: Longitude
) -> schemas.NearestPlaces:
    """The 20 nearest shops for the phone's system to watch; a rounded position is enough, and is not kept."""
    await visitors.count(parts, visitors.READS, who=str(visitor.id))
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        return await places.nearest(ctx, latitude=latitude, longitude=longitude)


@post(f"{DOOR}/arrivals", public=True, status_code=200, dependencies=DEPENDENCIES)
async def tell_arrival(parts: Parts, visitor: Visitor, data: schemas.PlaceArrival) -> schemas.ArrivalTaken:
    """The phone came near a shop: the event `near_shop`, once a person and shop in twelve hours."""
    await visitors.count(parts, visitors.ARRIVALS, who=str(visitor.id))
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        return await places.arrive(ctx, visitor, data.place_id)


routes: Sequence[ControllerRouterHandler] = [
    list_places,
    create_place,
    change_place,
    delete_place,
    list_nearest_places,
    tell_arrival,
]
