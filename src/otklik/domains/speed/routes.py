"""HTTP of the speed screen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.speed import rules, schemas, service
from otklik.domains.speed.queries import Narrow
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Start = Annotated[datetime | None, QueryParameter(name="from", required=False)]
End = Annotated[datetime | None, QueryParameter(name="to", required=False)]
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
) -> schemas.SpeedOut:
    """First and any response between two moments, the last seven days by default."""
    period = rules.period(start, end, now=ctx.now())
    return await service.report(ctx, period=period, narrow=Narrow(channel_id=channel_id, operator_id=operator_id))


@get(f"{API}/speed/responses", permission="speed.read")
async def list_responses(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    first: bool | None = None,
    in_hours: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.ResponseOut]:
    """The answers behind a figure, latest first."""
    size = page_size(limit)
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, first=first, in_hours=in_hours)
    found = await service.responses(
        ctx,
        period=rules.period(start, end, now=ctx.now()),
        narrow=narrow,
        before=decode_position(cursor),
        limit=size + 1,
    )
    shown = found[:size]
    more = len(found) > size
    return Page(items=shown, next_cursor=encode_position(shown[-1].answered_at, shown[-1].id) if more else None)


routes: Sequence[ControllerRouterHandler] = [get_speed, list_responses]
