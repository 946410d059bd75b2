"""What people looked at, kept from facts: a block costs a few statements, however many people are in it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx
from otklik.platform.db import by_key

VIEWED: Final = "product_viewed"
CARTED: Final = "cart_updated"
BOUGHT: Final = "purchase"
NAMES: Final = frozenset({VIEWED, CARTED, BOUGHT})
KEPT_MAX: Final = 50
"""Products of a person; the ones looked at longest ago go."""
NAMED_MAX: Final = 100
"""Products that one fact may name."""
FACTS_READ: Final = 1_000
"""Of each card, the latest, when a person is counted anew."""

_ITEMS: Final = """
SELECT item.value FROM jsonb_array_elements(
    CASE jsonb_typeof(given.properties -> '{name}') WHEN 'array' THEN given.properties -> '{name}' ELSE '[]' END
) AS item (value)
"""
_NAMED: Final = f"""
SELECT btrim(CASE jsonb_typeof(told.value)
    WHEN 'object' THEN coalesce(told.value ->> 'product', told.value ->> 'id')
    WHEN 'string' THEN told.value #>> '{{}}'
    WHEN 'number' THEN told.value #>> '{{}}'
END) AS product
FROM (
    SELECT given.properties -> 'product' AS value
    UNION ALL {_ITEMS.format(name="products")}
    UNION ALL {_ITEMS.format(name="items")}
) AS told
LIMIT {NAMED_MAX}
"""  # noqa: S608 - constants of this program
"""Products that the properties of a fact name: `product`, or `products` or `items` with ids or with goods in them."""


def _keeping(given: str) -> str:
    """Keep what the query `given` gives: facts (id, name, at, properties) with their person, root_id.

    OFFSET makes a good a look-up: where goods are not analysed yet, all of them were gone through for each row else.
    """
    return f"""
WITH given AS MATERIALIZED ({given}), told AS (
    SELECT given.root_id, given.name, given.at, named.product
    FROM given CROSS JOIN LATERAL ({_NAMED}) AS named
    UNION ALL
    SELECT given.root_id, given.name, given.at, line.product
    FROM given JOIN purchase_lines AS line ON line.fact_id = given.id
), seen AS (
    SELECT root_id, product, count(*) FILTER (WHERE name = '{VIEWED}') AS count, min(at) AS first_at,
           max(at) FILTER (WHERE name <> '{BOUGHT}') AS looked_at,
           max(at) FILTER (WHERE name = '{CARTED}') AS carted_at,
           max(at) FILTER (WHERE name = '{BOUGHT}') AS bought_at
    FROM told WHERE length(product) BETWEEN 1 AND 200 GROUP BY root_id, product
), put AS (
    INSERT INTO goods_seen AS kept (workspace_id, contact_id, product, category, count, first_at, last_at, carted_at,
                                    bought_at)
    SELECT :workspace, root_id, seen.product, coalesce(good.category, ''), count, first_at,
           coalesce(looked_at, bought_at), carted_at, bought_at
    FROM seen LEFT JOIN LATERAL (
        SELECT category FROM goods WHERE workspace_id = :workspace AND product = seen.product OFFSET 0
    ) AS good ON true
    ORDER BY root_id, seen.product
    ON CONFLICT (contact_id, product) DO UPDATE
    SET category = coalesce(nullif(excluded.category, ''), kept.category), count = kept.count + excluded.count,
        first_at = least(kept.first_at, excluded.first_at),
        last_at = CASE WHEN excluded.count = 0 AND excluded.carted_at IS NULL THEN kept.last_at
                       ELSE greatest(kept.last_at, excluded.last_at) END,
        carted_at = greatest(kept.carted_at, excluded.carted_at),
        bought_at = greatest(kept.bought_at, excluded.bought_at)
    RETURNING contact_id, xmax = 0 AS fresh
)
SELECT DISTINCT contact_id FROM put WHERE fresh
"""  # noqa: S608 - as above


_KEEP: Final = text(
    _keeping("""
    SELECT facts.id, facts.name, facts.at, facts.properties, told.root_id
    FROM ROWS FROM (unnest(:facts), unnest(:roots)) AS told (id, root_id) JOIN facts ON facts.id = told.id
""")
)
_COUNT: Final = text(
    _keeping(f"""
    SELECT fact.id, fact.name, fact.at, fact.properties, person.id AS root_id
    FROM unnest(:roots) AS person (id)
    CROSS JOIN LATERAL (
        SELECT id FROM contacts WHERE root_id = person.id AND workspace_id = :workspace OFFSET 0
    ) AS card
    CROSS JOIN LATERAL (
        SELECT id, name, at, properties FROM facts
        WHERE contact_id = card.id AND at >= :since AND name IN ('{VIEWED}', '{CARTED}', '{BOUGHT}')
        ORDER BY at DESC LIMIT {FACTS_READ}
    ) AS fact
""")  # noqa: S608 - as above
)
_TRIM: Final = text(f"""
WITH placed AS (
    SELECT one.contact_id, one.product FROM unnest(:people) AS person (id)
    CROSS JOIN LATERAL (
        SELECT contact_id, product FROM goods_seen WHERE contact_id = person.id
        ORDER BY last_at DESC, product OFFSET {KEPT_MAX}
    ) AS one
)
DELETE FROM goods_seen USING placed
WHERE goods_seen.contact_id = placed.contact_id AND goods_seen.product = placed.product
""")  # noqa: S608 - as above
_FORGET: Final = text("DELETE FROM goods_seen WHERE contact_id = ANY(:roots) AND workspace_id = :workspace")
_PEOPLE: Final = text("""
SELECT id FROM contacts WHERE workspace_id = :workspace AND merged_into_id IS NULL AND id > :after
ORDER BY id LIMIT :limit
""")


async def keep(ctx: Ctx, fact_ids: Sequence[UUID], root_ids: Sequence[UUID]) -> None:
    """What these new facts name; the person of each is at its place in `root_ids`."""
    given = {"facts": uuids(fact_ids), "roots": uuids(root_ids), "workspace": ctx.workspace_id}
    async with by_key(ctx):
        await _trim(ctx, list(await ctx.session.scalars(_KEEP, given)))


async def recount(ctx: Ctx, root_ids: Collection[UUID], *, since: datetime) -> None:
    """From their facts, as if nothing had been kept; of a card that is no root any more nothing is."""
    given = {"roots": uuids(root_ids), "workspace": ctx.workspace_id, "since": since}
    async with by_key(ctx):
        await ctx.session.execute(_FORGET, given)
        await _trim(ctx, list(await ctx.session.scalars(_COUNT, given)))


async def people_after(ctx: Ctx, after: UUID, *, limit: int) -> list[UUID]:
    """In order of their ids."""
    given = {"workspace": ctx.workspace_id, "after": after, "limit": limit}
    return list(await ctx.session.scalars(_PEOPLE, given))


async def _trim(ctx: Ctx, people: Sequence[UUID]) -> None:
    if people:
        await ctx.session.execute(_TRIM, {"people": uuids(people)})
