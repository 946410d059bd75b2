"""HTTP of the speed screen."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.speed import export_routes, rules, schemas
from otklik.domains.speed.parameters import ANSWERS, FIGURES, Asked, End, Start, Target
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import By
from otklik.domains.speed.service import listing, preferring, reporting
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]


@get(f"{API}/speed", permission="speed.read", dependencies=FIGURES)
async def get_speed(ctx: Ctx, *, asked: Asked, target_seconds: Target = rules.TARGET_SECONDS) -> schemas.SpeedOut:
    """First and any response between two moments, the last seven days by default."""
    told = await asked.read(ctx)
    return await reporting.report(ctx, period=told.period, narrow=told.narrow, target_seconds=target_seconds)


@get(f"{API}/speed/breakdown", permission="speed.read", dependencies=FIGURES)
async def get_speed_breakdown(
    ctx: Ctx, *, asked: Asked, by: By, target_seconds: Target = rules.TARGET_SECONDS
) -> schemas.BreakdownOut:
    """The same figures by channel, operator, team, hour of the week, day, week or month, in the company's zone."""
    told = await asked.read(ctx)
    return await reporting.breakdown(ctx, period=told.period, narrow=told.narrow, by=by, target_seconds=target_seconds)


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


@get(f"{API}/speed/responses", permission="speed.read", dependencies=ANSWERS)
async def list_responses(
    ctx: Ctx, *, asked: Asked, cursor: Cursor = None, limit: Limit = None
) -> Page[schemas.ResponseOut]:
    """The answers behind a figure, latest first."""
    told = await asked.read(ctx)
    size = page_size(limit)
    found = await listing.responses(
        ctx, period=told.period, narrow=told.narrow, before=decode_position(cursor), limit=size + 1
    )
    shown = found[:size]
    more = len(found) > size
    return Page(items=shown, next_cursor=encode_position(shown[-1].answered_at, shown[-1].id) if more else None)


@get(f"{API}/speed/responses/count", permission="speed.read", dependencies=ANSWERS)
async def count_responses(ctx: Ctx, *, asked: Asked) -> schemas.CountOut:
    """Exactly how many answers the same filter finds."""
    told = await asked.read(ctx)
    return schemas.CountOut(count=await listing.how_many(ctx, period=told.period, narrow=told.narrow))


routes: Sequence[ControllerRouterHandler] = [
    get_speed,
    get_speed_breakdown,
    get_channel_preference,
    list_responses,
    count_responses,
    *export_routes.routes,
]
