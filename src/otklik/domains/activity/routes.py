"""HTTP of activity: each handler is one verb. The door for events themselves is intake.py."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from otklik.domains.activity import import_routes, intake
from otklik.domains.activity.rfm_schemas import Group, RfmGrid, RfmPerson, RfmSettings
from otklik.domains.activity.schemas import FactOut, PersonActivity
from otklik.domains.activity.service import ranking, showing
from otklik.platform.context import Ctx
from otklik.platform.web import (
    API,
    Page,
    as_uuid,
    decode_cursor,
    decode_position,
    encode_cursor,
    encode_position,
    page_size,
)

Fifth = Annotated[int | None, Parameter(ge=1, le=5)]
NameQuery = Annotated[str | None, Parameter(max_length=100)]


@get(f"{API}/contacts/{{contact_id:uuid}}/facts", permission="activity.read")
async def list_facts(
    ctx: NamedDependency[Ctx],
    *,
    contact_id: UUID,
    name: NameQuery = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[FactOut]:
    """What the person did and bought, the latest first."""
    size = page_size(limit)
    rows = await showing.facts(ctx, contact_id, name=name, before=decode_position(cursor), limit=size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page(items=rows[:size], next_cursor=encode_position(last.at, last.id) if last else None)


@get(f"{API}/contacts/{{contact_id:uuid}}/activity", permission="activity.read")
async def get_activity(ctx: NamedDependency[Ctx], *, contact_id: UUID) -> PersonActivity:
    """What it comes to: counts and sums by name, and the person's place by RFM."""
    return await showing.person(ctx, contact_id)


@get(f"{API}/rfm", permission="activity.read")
async def get_rfm(ctx: NamedDependency[Ctx]) -> RfmGrid:
    """How many people stand in each cell of the grid, group and level of loyalty."""
    return await ranking.grid(ctx)


@get(f"{API}/rfm/people", permission="activity.read")
async def list_rfm_people(
    ctx: NamedDependency[Ctx],
    *,
    recency: Fifth = None,
    value: Fifth = None,
    group: Group | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[RfmPerson]:
    """Who stands in a cell or a group."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    after = as_uuid(values[0], field="cursor") if values else None
    rows = await ranking.people(ctx, recency=recency, value=value, group=group, after=after, limit=size + 1)
    more = encode_cursor(str(rows[size - 1].contact_id)) if len(rows) > size else None
    return Page(items=rows[:size], next_cursor=more)


@post(f"{API}/rfm/counts", permission="activity.write", status_code=200)
async def count_rfm(ctx: NamedDependency[Ctx]) -> RfmGrid:
    """Count everybody's place now instead of tonight."""
    await ranking.count(ctx)
    return await ranking.grid(ctx)


@get(f"{API}/rfm/settings", permission="activity.read")
async def get_rfm_settings(ctx: NamedDependency[Ctx]) -> RfmSettings:
    """The currency of sums, and the levels of loyalty."""
    return await ranking.settings(ctx)


@put(f"{API}/rfm/settings", permission="activity.write")
async def put_rfm_settings(ctx: NamedDependency[Ctx], *, data: RfmSettings) -> RfmSettings:
    """Choose them; everybody's place is counted anew."""
    return await ranking.put_settings(ctx, data)


routes: Sequence[ControllerRouterHandler] = [
    intake.receive_fact,
    intake.receive_facts,
    list_facts,
    get_activity,
    get_rfm,
    list_rfm_people,
    count_rfm,
    get_rfm_settings,
    put_rfm_settings,
    *import_routes.routes,
]
