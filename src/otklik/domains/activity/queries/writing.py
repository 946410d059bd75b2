"""How facts are written: one statement takes a block in, leaves repeats out and keeps every roll-up."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text

from otklik.domains.activity.rules import CURRENCY_DEFAULT
from otklik.platform.context import Ctx

COLUMNS: Final = (
    "id uuid, contact_id uuid, name text, at timestamptz, source text, key text, amount_minor bigint, currency text,"
    " properties jsonb, lines jsonb"
)
LINE: Final = "product text, title text, category text, quantity_thousandths bigint, price_minor bigint"
_CURRENCY: Final = f"""
coalesce((SELECT currency FROM rfm_settings WHERE workspace_id = :workspace), '{CURRENCY_DEFAULT}')
"""  # noqa: S608 - a constant of this program


class Written(NamedTuple):
    """A fact that was new; `root_id` is the person."""

    id: UUID
    root_id: UUID
    name: str
    at: datetime


def taking(given: str, *, root: str, lines: bool, names: bool) -> str:
    """Take in what the query `given` gives, `COLUMNS`; what was new is `new`, and `whose` with its person, `root`.

    `names`: the few rows of names too, which everybody writes; they are always the last that is held.
    """
    return f"""
WITH given AS ({given}),
own AS MATERIALIZED (SELECT {_CURRENCY} AS currency),
new AS (
    INSERT INTO facts (id, workspace_id, contact_id, name, at, received_at, source, key, amount_minor, currency,
                       properties, import_id)
    SELECT id, :workspace, contact_id, name, at, :now, source, key, amount_minor,
           CASE WHEN amount_minor IS NOT NULL THEN coalesce(given.currency, own.currency) END,
           coalesce(properties, '{{}}'), CAST(:import_id AS uuid)
    FROM given CROSS JOIN own
    ON CONFLICT (workspace_id, key) WHERE key IS NOT NULL DO NOTHING
    RETURNING id, contact_id, name, at, amount_minor, currency
), {_LINES if lines else ""}
whose AS (
    SELECT id, {root} AS root_id, name, at, amount_minor, currency FROM new
), totals AS (
    INSERT INTO fact_totals AS kept (workspace_id, contact_id, name, count, first_at, last_at, sum_minor)
    SELECT :workspace, root_id, name, count(*), min(at), max(at),
           coalesce(sum(amount_minor) FILTER (WHERE whose.currency = own.currency), 0)
    FROM whose CROSS JOIN own GROUP BY root_id, name ORDER BY root_id, name
    ON CONFLICT (contact_id, name) DO UPDATE
    SET count = kept.count + excluded.count, first_at = least(kept.first_at, excluded.first_at),
        last_at = greatest(kept.last_at, excluded.last_at), sum_minor = kept.sum_minor + excluded.sum_minor
    RETURNING 1
){_NAMES if names else ""}
"""  # noqa: S608 - every piece is one of this program's own constants


ADD_NAMES: Final = """
    ON CONFLICT (workspace_id, name) DO UPDATE
    SET count = kept.count + excluded.count, first_at = least(kept.first_at, excluded.first_at),
        last_at = greatest(kept.last_at, excluded.last_at)
