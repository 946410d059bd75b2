"""HTTP of the schedule."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from otklik.domains.schedule import service
from otklik.domains.schedule.calendars import YEAR_MAX, YEAR_MIN
from otklik.domains.schedule.schemas import Availability, Following, HolidayCountries, HolidaysOut, Hours
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


@put(f"{API}/channels/{{channel_id:uuid}}/followed-hours", permission="schedule.write")
async def follow_team_hours(ctx: NamedDependency[Ctx], *, channel_id: UUID, data: Following) -> Hours:
    """Let the channel be open when a team is; hours of its own are given up."""
    await service.follow_team(ctx, channel_id=channel_id, team_id=data.team_id)
    return await service.get_hours(ctx, channel_id=channel_id)


@get(f"{API}/teams/{{team_id:uuid}}/hours", permission="schedule.read")
async def get_team_hours(ctx: NamedDependency[Ctx], *, team_id: UUID) -> Hours:
    """The hours in force for the team; `inherited` when they are the company's."""
    return await service.get_hours(ctx, team_id=team_id)


@put(f"{API}/teams/{{team_id:uuid}}/hours", permission="schedule.write")
async def set_team_hours(ctx: NamedDependency[Ctx], *, team_id: UUID, data: Hours) -> Hours:
    """Give the team hours of its own."""
    await service.set_hours(ctx, team_id=team_id, hours=data)
    return await service.get_hours(ctx, team_id=team_id)


@delete(f"{API}/teams/{{team_id:uuid}}/hours", permission="schedule.write")
async def remove_team_hours(ctx: NamedDependency[Ctx], *, team_id: UUID) -> None:
    """Let the team follow the company's hours again."""
    await service.remove_hours(ctx, team_id=team_id)


@get(f"{API}/availability", permission="schedule.read")
async def get_company_availability(ctx: NamedDependency[Ctx]) -> Availability:
    """Whether the company is open now, and when that changes."""
    return await service.availability(ctx, channel_id=None)


@get(f"{API}/teams/{{team_id:uuid}}/availability", permission="schedule.read")
async def get_team_availability(ctx: NamedDependency[Ctx], *, team_id: UUID) -> Availability:
    """Whether the team is at work now, and when that changes."""
    await service.get_hours(ctx, team_id=team_id)
    return await service.availability(ctx, channel_id=None, team_id=team_id)


@get(f"{API}/holiday-countries", permission="schedule.read")
async def list_holiday_countries(ctx: NamedDependency[Ctx]) -> HolidayCountries:  # noqa: ARG001 - it lets colleagues in
    """Countries whose holidays can be kept."""
    return HolidayCountries(items=service.holiday_countries())


@get(f"{API}/holidays", permission="schedule.read")
async def list_holidays(
    ctx: NamedDependency[Ctx],
    *,
    country: Annotated[str, QueryParameter(max_length=2)],
    year: Annotated[int, QueryParameter(ge=YEAR_MIN, le=YEAR_MAX)],
    region: Annotated[str, QueryParameter(max_length=10)] = "",
) -> HolidaysOut:
    """A country's holidays in a year, named in the caller's language where it is known."""
    return service.holidays(country=country, region=region, year=year, language=ctx.locale)


routes: Sequence[HTTPRouteHandler] = [
    get_company_hours,
    set_company_hours,
    get_channel_hours,
    set_channel_hours,
    remove_channel_hours,
    follow_team_hours,
    get_team_hours,
    set_team_hours,
    remove_team_hours,
    get_availability,
    get_company_availability,
    get_team_availability,
    list_holiday_countries,
    list_holidays,
]
