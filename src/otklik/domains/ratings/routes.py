"""HTTP of ratings: the report, the company's choices, and the page that letters link to."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post, put
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.ratings import page, rules, schemas
from otklik.domains.ratings.errors import RatingNotFound
from otklik.domains.ratings.queries import Narrow
from otklik.domains.ratings.service import choosing, paging, reporting
from otklik.platform.context import Ctx, Parts
from otklik.platform.i18n import DEFAULT
from otklik.platform.plainpage import HEADERS
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Start = Annotated[datetime | None, QueryParameter(name="from", required=False)]
End = Annotated[datetime | None, QueryParameter(name="to", required=False)]
Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]


@get(f"{API}/ratings/report", permission="ratings.read")
async def get_rating_report(
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
) -> schemas.RatingReport:
    """What customers asked between two moments said, the last 30 days by default."""
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id)
    return await reporting.report(ctx, period=rules.period(start, end, now=ctx.now()), narrow=narrow)


@get(f"{API}/ratings", permission="ratings.read")
async def list_ratings(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    bad: bool | None = None,
    commented: bool = False,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.RatingOut]:
    """The ratings behind a figure, the latest asked first."""
    size = page_size(limit)
    found = await reporting.listing(
        ctx,
        period=rules.period(start, end, now=ctx.now()),
        narrow=Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, bad=bad, commented=commented),
        before=decode_position(cursor),
        limit=size + 1,
    )
    shown = found[:size]
    more = len(found) > size
    return Page(items=shown, next_cursor=encode_position(shown[-1].asked_at, shown[-1].id) if more else None)


@get(f"{API}/ratings/settings", permission="ratings.read")
async def get_rating_settings(ctx: Ctx) -> schemas.RatingChoices:
    """How customers are asked."""
    return await choosing.get(ctx)


@put(f"{API}/ratings/settings", permission="ratings.write")
async def put_rating_settings(ctx: Ctx, data: schemas.RatingChoices) -> schemas.RatingChoices:
    """Choose whether and how customers are asked; what was asked before stays as it was."""
    return await choosing.put(ctx, data)


@get("/rate/{token:str}", public=True, include_in_schema=False)
async def show_rating_page(parts: Parts, token: str) -> Response[str]:
    """The page of a letter."""
    return await _answer(paging.show(parts, token))


@post("/rate/{token:str}", public=True, include_in_schema=False, status_code=200)
async def take_rating_page(
    parts: Parts, token: str, data: Annotated[schemas.Given, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[str]:
    """What was chosen on it."""
    return await _answer(paging.take(parts, token, data))


async def _answer(body: Awaitable[str]) -> Response[str]:
    """People see a page, not an error of the API."""
    try:
        return Response(await body, media_type="text/html", headers=HEADERS)
    except RatingNotFound:
        return Response(page.closed(DEFAULT), media_type="text/html", headers=HEADERS, status_code=404)


routes: Sequence[ControllerRouterHandler] = [
    get_rating_report,
    list_ratings,
    get_rating_settings,
    put_rating_settings,
    show_rating_page,
    take_rating_page,
]
