"""HTTP of the speed screen."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.speed import export_routes, rules, schemas
from otklik.domains.speed.parameters import End, Hour, Seconds, Start, Target
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import By, Clock
from otklik.domains.speed.service import listing, preferring, reporting
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]


@get(f"{API}/speed", permission="speed.read")
async def get_speed(
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    clock: Clock = Clock.WALL,
    target_seconds: Target = rules.TARGET_SECONDS,
) -> schemas.SpeedOut:
    """First and any response between two moments, the last seven days by default."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, clock=clock, zone=zone)
    period = rules.period(start, end, now=ctx.now(), zone=zone)
    return await reporting.report(ctx, period=period, narrow=narrow, target_seconds=target_seconds)


@get(f"{API}/speed/breakdown", permission="speed.read")
async def get_speed_breakdown(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    by: By,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    clock: Clock = Clock.WALL,
    target_seconds: Target = rules.TARGET_SECONDS,
) -> schemas.BreakdownOut:
    """The same figures by channel, operator, team, hour of the week, day, week or month, in the company's zone."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, clock=clock, zone=zone)
    period = rules.period(start, end, now=ctx.now(), zone=zone)
    return await reporting.breakdown(ctx, period=period, narrow=narrow, by=by, target_seconds=target_seconds)


@get(f"{API}/speed/preference", permission="speed.read")
async def get_channel_preference(
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
) -> schemas.PreferenceOut:
    """Which channels customers choose, by week and share, and how soon they are first answered there."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, first=True, zone=zone)
    return await preferring.report(ctx, period=rules.period(start, end, now=ctx.now(), zone=zone), narrow=narrow)


@get(f"{API}/speed/responses", permission="speed.read")
async def list_responses(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    first: bool | None = None,
    in_hours: bool | None = None,
    hour: Hour = None,
    seconds_min: Seconds = None,
    seconds_max: Seconds = None,
    clock: Clock = Clock.WALL,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.ResponseOut]:
    """The answers behind a figure, latest first."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id, operator_id, team_id, first, in_hours, hour, seconds_min, seconds_max, clock, zone)
    size = page_size(limit)
    found = await listing.responses(
        ctx,
        period=rules.period(start, end, now=ctx.now(), zone=zone),
        narrow=narrow,
        before=decode_position(cursor),
        limit=size + 1,
    )
    shown = found[:size]
    more = len(found) > size
    return Page(items=shown, next_cursor=encode_position(shown[-1].answered_at, shown[-1].id) if more else None)


@get(f"{API}/speed/responses/count", permission="speed.read")
async def count_responses(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    first: bool | None = None,
    in_hours: bool | None = None,
    hour: Hour = None,
    seconds_min: Seconds = None,
    seconds_max: Seconds = None,
    clock: Clock = Clock.WALL,
) -> schemas.CountOut:
    """Exactly how many answers the same filter finds."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id, operator_id, team_id, first, in_hours, hour, seconds_min, seconds_max, clock, zone)
    period = rules.period(start, end, now=ctx.now(), zone=zone)
    return schemas.CountOut(count=await listing.how_many(ctx, period=period, narrow=narrow))


routes: Sequence[ControllerRouterHandler] = [
    get_speed,
    get_speed_breakdown,
    get_channel_preference,
    list_responses,
    count_responses,
    *export_routes.routes,
]
