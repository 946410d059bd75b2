"""Goods as rows: a block is taken in by one statement, whatever of it is new; pages and counts."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import delete, exists, func, select, text

from otklik.domains.goods.models import Good
from otklik.domains.goods.rules import Before, Now
from otklik.domains.goods.schemas import Source
from otklik.platform.context import Ctx
from otklik.platform.db import by_key, scoped

CATEGORIES_MAX: Final = 500
_COLUMNS: Final = (
    "product text, title text, url text, image_url text, category text, price_minor bigint, old_price_minor bigint,"
    " currency text, available boolean, stock bigint"
)
_SAID: Final = "title, url, image_url, category, price_minor, old_price_minor, currency, available, stock"
_KEPT: Final = ", ".join(f"kept.{name}" for name in _SAID.split(", "))
_EXCLUDED: Final = ", ".join(f"excluded.{name}" for name in _SAID.split(", "))
_HELD: Final = ", ".join(f"goods.{name}" for name in _SAID.split(", "))
_NEW: Final = ", ".join(f"put.{name}" for name in _SAID.split(", "))
_OLD: Final = ", ".join(f"before.{name}" for name in _SAID.split(", "))
_SET: Final = ", ".join(f"{name} = excluded.{name}" for name in _SAID.split(", "))
_PUT: Final = text(f"""
WITH given AS (
    SELECT DISTINCT ON (product) * FROM ROWS FROM (
        jsonb_to_recordset(CAST(:goods AS jsonb)) AS ({_COLUMNS})
    ) WITH ORDINALITY AS good ({", ".join(one.split()[0] for one in _COLUMNS.split(", "))}, number)
    ORDER BY product, number DESC
), before AS MATERIALIZED (
    SELECT goods.product AS known, goods.gone_at, {_HELD} FROM given CROSS JOIN LATERAL (
        SELECT * FROM goods WHERE workspace_id = :workspace AND product = given.product OFFSET 0
    ) AS goods  -- a look-up each: where goods are not analysed yet, all were gone through for each row else
), put AS (
    INSERT INTO goods AS kept (workspace_id, product, {_SAID}, source, created_at, updated_at, feed_round, gone_at)
    SELECT :workspace, product, {_SAID}, :source, :now, :now, CAST(:round AS uuid),
           CASE WHEN NOT available THEN CAST(:now AS timestamptz) END
    FROM given ORDER BY product
    ON CONFLICT (workspace_id, product) DO UPDATE
    SET {_SET}, source = excluded.source, feed_round = coalesce(excluded.feed_round, kept.feed_round),
        updated_at = CASE WHEN ({_KEPT}) IS DISTINCT FROM ({_EXCLUDED}) THEN :now ELSE kept.updated_at END,
        gone_at = CASE WHEN excluded.available THEN NULL WHEN kept.available THEN excluded.gone_at ELSE kept.gone_at END
    WHERE ({_KEPT}, kept.source, kept.feed_round) IS DISTINCT FROM
          ({_EXCLUDED}, excluded.source, coalesce(excluded.feed_round, kept.feed_round))
    RETURNING product, {_SAID}
)
SELECT put.*, before.known IS NOT NULL AS known, before.available AS was_available,
       before.price_minor AS was_price_minor, before.currency AS was_currency, before.gone_at
FROM put LEFT JOIN before ON before.known = put.product
WHERE before.known IS NULL OR ({_NEW}) IS DISTINCT FROM ({_OLD})
""")  # noqa: S608 - every piece is one of this program's own constants


class Change(NamedTuple):
    """A good that is new, or not what it was; `before` None: it is new."""

    now: Now
    before: Before | None


async def put(ctx: Ctx, rows: Sequence[dict[str, object]], *, source: Source, feed_round: UUID | None) -> list[Change]:
    """Write the block; of the same product twice the last one counts. Hold the catalogue first (`hold`)."""
    given = {
        "goods": msgspec.json.encode(rows).decode(),
        "workspace": ctx.workspace_id,
        "now": ctx.now(),
        "source": source,
        "round": feed_round,
    }
    return [
        Change(
            now=Now(
                product=row.product,
                title=row.title,
                url=row.url,
                image_url=row.image_url,
                category=row.category,
                available=row.available,
                price_minor=row.price_minor,
                currency=row.currency,
            ),
            before=Before(
                available=row.was_available,
                price_minor=row.was_price_minor,
                currency=row.was_currency,
                gone_at=row.gone_at,
            )
            if row.known
            else None,
        )
        for row in await ctx.session.execute(_PUT, given)
    ]


async def hold(ctx: Ctx) -> None:
    """Nobody else writes the company's goods until the transaction ends: a change is seen once, by one of them."""
    given = {"workspace": str(ctx.workspace_id)}
    await ctx.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('goods'), hashtext(:workspace))"), given)


async def page(
    ctx: Ctx, *, q: str, category: str | None, available: bool | None, after: str | None, limit: int
) -> Sequence[Good]:
    """By product. A search reads all of the company's goods (docs/adr/0058-a-catalogue-of-our-own.md)."""
    query = scoped(ctx, Good).order_by(Good.product).limit(limit)
    if after is not None:
        query = query.where(Good.product > after)
    if category is not None:
        query = query.where(Good.category == category)
    if available is not None:
        query = query.where(Good.available == available)
    for word in q.split():
        query = query.where(
            Good.title.icontains(word, autoescape=True) | Good.product.istartswith(word, autoescape=True)
        )
    return (await ctx.session.scalars(query, execution_options={"populate_existing": True})).all()


_TITLES: Final = text("""
SELECT good.product, good.title FROM unnest(CAST(:products AS text[])) AS asked (product)
CROSS JOIN LATERAL (
    SELECT product, title FROM goods WHERE workspace_id = :workspace AND product = asked.product OFFSET 0
) AS good
""")


async def titles(ctx: Ctx, products: Collection[str]) -> dict[str, str]:
    """Of those that are there, whether they can be bought or not."""
    async with by_key(ctx):
        rows = await ctx.session.execute(_TITLES, {"products": list(products), "workspace": ctx.workspace_id})
    return {row[0]: row[1] for row in rows}


async def drop(ctx: Ctx, product: str) -> bool:
    gone = delete(Good).where(Good.workspace_id == ctx.workspace_id, Good.product == product)
    return await ctx.session.scalar(gone.returning(Good.product)) is not None


async def are_there(ctx: Ctx) -> bool:
    """Whether the company has any goods."""
    return bool(await ctx.session.scalar(select(exists(scoped(ctx, Good)))))


async def how_many(ctx: Ctx) -> tuple[int, int]:
    """(goods, available ones)."""
    counted = select(func.count(), func.count().filter(Good.available)).where(Good.workspace_id == ctx.workspace_id)
    row = (await ctx.session.execute(counted)).one()
    return row[0], row[1]


async def categories(ctx: Ctx) -> list[tuple[str, int]]:
    """With how many goods each, the largest first."""
    counted = (
        select(Good.category, func.count().label("goods"))
        .where(Good.workspace_id == ctx.workspace_id, Good.category != "")
        .group_by(Good.category)
        .order_by(func.count().desc(), Good.category)
        .limit(CATEGORIES_MAX)
    )
    return [(row[0], row[1]) for row in await ctx.session.execute(counted)]
