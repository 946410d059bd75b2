"""Segments, lists, watches as rows; and the questions a compiled rule is put into."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from sqlalchemy import Select, delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from otklik.domains.activity.models import PurchaseLine
from otklik.domains.contacts.models import Contact
from otklik.domains.segments.models import ListedPerson, Segment, Watch
from otklik.domains.segments.queries.compiling import Answer, Explained
from otklik.platform import statistics
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx
from otklik.platform.db import by_key, scoped

NAMED_LEVELS_MAX: Final = 6
PEOPLE_COUNTED_MAX: Final = 5_000_000
PRODUCTS_READ: Final = 20_000
"""Lines of purchases looked through for names of products and categories."""
WORDS_MAX: Final = 50
_PUT_ON: Final = text("""
INSERT INTO segment_people (workspace_id, segment_id, contact_id, source, added_at, added_by_id)
SELECT :workspace, CAST(:segment AS uuid), one.id, :source, CAST(:now AS timestamptz), CAST(:operator AS uuid)
FROM unnest(CAST(:contacts AS uuid[])) AS one (id)
ON CONFLICT DO NOTHING
RETURNING contact_id
""")
"""One parameter however many they are."""
_PUT_ON_IMPORT: Final = text("""
INSERT INTO segment_people (workspace_id, segment_id, contact_id, source, added_at, added_by_id)
SELECT DISTINCT :workspace, CAST(:segment AS uuid), contacts.root_id, 'import', CAST(:now AS timestamptz),
       CAST(:operator AS uuid)
