"""HTTP of the schedule."""

from collections.abc import Sequence
from uuid import UUID

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from otklik.domains.schedule import service
from otklik.domains.schedule.schemas import Availability, Hours
from otklik.platform.context import Ctx
from otklik.platform.web import API


@get(f"{API}/hours", permission="schedule.read")
async def get_company_hours(ctx: NamedDependency[Ctx]) -> Hours:
    """The company's working hours."""
    return await service.get_hours(ctx)


@put(f"{API}/hours", permission="schedule.write")
async def set_company_hours(ctx: NamedDependency[Ctx], *, data: Hours) -> Hours:
    """Set the company's working hours."""
    await service.set_hours(ctx, hours=data)
    return await service.get_hours(ctx)


@get(f"{API}/channels/{{channel_id:uuid}}/hours", permission="schedule.read")
async def get_channel_hours(ctx: NamedDependency[Ctx], *, channel_id: UUID) -> Hours:
    """The hours in force for the channel; `inherited` when they are the company's."""
    return await service.get_hours(ctx, channel_id=channel_id)


@put(f"{API}/channels/{{channel_id:uuid}}/hours", permission="schedule.write")
async def set_channel_hours(ctx: NamedDependency[Ctx], *, channel_id: UUID, data: Hours) -> Hours:
    """Give the channel hours of its own."""
    await service.set_hours(ctx, channel_id=channel_id, hours=data)
    return await service.get_hours(ctx, channel_id=channel_id)


@delete(f"{API}/channels/{{channel_id:uuid}}/hours", permission="schedule.write")
async def remove_channel_hours(ctx: NamedDependency[Ctx], *, channel_id: UUID) -> None:
    """Let the channel follow the company's hours again."""
    await service.remove_hours(ctx, channel_id=channel_id)


@get(f"{API}/channels/{{channel_id:uuid}}/availability", permission="schedule.read")
async def get_availability(ctx: NamedDependency[Ctx], *, channel_id: UUID) -> Availability:
    """Whether answers come by this channel now, and when that changes."""
    await service.get_hours(ctx, channel_id=channel_id)
    return await service.availability(ctx, channel_id=channel_id)


routes: Sequence[HTTPRouteHandler] = [
    get_company_hours,
    set_company_hours,
    get_channel_hours,
    set_channel_hours,
    remove_channel_hours,
    get_availability,
]
