"""HTTP of goods: each handler is one verb."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from litestar import delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, Parameter

from otklik.domains.goods import service
from otklik.domains.goods.schemas import (
    CirclesIn,
    CirclesOut,
    FeedIn,
    FeedOut,
    GoodOut,
    GoodsIn,
    GoodsSummary,
    GoodsTaken,
)
from otklik.domains.goods.service import circles, feeding
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_cursor, encode_cursor, page_size

URL: Final = f"{API}/goods"
FEED: Final = f"{API}/goods-feed"
CIRCLES: Final = f"{API}/goods-circles"
UPLOAD_REQUEST_MAX: Final = feeding.UPLOAD_BYTES_MAX + 64 * 1024
BULK_BYTES_MAX: Final = 8 * 1024 * 1024
Query = Annotated[str, Parameter(max_length=200, description="Parts of the title, or how the id begins")]
Product = Annotated[Path, Parameter(schema_extra={"format": None})]
"""A path, for ids of shops have slashes; Litestar would describe it as an address."""
Category = Annotated[str, Parameter(max_length=200)]


@put(URL, permission="goods.write", request_max_body_size=BULK_BYTES_MAX)
async def put_goods(ctx: NamedDependency[Ctx], *, data: GoodsIn) -> GoodsTaken:
    """Take up to a thousand goods in, each judged alone; a good that is there already is put in its place."""
    return await service.put(ctx, data.goods)


@get(URL, permission="goods.read")
async def list_goods(
    ctx: NamedDependency[Ctx],
    *,
    q: Query = "",
    category: Category | None = None,
    available: bool | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[GoodOut]:
    """Goods by their ids."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    rows = await service.page(
        ctx, q=q, category=category, available=available, after=str(values[0]) if values else None, limit=size + 1
    )
    return Page(items=rows[:size], next_cursor=encode_cursor(rows[size - 1].product) if len(rows) > size else None)


@get(f"{API}/goods-summary", permission="goods.read")
async def get_goods_summary(ctx: NamedDependency[Ctx]) -> GoodsSummary:
    """How many goods there are, and in which categories."""
    return await service.summary(ctx)


@delete(f"{URL}/{{product:path}}", permission="goods.write")
async def delete_good(ctx: NamedDependency[Ctx], *, product: Product) -> None:
    """Take one out of the catalogue; a feed that still holds it brings it back."""
    await service.drop(ctx, str(product).removeprefix("/"))


@get(FEED, permission="goods.read")
async def get_goods_feed(ctx: NamedDependency[Ctx]) -> FeedOut:
    """Where goods are read from, and how the last load went."""
    return await feeding.get(ctx)


@put(FEED, permission="goods.write")
async def save_goods_feed(ctx: NamedDependency[Ctx], *, data: FeedIn) -> FeedOut:
    """Set the feed up; another address or format is loaded at once, in the background."""
    return await feeding.save(ctx, data)


@post(f"{FEED}/loads", permission="goods.write", status_code=202)
async def load_goods_feed(ctx: NamedDependency[Ctx], *, whole: bool = False) -> FeedOut:
    """Load the feed now, in the background. `whole`: it holds all there is, though it be less than half of before."""
    return await feeding.start(ctx, whole=whole)


@post(f"{FEED}/files", permission="goods.write", status_code=202, request_max_body_size=UPLOAD_REQUEST_MAX)
async def upload_goods(
    ctx: NamedDependency[Ctx],
    *,
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
    whole: bool = False,
) -> FeedOut:
    """Load a file, YML or CSV, packed with gzip or not, in the background. `whole`: as of `POST /goods-feed/loads`."""
    return await feeding.upload(ctx, name=data.filename, data=await data.read(), whole=whole)


@get(CIRCLES, permission="goods.read")
async def get_goods_circles(ctx: NamedDependency[Ctx]) -> CirclesOut:
    """By which segments customers are told apart for recommendations, and what each circle buys most."""
    return await circles.get(ctx)


@put(CIRCLES, permission="goods.write")
async def choose_goods_circles(ctx: NamedDependency[Ctx], *, data: CirclesIn) -> CirclesOut:
    """Choose up to five segments; the circles are counted at once, in the background."""
    return await circles.choose(ctx, data)


@post(f"{CIRCLES}/counts", permission="goods.write", status_code=202)
async def count_goods_circles(ctx: NamedDependency[Ctx]) -> CirclesOut:
    """Count what is bought most now, in the background."""
    return await circles.ask(ctx)


routes: Sequence[HTTPRouteHandler] = [
    put_goods,
    list_goods,
    get_goods_summary,
    delete_good,
    get_goods_feed,
    save_goods_feed,
    load_goods_feed,
    upload_goods,
    get_goods_circles,
    choose_goods_circles,
    count_goods_circles,
]
