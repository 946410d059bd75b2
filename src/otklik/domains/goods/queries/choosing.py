"""What goods are chosen from: a block's people are looked up one by one (ADR 52), goods by their ids."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from otklik.domains.goods.picks import Seen
from otklik.domains.goods.queries.seeing import KEPT_MAX
from otklik.domains.templates.service.goods import Good
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx
from otklik.platform.db import by_key

_HISTORY: Final = text(f"""
SELECT asked.id, one.product, one.category, one.looked, one.viewed, one.carted, one.bought
FROM unnest(:roots) AS asked (id)
CROSS JOIN LATERAL (
    SELECT product, category, last_at, bought_at IS NOT NULL AS bought,
           count > 0 AND last_at >= :since AS looked,
           count > 0 AND last_at >= :since AND (bought_at IS NULL OR bought_at < last_at) AS viewed,
           coalesce(carted_at >= :since AND (bought_at IS NULL OR bought_at < carted_at), false) AS carted
    FROM goods_seen WHERE contact_id = asked.id
    ORDER BY last_at DESC, product LIMIT {KEPT_MAX}
) AS one
ORDER BY one.last_at DESC, one.product
""")  # noqa: S608 - a constant of this program
"""By the person alone, row-level security says whose they are: asked for the company too, a table that nobody analysed
yet was gone through whole for each (14 s for a thousand people of 20,000, then 0.15 s)."""
_TOPS: Final = text("""
SELECT asked.scope, one.product
FROM unnest(CAST(:scopes AS text[])) AS asked (scope)
CROSS JOIN LATERAL (
    SELECT top.product, top.place FROM goods_tops AS top
    WHERE top.workspace_id = :workspace AND top.scope = asked.scope ORDER BY top.place OFFSET 0
) AS one
CROSS JOIN LATERAL (
    SELECT 1 FROM goods WHERE workspace_id = :workspace AND product = one.product AND available OFFSET 0
) AS good
ORDER BY asked.scope, one.place
""")
_GOODS: Final = text("""
SELECT good.* FROM unnest(CAST(:products AS text[])) AS asked (product)
CROSS JOIN LATERAL (
    SELECT product, title, url, image_url, price_minor, old_price_minor, coalesce(currency, '') AS currency, category,
           stock
    FROM goods WHERE workspace_id = :workspace AND product = asked.product AND available OFFSET 0
) AS good
""")


async def histories(ctx: Ctx, roots: Collection[UUID], *, since: datetime) -> Mapping[UUID, Sequence[Seen]]:
    """What each looked at, the newest first; nobody who looked at nothing."""
    found = defaultdict[UUID, list[Seen]](list)
    given = {"roots": uuids(roots), "since": since}
    async with by_key(ctx):
        rows = await ctx.session.execute(_HISTORY, given)
    for root_id, *seen in rows:
        found[root_id].append(Seen(*seen))
    return found


async def tops(ctx: Ctx, scopes: Collection[str]) -> Mapping[str, Sequence[str]]:
    """What is bought most in each, the first first; of what can be bought now."""
    found = defaultdict[str, list[str]](list)
    async with by_key(ctx):
        rows = await ctx.session.execute(_TOPS, {"scopes": list(scopes), "workspace": ctx.workspace_id})
    for scope, product in rows:
        found[scope].append(product)
    return found


async def goods(ctx: Ctx, products: Collection[str]) -> dict[str, Good]:
    """Those of them that can be bought now, by their ids."""
    async with by_key(ctx):
        rows = await ctx.session.execute(_GOODS, {"products": list(products), "workspace": ctx.workspace_id})
    return {row.product: Good(**row._asdict()) for row in rows}
