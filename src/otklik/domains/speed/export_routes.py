"""HTTP of speed's tables for a spreadsheet."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from otklik.domains.speed import rules
from otklik.domains.speed.parameters import ANSWERS, FIGURES, Asked, Target
from otklik.domains.speed.service import exporting
from otklik.platform.context import Ctx
from otklik.platform.sheets import Kind
from otklik.platform.web import API

Format = Annotated[Kind, QueryParameter(name="format", required=False)]


@get(f"{API}/speed/export", permission="speed.read", dependencies=FIGURES)
async def export_speed(
    ctx: Ctx, *, asked: Asked, kind: Format = Kind.CSV, target_seconds: Target = rules.TARGET_SECONDS
) -> Stream:
    """The report and its breakdowns as a table; seconds, empty where there is not enough data."""
    told = await asked.read(ctx)
    return await exporting.report(ctx, kind, period=told.period, narrow=told.narrow, target_seconds=target_seconds)


@get(f"{API}/speed/responses/export", permission="speed.read", dependencies=ANSWERS)
async def export_responses(ctx: Ctx, *, asked: Asked, kind: Format = Kind.CSV) -> Stream:
    """The answers behind a figure as a table, 50,000 at most."""
    told = await asked.read(ctx)
    return await exporting.answers(ctx, kind, period=told.period, narrow=told.narrow)


routes: Sequence[ControllerRouterHandler] = [export_speed, export_responses]
