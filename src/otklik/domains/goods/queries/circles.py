"""What is bought most, by everybody and in each circle: counted by a few statements over whole tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, case, func, insert, literal, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.goods.models import Circles, Good, GoodSeen, Top
from otklik.domains.goods.picks import EVERYBODY, LATELY_BOUGHT
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import in_bulk, scoped

TOP_MAX: Final = 60
BUYERS_MIN: Final = 3
"""Of a product in a circle: what fewer bought says nothing of the others, and might say who they are."""
SHOWN_MAX: Final = 5

_HOLD: Final = text("SELECT pg_advisory_xact_lock(hashtext('goods.circles'), hashtext(:workspace))")
_CLEAR: Final = text("DELETE FROM goods_tops WHERE workspace_id = :workspace")
_BOUGHT: Final = text("""
INSERT INTO goods_tops (workspace_id, scope, place, product, buyers)
SELECT :workspace, :scope, row_number() OVER (ORDER BY count(*) DESC, seen.product), seen.product, count(*)
FROM goods_seen AS seen JOIN goods ON goods.workspace_id = seen.workspace_id AND goods.product = seen.product
WHERE seen.workspace_id = :workspace AND seen.bought_at >= :since
GROUP BY seen.product ORDER BY count(*) DESC, seen.product LIMIT :limit
""")
_CATEGORIES: Final = text("""
WITH known AS (
    SELECT product, count(*) FILTER (WHERE bought_at >= :since) AS buyers, count(*) AS people
    FROM goods_seen WHERE workspace_id = :workspace GROUP BY product
), ranked AS (
    SELECT good.category, good.product, coalesce(known.buyers, 0) AS buyers,
           row_number() OVER (PARTITION BY good.category ORDER BY coalesce(known.buyers, 0) DESC,
                              coalesce(known.people, 0) DESC, good.product) AS place
    FROM goods AS good LEFT JOIN known ON known.product = good.product
    WHERE good.workspace_id = :workspace AND good.available AND good.category <> ''
)
INSERT INTO goods_tops (workspace_id, scope, place, product, buyers)
SELECT :workspace, 'category:' || category, place, product, buyers FROM ranked WHERE place <= :limit
""")
_SHOWN: Final = text(f"""
SELECT top.scope, top.product, good.title, top.buyers
FROM goods_tops AS top JOIN goods AS good ON good.workspace_id = top.workspace_id AND good.product = top.product
WHERE top.workspace_id = :workspace AND top.scope = ANY(CAST(:scopes AS text[])) AND top.place <= {SHOWN_MAX}
ORDER BY top.scope, top.place
""")  # noqa: S608 - a constant of this program


class Shown(NamedTuple):
    scope: str
    product: str
    title: str
    buyers: int


async def get(ctx: Ctx) -> Circles | None:
    return await ctx.session.scalar(scoped(ctx, Circles), execution_options={"populate_existing": True})


async def save(ctx: Ctx, values: Mapping[str, object]) -> None:
    statement = upsert(Circles).values(workspace_id=ctx.workspace_id, **values)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


async def hold(ctx: Ctx) -> None:
    """One count at a time in a company."""
    await ctx.session.execute(_HOLD, {"workspace": str(ctx.workspace_id)})


async def count(
    ctx: Ctx,
    members: Sequence[Select[Any]],
    *,
    since: datetime,
    lately: datetime,  # Any: a column of ids
) -> dict[int, int]:
    """Every top anew; how many buyers each circle has. `members`: of the segments by which circles are told apart."""
    given = {"workspace": ctx.workspace_id, "limit": TOP_MAX}
    async with in_bulk(ctx):
        await ctx.session.execute(_CLEAR, {"workspace": ctx.workspace_id})
        await ctx.session.execute(_BOUGHT, {**given, "scope": EVERYBODY, "since": since})
        await ctx.session.execute(_BOUGHT, {**given, "scope": LATELY_BOUGHT, "since": lately})
        await ctx.session.execute(_CATEGORIES, {**given, "since": lately})
        rows = await ctx.session.execute(_circles(ctx, members, since)) if members else ()
        return {int(circle): int(buyers) for circle, buyers in rows}


def _circles(ctx: Ctx, members: Sequence[Select[Any]], since: datetime) -> Select[Any, int]:
    """Puts the tops of the circles; gives how many buyers each has."""
    bought = (
        select(GoodSeen.contact_id, GoodSeen.product)
        .join(Good, and_(Good.workspace_id == GoodSeen.workspace_id, Good.product == GoodSeen.product))
        .where(GoodSeen.workspace_id == ctx.workspace_id, GoodSeen.bought_at >= since)
        .cte("bought")
    )
    buyers = select(bought.c.contact_id).distinct().cte("buyers")
    joined: Any = buyers  # Any: a join of ever more tables
    circle: Any = literal(0)
    for bit, each in enumerate(members):
        inside = each.subquery(f"inside_{bit}")
        member = inside.c[0]
        joined = joined.outerjoin(inside, member == buyers.c.contact_id)
        circle += case((member.is_not(None), 1 << bit), else_=0)
    placed = select(buyers.c.contact_id, circle.label("circle")).select_from(joined).cte("placed")
    put = insert(Top).from_select(["workspace_id", "scope", "place", "product", "buyers"], _tops(ctx, bought, placed))
    return select(placed.c.circle, func.count()).group_by(placed.c.circle).add_cte(put.cte("put"))


def _tops(ctx: Ctx, bought: Any, placed: Any) -> Select[WorkspaceId, str, Any, Any, Any]:  # Any: CTEs tell no types
    how_many = func.count()
    place = func.row_number().over(partition_by=placed.c.circle, order_by=(how_many.desc(), bought.c.product))
    ranked = (
        select(placed.c.circle, place.label("place"), bought.c.product, how_many.label("buyers"))
        .join(bought, bought.c.contact_id == placed.c.contact_id)
        .group_by(placed.c.circle, bought.c.product)
        .having(how_many >= BUYERS_MIN)
        .subquery("ranked")
    )
    return select(
        literal(ctx.workspace_id),
        func.concat("circle:", ranked.c.circle),
        ranked.c.place,
        ranked.c.product,
        ranked.c.buyers,
    ).where(ranked.c.place <= TOP_MAX)


async def shown(ctx: Ctx, scopes: Sequence[str]) -> list[Shown]:
    """The first of each."""
    rows = await ctx.session.execute(_SHOWN, {"workspace": ctx.workspace_id, "scopes": list(scopes)})
    return [Shown(*row) for row in rows]


async def companies(session: AsyncSession) -> list[WorkspaceId]:
    """Those that have goods."""
    return list(await session.scalars(select(Good.workspace_id).distinct()))
