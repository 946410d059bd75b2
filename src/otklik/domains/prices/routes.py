"""HTTP of prices."""

from collections.abc import Sequence

from litestar import get, put
from litestar.types import ControllerRouterHandler

from otklik.channels.contract import Price
from otklik.domains.prices import schemas, service
from otklik.platform.context import Ctx
from otklik.platform.web import API


@get(f"{API}/prices", permission="channels.read")
async def list_prices(ctx: Ctx) -> list[schemas.KindPrices]:
    """What messages cost, by kind of channel and country."""
    return await service.listing(ctx)


@put(f"{API}/prices", permission="channels.write")
async def save_prices(ctx: Ctx, data: schemas.PricesIn) -> list[schemas.KindPrices]:
    """Write down all the prices of one kind; messages sent before keep theirs."""
    prices = [Price(micros=row.micros, currency=row.currency, country=row.country) for row in data.rows]
    await service.save(ctx, kind=data.kind, prices=prices)
    return await service.listing(ctx)


routes: Sequence[ControllerRouterHandler] = [list_prices, save_prices]
