"""HTTP of speed's tables for a spreadsheet."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from otklik.domains.speed import rules
from otklik.domains.speed.parameters import End, Hour, Seconds, Start, Target
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import Clock
from otklik.domains.speed.service import exporting, reporting
from otklik.platform.context import Ctx
from otklik.platform.sheets import Kind
from otklik.platform.web import API

Format = Annotated[Kind, QueryParameter(name="format", required=False)]


@get(f"{API}/speed/export", permission="speed.read")
async def export_speed(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    kind: Format = Kind.CSV,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    clock: Clock = Clock.WALL,
    target_seconds: Target = rules.TARGET_SECONDS,
) -> Stream:
    """The report and its breakdowns as a table; seconds, empty where there is not enough data."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, clock=clock, zone=zone)
    period = rules.period(start, end, now=ctx.now(), zone=zone)
    return await exporting.report(ctx, kind, period=period, narrow=narrow, target_seconds=target_seconds)


@get(f"{API}/speed/responses/export", permission="speed.read")
async def export_responses(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    kind: Format = Kind.CSV,
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
) -> Stream:
    """The answers behind a figure as a table, 50,000 at most."""
    zone = await reporting.time_zone(ctx)
    narrow = Narrow(channel_id, operator_id, team_id, first, in_hours, hour, seconds_min, seconds_max, clock, zone)
    period = rules.period(start, end, now=ctx.now(), zone=zone)
    return await exporting.answers(ctx, kind, period=period, narrow=narrow)


routes: Sequence[ControllerRouterHandler] = [export_speed, export_responses]