FROM import_changes JOIN contacts ON contacts.id = import_changes.contact_id
WHERE import_changes.workspace_id = :workspace AND import_changes.import_id = :import_id
ON CONFLICT DO NOTHING
RETURNING contact_id
""")
_NAMED_BY_IMPORT: Final = text("""
SELECT count(DISTINCT contacts.root_id) FROM import_changes JOIN contacts ON contacts.id = import_changes.contact_id
WHERE import_changes.workspace_id = :workspace AND import_changes.import_id = :import_id
""")
_FRESH: Final = {"populate_existing": True}


async def by_id(ctx: Ctx, segment_id: UUID, *, lock: bool = False) -> Segment | None:
    query = scoped(ctx, Segment).where(Segment.id == segment_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query, execution_options=_FRESH)


async def by_ids(ctx: Ctx, ids: Collection[UUID]) -> Sequence[Segment]:
    query = scoped(ctx, Segment).where(Segment.id.in_(ids))
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def by_codes(ctx: Ctx, codes: Collection[str]) -> Sequence[Segment]:
    query = scoped(ctx, Segment).where(Segment.code.in_(codes), Segment.archived_at.is_(None))
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def with_named(ctx: Ctx, ids: Collection[UUID]) -> dict[UUID, Segment]:
    """These segments and those they name, however far."""
    found: dict[UUID, Segment] = {}
    asked = set(ids)
    for _ in range(NAMED_LEVELS_MAX):
        if not asked:
            break
        new = {one.id: one for one in await by_ids(ctx, asked)}
        found |= new
        asked = {one for row in new.values() for one in row.named_ids} - found.keys()
    return found


async def hold_rules(ctx: Ctx) -> None:
    """Nobody else of the company changes a rule until this transaction ends: two together could make a ring."""
    given = {"workspace": str(ctx.workspace_id)}
    await ctx.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('segments'), hashtext(:workspace))"), given)


async def all_above(ctx: Ctx, segment_id: UUID, *, levels: int) -> Sequence[Segment]:
    """Segments in use that come to this one, directly or through others, up to so many of them."""
    found: dict[UUID, Segment] = {}
    asked = {segment_id}
    for _ in range(levels):
        query = scoped(ctx, Segment).where(Segment.named_ids.overlap(list(asked)), Segment.archived_at.is_(None))
        new = {one.id: one for one in await ctx.session.scalars(query, execution_options=_FRESH)}
        asked = new.keys() - found.keys()
        found |= new
        if not asked:
            break
    return list(found.values())


async def naming(ctx: Ctx, segment_id: UUID) -> Sequence[Segment]:
    """Segments in use whose rule names this one."""
    query = scoped(ctx, Segment).where(Segment.named_ids.contains([segment_id]), Segment.archived_at.is_(None))
    return (await ctx.session.scalars(query)).all()


async def all_of(ctx: Ctx, *, archived: bool, limit: int) -> Sequence[Segment]:
    """By name."""
    query = scoped(ctx, Segment).order_by(func.lower(Segment.name), Segment.id).limit(limit)
    if not archived:
        query = query.where(Segment.archived_at.is_(None))
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def in_use_after(ctx: Ctx, last: Segment | None, *, limit: int) -> Sequence[Segment]:
    """By name, those behind `last`."""
    query = _behind(scoped(ctx, Segment), last).order_by(func.lower(Segment.name), Segment.id).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def in_use_count_after(ctx: Ctx, last: Segment) -> int:
    counted = select(func.count()).select_from(_behind(scoped(ctx, Segment), last).subquery())
    return await ctx.session.scalar(counted) or 0


def _behind(query: Select[Segment], last: Segment | None) -> Select[Segment]:
    query = query.where(Segment.archived_at.is_(None))
    if last is None:
        return query
    return query.where(tuple_(func.lower(Segment.name), Segment.id) > tuple_(func.lower(last.name), last.id))


async def how_many(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Segment).subquery())) or 0


# ---- who is in ----------------------------------------------------------------------------------------


async def ids_of(ctx: Ctx, members: Select[UUID]) -> list[UUID]:
    return list(await ctx.session.scalars(members))


_LISTED_OF = text("""
SELECT asked.id FROM unnest(:ids) AS asked (id)
CROSS JOIN LATERAL (
    SELECT 1 FROM (SELECT id FROM contacts WHERE root_id = asked.id AND workspace_id = :workspace OFFSET 0) AS card
    CROSS JOIN LATERAL (
        SELECT 1 FROM segment_people WHERE contact_id = card.id AND segment_id = :segment LIMIT 1
    ) AS listed
    LIMIT 1
) AS hit
""")
"""Each is looked up by themselves: joined, a list that nobody analysed yet was read whole for each person."""


async def listed_of(ctx: Ctx, segment_id: UUID, roots: Sequence[UUID]) -> list[UUID]:
    """Which of these people (roots) stand on a list, by whichever of their cards."""
    given = {"ids": uuids(roots), "segment": segment_id, "workspace": ctx.workspace_id}
    async with by_key(ctx):
        return list(await ctx.session.scalars(_LISTED_OF, given))


async def page_of(ctx: Ctx, members: Select[UUID], *, after: UUID | None, limit: int) -> list[UUID]:
    """In order of their ids."""
    (person,) = members.selected_columns
    if after is not None:
        members = members.where(person > after)
    return list(await ctx.session.scalars(members.order_by(person).limit(limit)))


async def count_of(
    ctx: Ctx, members: Select[UUID], *, limit: int, within_milliseconds: int | None = None
) -> int | None:
    """How many, `limit` at most; None when the time was not enough."""
    counted = select(func.least(func.count(), limit)).select_from(members.subquery())
    if within_milliseconds is None:
        return await ctx.session.scalar(counted) or 0
    return await in_time(ctx, counted, within_milliseconds)


async def in_time(ctx: Ctx, query: Select[Any], milliseconds: int) -> Any:  # Any: of the column's type
    """The first value, or None when the statement took longer; the transaction goes on."""
    before = await ctx.session.scalar(text("SELECT current_setting('statement_timeout')"))
    setting = text("SELECT set_config('statement_timeout', :value, true)")
    try:
        async with ctx.session.begin_nested():
            await ctx.session.execute(setting, {"value": str(milliseconds)})
            found = await ctx.session.scalar(query)
            await ctx.session.execute(setting, {"value": before})
            return found
    except OperationalError as error:
        if not isinstance(error.orig, psycopg.errors.QueryCanceled):
            raise
        return None


async def some_of(ctx: Ctx, members: Select[UUID], *, limit: int) -> list[UUID]:
    """Whichever come first."""
    return list(await ctx.session.scalars(members.limit(limit)))


async def people_count(ctx: Ctx) -> int:
    """How many people the company has, as the planner knows them: for a share, not for a sum."""
    counted = scoped(ctx, Contact).where(Contact.merged_into_id.is_(None)).with_only_columns(Contact.id)
    exact = select(func.count()).select_from(counted.limit(PEOPLE_COUNTED_MAX).subquery())
    return await ctx.session.scalar(exact) or 0


async def flags(ctx: Ctx, query: Select[Any]) -> list[bool]:  # Any: one flag a column
    row = (await ctx.session.execute(query)).first()
    return list(row) if row is not None else [False] * len(query.selected_columns)


async def answers(ctx: Ctx, asked: Explained) -> list[Answer] | None:
    """None: there is no such person."""
    row = (await ctx.session.execute(asked.query)).first()
    if row is None:
        return None
    values = list(row)[1:]
    return [Answer(values[2 * place], kind, values[2 * place + 1]) for place, kind in enumerate(asked.kinds)]


async def save_size(ctx: Ctx, segment_id: UUID, *, size: int, at: datetime) -> None:
    mine = (Segment.workspace_id == ctx.workspace_id, Segment.id == segment_id)
    await ctx.session.execute(update(Segment).where(*mine).values(size=size, sized_at=at))


# ---- lists --------------------------------------------------------------------------------------------


async def put_on(ctx: Ctx, segment_id: UUID, contact_ids: Collection[UUID], *, source: str, by_id: UUID | None) -> int:
    """How many were not on it."""
    given = {
        "workspace": ctx.workspace_id,
        "segment": segment_id,
        "contacts": sorted(contact_ids),
        "source": source,
        "now": ctx.now(),
        "operator": by_id,
    }
    return len((await ctx.session.execute(_PUT_ON, given)).all()) if contact_ids else 0


async def put_on_import(ctx: Ctx, segment_id: UUID, import_id: UUID, *, by_id: UUID | None) -> tuple[int, int]:
    """Everybody a file of people named: (how many were not on it, how many were)."""
    given = {
        "workspace": ctx.workspace_id,
        "segment": segment_id,
        "import_id": import_id,
        "now": ctx.now(),
        "operator": by_id,
    }
    added = len((await ctx.session.execute(_PUT_ON_IMPORT, given)).all())
    if added >= statistics.MANY:
        await statistics.look_again(ctx, ListedPerson)
    return added, int(await ctx.session.scalar(_NAMED_BY_IMPORT, given) or 0) - added


async def take_off(ctx: Ctx, segment_id: UUID, root_id: UUID) -> int:
    """The person, by whichever of their cards."""
    cards = select(Contact.id).where(Contact.workspace_id == ctx.workspace_id, Contact.root_id == root_id)
    gone = delete(ListedPerson).where(
        ListedPerson.workspace_id == ctx.workspace_id,
        ListedPerson.segment_id == segment_id,
        ListedPerson.contact_id.in_(cards),
    )
    return len((await ctx.session.scalars(gone.returning(ListedPerson.contact_id))).all())


async def listed_count(ctx: Ctx, segment_id: UUID) -> int:
    """People, by whichever of their cards they were put on."""
    query = select(func.count(Contact.root_id.distinct())).join(ListedPerson, ListedPerson.contact_id == Contact.id)
    mine = (ListedPerson.workspace_id == ctx.workspace_id, ListedPerson.segment_id == segment_id)
    return await ctx.session.scalar(query.where(*mine)) or 0


# ---- watches ------------------------------------------------------------------------------------------


async def add_watch(ctx: Ctx, segment_id: UUID, watcher: str) -> None:
    row = {"workspace_id": ctx.workspace_id, "segment_id": segment_id, "watcher": watcher, "created_at": ctx.now()}
    await ctx.session.execute(insert(Watch).values(row).on_conflict_do_nothing())


async def drop_watch(ctx: Ctx, segment_id: UUID, watcher: str) -> None:
    gone = delete(Watch).where(
        Watch.workspace_id == ctx.workspace_id, Watch.segment_id == segment_id, Watch.watcher == watcher
    )
    await ctx.session.execute(gone)


async def watchers(ctx: Ctx, segment_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    query = scoped(ctx, Watch).where(Watch.segment_id.in_(segment_ids)).order_by(Watch.created_at, Watch.watcher)
    found: dict[UUID, list[str]] = {}
    for one in await ctx.session.scalars(query):
        found.setdefault(one.segment_id, []).append(one.watcher)
    return found


async def followed(ctx: Ctx) -> Sequence[Segment]:
    query = scoped(ctx, Segment).where(Segment.followed != "no").order_by(Segment.id)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


# ---- words for the editor -----------------------------------------------------------------------------


async def products(ctx: Ctx, *, q: str) -> list[tuple[str, str]]:
    """(product, title) of lines that hold `q` in either, among the last read."""
    lines = scoped(ctx, PurchaseLine).with_only_columns(PurchaseLine.product, PurchaseLine.title)
    some = lines.limit(PRODUCTS_READ).subquery()
    query = select(some.c.product, func.max(some.c.title)).group_by(some.c.product).order_by(some.c.product)
    if q:
        query = query.where(some.c.product.icontains(q, autoescape=True) | some.c.title.icontains(q, autoescape=True))
    return [(row[0], row[1]) for row in await ctx.session.execute(query.limit(WORDS_MAX))]


async def categories(ctx: Ctx) -> list[str]:
    some = scoped(ctx, PurchaseLine).with_only_columns(PurchaseLine.category).limit(PRODUCTS_READ).subquery()
    query = select(some.c.category).where(some.c.category != "").distinct().order_by(some.c.category)
    return list(await ctx.session.scalars(query.limit(WORDS_MAX)))
