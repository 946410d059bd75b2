"""RFM over the roll-ups: everybody's place is counted by one statement."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.activity import groups
from otklik.domains.activity.models import FactName, RfmChoices, RfmMove, RfmScore
from otklik.domains.activity.rules import PURCHASE
from otklik.domains.contacts.models import Contact
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import in_bulk, scoped

MOVES_MAX: Final = 50

_CELLS: Final = ", ".join(f"({recency}, {value}, '{name}')" for recency, value, name in groups.cells())
_FIFTH: Final = f"least({groups.FIFTHS}, floor(percent_rank() OVER (ORDER BY {{by}}) * {groups.FIFTHS}) + 1)::int"
_COUNT: Final = text(f"""
WITH ranked AS (
    SELECT contact_id, count, sum_minor, last_at,
           {_FIFTH.format(by="date_trunc('day', last_at)")} AS recency,
           {_FIFTH.format(by="count")} AS frequency,
           {_FIFTH.format(by="sum_minor")} AS money
    FROM fact_totals WHERE workspace_id = :workspace AND name = '{PURCHASE}'
), placed AS MATERIALIZED (
    SELECT ranked.*, cell.value, cell.name AS "group",
           (SELECT count(*) FROM unnest(CAST(:levels AS bigint[])) AS level (since) WHERE sum_minor >= since) AS level
    FROM ranked JOIN (VALUES {_CELLS}) AS cell (recency, value, name)
        ON cell.recency = ranked.recency AND cell.value = (ranked.frequency + ranked.money + 1) / 2
), gone AS (
    DELETE FROM rfm_scores WHERE workspace_id = :workspace
        AND NOT EXISTS (SELECT 1 FROM placed WHERE placed.contact_id = rfm_scores.contact_id)
    RETURNING contact_id
), last AS (
    SELECT DISTINCT ON (card.root_id) card.root_id, move."group"
    FROM rfm_moves AS move JOIN contacts AS card ON card.id = move.contact_id
    WHERE move.workspace_id = :workspace
        AND NOT EXISTS (SELECT 1 FROM rfm_scores AS old WHERE old.contact_id = card.root_id)
    ORDER BY card.root_id, move.at DESC, move.contact_id DESC
), moved AS (
    INSERT INTO rfm_moves (workspace_id, contact_id, at, "group")
    SELECT :workspace, placed.contact_id, :now, placed."group"
    FROM placed LEFT JOIN rfm_scores old ON old.contact_id = placed.contact_id
    LEFT JOIN last ON last.root_id = placed.contact_id
    WHERE placed."group" IS DISTINCT FROM coalesce(old."group", last."group")
    UNION ALL SELECT :workspace, contact_id, :now, '' FROM gone
    ON CONFLICT DO NOTHING
    RETURNING 1
), saved AS (
    INSERT INTO rfm_scores AS kept (workspace_id, contact_id, recency, frequency, money, value, "group", level,
                                    purchases, spent_minor, last_at)
    SELECT :workspace, contact_id, recency, frequency, money, value, "group", level, count, sum_minor, last_at
    FROM placed ORDER BY contact_id
    ON CONFLICT (contact_id) DO UPDATE
    SET recency = excluded.recency, frequency = excluded.frequency, money = excluded.money, value = excluded.value,
        "group" = excluded."group", level = excluded.level, purchases = excluded.purchases,
        spent_minor = excluded.spent_minor, last_at = excluded.last_at
    WHERE (kept.recency, kept.frequency, kept.money, kept.level, kept.purchases, kept.spent_minor, kept.last_at)
        IS DISTINCT FROM (excluded.recency, excluded.frequency, excluded.money, excluded.level, excluded.purchases,
                          excluded.spent_minor, excluded.last_at)
)
SELECT (SELECT count(*) FROM placed), (SELECT count(*) FROM moved)
""")  # noqa: S608 - every piece is one of this program's own constants
_HOLD: Final = text("SELECT pg_advisory_xact_lock(hashtext('activity.rfm'), hashtext(:workspace))")


class Cell(NamedTuple):
    recency: int
    value: int
    group: str
    people: int
    purchases: int
    spent_minor: int


class Level(NamedTuple):
    level: int
    people: int


async def count(ctx: Ctx, *, levels: Sequence[int]) -> tuple[int, int]:
    """Everybody's place anew; (people, how many changed their group). One at a time in a company."""
    await ctx.session.execute(_HOLD, {"workspace": str(ctx.workspace_id)})
    given = {"workspace": ctx.workspace_id, "now": ctx.now(), "levels": list(levels)}
    async with in_bulk(ctx):
        row = (await ctx.session.execute(_COUNT, given)).one()
    return int(row[0]), int(row[1])