"""
_NAMES: Final = f""", names AS (
    INSERT INTO fact_names AS kept (workspace_id, name, count, first_at, last_at)
    SELECT :workspace, name, count(*), min(at), max(at) FROM whose
    WHERE (SELECT count(*) FROM totals) >= 0  -- so roll-ups come before, whatever order PostgreSQL likes
    GROUP BY name ORDER BY name
    {ADD_NAMES}
)
"""  # noqa: S608 - as above
_LINES: Final = f"""lines AS (
    INSERT INTO purchase_lines (workspace_id, fact_id, number, contact_id, at, product, title, category,
                                quantity_thousandths, price_minor)
    SELECT :workspace, new.id, line.number, new.contact_id, new.at, line.product, coalesce(line.title, ''),
           coalesce(line.category, ''), line.quantity_thousandths, line.price_minor
    FROM new JOIN given ON given.id = new.id
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(given.lines) AS ({LINE})) WITH ORDINALITY
        AS line (product, title, category, quantity_thousandths, price_minor, number)
    WHERE given.lines IS NOT NULL
), """  # noqa: S608 - as above
ROOT: Final = "(SELECT root_id FROM contacts WHERE contacts.id = new.contact_id)"
"""The person of a fact that is new."""
_GIVEN: Final = f"SELECT * FROM jsonb_to_recordset(CAST(:facts AS jsonb)) AS fact ({COLUMNS})"  # noqa: S608 - as above
_RECORD: Final = text(
    f"{taking(_GIVEN, root=ROOT, lines=True, names=True)} SELECT id, root_id, name, at FROM whose"  # noqa: S608 - as above
)

_FORGET_TOTALS: Final = text("DELETE FROM fact_totals WHERE contact_id = ANY(:contacts) AND workspace_id = :workspace")
_COUNT_TOTALS: Final = f"""
INSERT INTO fact_totals (workspace_id, contact_id, name, count, first_at, last_at, sum_minor)
SELECT :workspace, contacts.root_id, facts.name, count(*), min(at), max(at),
       coalesce(sum(amount_minor) FILTER (WHERE currency = {_CURRENCY}), 0)
FROM {{source}}
GROUP BY contacts.root_id, facts.name
"""  # noqa: S608 - as above
_COUNT_SOME: Final = text(
    _COUNT_TOTALS.format(
        source="""unnest(CAST(:contacts AS uuid[])) AS person (id)
CROSS JOIN LATERAL (SELECT id, root_id FROM contacts WHERE contacts.root_id = person.id OFFSET 0) AS contacts
CROSS JOIN LATERAL (
    SELECT name, at, amount_minor, currency FROM facts WHERE facts.contact_id = contacts.id OFFSET 0
) AS facts"""
    )
)
"""OFFSET makes it a look-up for each card: of tables not analysed lately all facts of the company were read else."""
_COUNT_ALL: Final = text(
    _COUNT_TOTALS.format(
        source="facts JOIN contacts ON contacts.id = facts.contact_id WHERE facts.workspace_id = :workspace"
    )
)
_COUNT_NAMES: Final = text("""
INSERT INTO fact_names AS kept (workspace_id, name, count, first_at, last_at)
SELECT :workspace, name, count(*), min(at), max(at) FROM facts WHERE workspace_id = :workspace GROUP BY name
ON CONFLICT (workspace_id, name) DO UPDATE
SET count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at
""")
_FORGET_NAMES: Final = text("""
DELETE FROM fact_names WHERE workspace_id = :workspace AND description = ''
    AND NOT EXISTS (SELECT 1 FROM facts WHERE facts.workspace_id = :workspace AND facts.name = fact_names.name)
""")


async def record(ctx: Ctx, facts: str) -> list[Written]:
    """Write the block, `facts` as a JSON list; those that were new. Hold the people first (contacts.hold_people)."""
    given = {"facts": facts, "workspace": ctx.workspace_id, "now": ctx.now(), "import_id": None}
    return [Written(*row) for row in await ctx.session.execute(_RECORD, given)]


async def recount(ctx: Ctx, root_ids: Collection[UUID]) -> None:
    """Count these people's roll-ups anew; of a card that is no root any more nothing is kept."""
    given = {"contacts": list(root_ids), "workspace": ctx.workspace_id}
    await ctx.session.execute(_FORGET_TOTALS, given)
    await ctx.session.execute(_COUNT_SOME, given)


async def recount_everything(ctx: Ctx) -> None:
    """The company's roll-ups and counts of names from its facts, as if nothing had been kept."""
    given = {"workspace": ctx.workspace_id}
    await ctx.session.execute(text("DELETE FROM fact_totals WHERE workspace_id = :workspace"), given)
    await ctx.session.execute(_COUNT_ALL, given)
    await recount_names(ctx)


async def recount_names(ctx: Ctx) -> None:
    given = {"workspace": ctx.workspace_id}
    await ctx.session.execute(_COUNT_NAMES, given)
    await ctx.session.execute(_FORGET_NAMES, given)
