"""Names of events and attributes the company has seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.activity.models import Attribute, FactName, FactTotal
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

NAMES_MAX: Final = 1_000
COUNTED_MAX: Final = 100_000

_VALUES: Final = text(f"""
SELECT name, count(*) FROM (
    SELECT jsonb_object_keys(attributes) AS name FROM contacts
    WHERE workspace_id = :workspace AND attributes <> '{{}}' LIMIT {COUNTED_MAX}
) AS told GROUP BY name
""")  # noqa: S608 - a constant of this file
_SAMPLES: Final = text("""
SELECT DISTINCT ON (told.key) told.key, told.value FROM (
    SELECT attributes FROM contacts WHERE workspace_id = :workspace AND attributes <> '{}' LIMIT 10000
) AS chosen, jsonb_each(chosen.attributes) AS told
ORDER BY told.key
""")
_FORGET_VALUES: Final = text("""
WITH chosen AS (
    SELECT id FROM contacts WHERE workspace_id = :workspace AND attributes ? :name LIMIT :limit FOR UPDATE
), gone AS (
    UPDATE contacts SET attributes = attributes - CAST(:name AS text)
    FROM chosen WHERE contacts.id = chosen.id RETURNING 1
)
SELECT count(*) FROM gone
""")


async def fact_names(ctx: Ctx) -> Sequence[FactName]:
    query = scoped(ctx, FactName).order_by(FactName.count.desc(), FactName.name).limit(NAMES_MAX)
    return (await ctx.session.scalars(query, execution_options={"populate_existing": True})).all()


async def describe_fact_name(ctx: Ctx, name: str, description: str) -> bool:
    one = update(FactName).where(FactName.workspace_id == ctx.workspace_id, FactName.name == name)
    return await ctx.session.scalar(one.values(description=description).returning(FactName.name)) is not None


async def forget_fact_name(ctx: Ctx, name: str) -> None:
    for model in (FactTotal, FactName):
        await ctx.session.execute(delete(model).where(model.workspace_id == ctx.workspace_id, model.name == name))


async def attributes(ctx: Ctx) -> Sequence[Attribute]:
    query = scoped(ctx, Attribute).order_by(Attribute.name).limit(NAMES_MAX)
    return (await ctx.session.scalars(query, execution_options={"populate_existing": True})).all()


async def attributes_count(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Attribute).subquery())) or 0


async def values_count(ctx: Ctx) -> dict[str, int]:
    """Of each attribute: on how many cards it is."""
    return {row[0]: row[1] for row in await ctx.session.execute(_VALUES, {"workspace": ctx.workspace_id})}


async def samples(ctx: Ctx) -> dict[str, object]:
    """A value of each attribute that is on cards."""
    return {row[0]: row[1] for row in await ctx.session.execute(_SAMPLES, {"workspace": ctx.workspace_id})}


async def see_attributes(ctx: Ctx, kinds: Mapping[str, str], *, at: datetime) -> None:
    """These are there from now on; whose type was chosen before keeps it."""
    rows = [
        {"workspace_id": ctx.workspace_id, "name": name, "kind": kind, "created_at": at, "seen_at": at}
        for name, kind in sorted(kinds.items())
    ]
    if rows:
        new = insert(Attribute).values(rows)
        await ctx.session.execute(
            new.on_conflict_do_update(index_elements=["workspace_id", "name"], set_={"seen_at": at})
        )


async def save_attribute(ctx: Ctx, name: str, *, kind: str, description: str) -> bool:
    one = update(Attribute).where(Attribute.workspace_id == ctx.workspace_id, Attribute.name == name)
    return (
        await ctx.session.scalar(one.values(kind=kind, description=description).returning(Attribute.name)) is not None
    )


async def forget_attribute(ctx: Ctx, name: str) -> bool:
    gone = delete(Attribute).where(Attribute.workspace_id == ctx.workspace_id, Attribute.name == name)
    return await ctx.session.scalar(gone.returning(Attribute.name)) is not None


async def forget_values(ctx: Ctx, name: str, *, limit: int) -> int:
    given = {"workspace": ctx.workspace_id, "name": name, "limit": limit}
    return int(await ctx.session.scalar(_FORGET_VALUES, given) or 0)
