"""HTTP of goods: each handler is one verb."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.goods import service
from otklik.domains.goods.schemas import GoodOut, GoodsIn, GoodsSummary, GoodsTaken
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_cursor, encode_cursor, page_size

URL: Final = f"{API}/goods"
BULK_BYTES_MAX: Final = 8 * 1024 * 1024
Query = Annotated[str, Parameter(max_length=200, description="Parts of the title, or how the id begins")]
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
async def delete_good(ctx: NamedDependency[Ctx], *, product: Path) -> None:
    """Take one out of the catalogue; a feed that still holds it brings it back."""
    await service.drop(ctx, str(product).removeprefix("/"))  # a path, for ids of shops have slashes


routes: Sequence[HTTPRouteHandler] = [put_goods, list_goods, get_goods_summary, delete_good]