async def forget(ctx: Ctx, contact_ids: Sequence[UUID]) -> None:
    given = {"workspace": ctx.workspace_id, "contacts": list(contact_ids)}
    statement = text("DELETE FROM rfm_scores WHERE workspace_id = :workspace AND contact_id = ANY(:contacts)")
    await ctx.session.execute(statement, given)


async def settings(ctx: Ctx) -> RfmChoices | None:
    return await ctx.session.scalar(scoped(ctx, RfmChoices), execution_options={"populate_existing": True})


async def save_settings(ctx: Ctx, values: Mapping[str, object]) -> None:
    row = {**values, "updated_at": ctx.now()}
    statement = insert(RfmChoices).values(workspace_id=ctx.workspace_id, **row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def cells(ctx: Ctx) -> list[Cell]:
    query = (
        scoped(ctx, RfmScore)
        .with_only_columns(
            RfmScore.recency,
            RfmScore.value,
            RfmScore.group,
            func.count(),
            func.sum(RfmScore.purchases),
            func.sum(RfmScore.spent_minor),
        )
        .group_by(RfmScore.recency, RfmScore.value, RfmScore.group)
    )
    return [Cell(row[0], row[1], row[2], row[3], int(row[4]), int(row[5])) for row in await ctx.session.execute(query)]


async def levels(ctx: Ctx) -> list[Level]:
    query = scoped(ctx, RfmScore).with_only_columns(RfmScore.level, func.count()).group_by(RfmScore.level)
    return [Level(row[0], row[1]) for row in await ctx.session.execute(query)]


async def people(
    ctx: Ctx, *, recency: int | None, value: int | None, group: str | None, after: UUID | None, limit: int
) -> Sequence[RfmScore]:
    """Of a cell or a group, by when they became known, the last first."""
    query = scoped(ctx, RfmScore)
    if recency is not None:
        query = query.where(RfmScore.recency == recency)
    if value is not None:
        query = query.where(RfmScore.value == value)
    if group is not None:
        query = query.where(RfmScore.group == group)
    if after is not None:
        query = query.where(RfmScore.contact_id < after)
    return (await ctx.session.scalars(query.order_by(RfmScore.contact_id.desc()).limit(limit))).all()


async def score_of(ctx: Ctx, root_id: UUID) -> RfmScore | None:
    query = scoped(ctx, RfmScore).where(RfmScore.contact_id == root_id)
    return await ctx.session.scalar(query, execution_options={"populate_existing": True})


async def moves_of(ctx: Ctx, root_id: UUID) -> Sequence[RfmMove]:
    """Of all their cards, the latest first."""
    query = scoped(ctx, RfmMove).join(Contact, Contact.id == RfmMove.contact_id).where(Contact.root_id == root_id)
    query = query.order_by(RfmMove.at.desc(), RfmMove.contact_id.desc())
    return (await ctx.session.scalars(query.limit(MOVES_MAX))).all()


async def companies(session: AsyncSession) -> list[WorkspaceId]:
    """Those where anything was bought."""
    query = select(FactName.workspace_id).where(FactName.name == PURCHASE)
    return list(await session.scalars(query))
