"""Imports: their rows, what they did to people, what they refused, and the loading of events by blocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, TextClause, delete, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.activity.models import Fact, FactTotal, Import, ImportChange, ImportRefusal, PurchaseLine
from otklik.domains.activity.queries.writing import ADD_NAMES, ROOT, Written, taking
from otklik.domains.contacts.models import Contact, Identity
from otklik.platform import arrays, statistics
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

_LET_GO: Final = text("SET LOCAL synchronous_commit = off")
"""A crash may take the last block back, its count too, and the import goes on from there; whatever is sent because of
a block is committed after it, so never without it."""
_GIVEN: Final = """
SELECT id, contact_id, name, at, source, key, amount_minor, currency, CAST(properties AS jsonb) AS properties{lines}
FROM unnest(CAST(:ids AS uuid[]), CAST(:contacts AS uuid[]), CAST(:names AS text[]), CAST(:moments AS timestamptz[]),
            CAST(:sources AS text[]), CAST(:keys AS text[]), CAST(:amounts AS bigint[]), CAST(:currencies AS text[]),
            CAST(:properties AS text[]){more})
    AS one (id, contact_id, name, at, source, key, amount_minor, currency, properties{names})
"""


def _loading(*, lines: bool, own: bool) -> TextClause:
    """How many of each name were new. `own`: no card of the block was joined, so nobody asks whose it is."""
    if lines:
        given = _GIVEN.format(lines=", CAST(lines AS jsonb) AS lines", more=", CAST(:lines AS text[])", names=", lines")
    else:
        given = _GIVEN.format(lines="", more="", names="")
    taken = taking(given, root="new.contact_id" if own else ROOT, lines=lines, names=False)
    return text(f"{taken} SELECT name, count(*), min(at), max(at) FROM new GROUP BY name ORDER BY name")  # noqa: S608 - constants


_LOAD: Final = {(lines, own): _loading(lines=lines, own=own) for lines in (False, True) for own in (False, True)}
_COUNT_NAMES: Final = text(f"""
INSERT INTO fact_names AS kept (workspace_id, name, count, first_at, last_at)
SELECT :workspace, name, count, first_at, last_at
FROM unnest(CAST(:names AS text[]), CAST(:counts AS bigint[]), CAST(:first AS timestamptz[]),
            CAST(:last AS timestamptz[])) AS one (name, count, first_at, last_at)
ORDER BY name
{ADD_NAMES}
""")  # noqa: S608 - a constant
_REPEATED: Final = text("""
SELECT given.id FROM unnest(CAST(:ids AS uuid[])) AS given (id)
LEFT JOIN LATERAL (SELECT true AS there FROM facts WHERE facts.id = given.id OFFSET 0) AS kept ON true
WHERE kept.there IS NULL
""")
_AGREED: Final = text("""
UPDATE import_changes SET agreeing = false
WHERE workspace_id = :workspace AND import_id = :import_id AND contact_id = ANY(:contacts) AND agreeing
RETURNING contact_id
""")
_COPY_TROUBLES: Final = text("""
INSERT INTO import_errors (workspace_id, import_id, line, number, refused, code, "column", value)
SELECT :workspace, :import_id, told.line, told.number, told.refused, told.code, told."column", told.value
FROM jsonb_to_recordset(CAST(:troubles AS jsonb))
    AS told (line bigint, number bigint, refused boolean, code text, "column" text, value text)
ON CONFLICT DO NOTHING
""")


class Taken(NamedTuple):
    """A card the import touched."""

    contact_id: UUID
    created: bool
    before: dict[str, object]
    after: dict[str, object]
    identity_ids: list[UUID]


async def by_id(ctx: Ctx, import_id: UUID, *, lock: bool = False) -> Import | None:
    query = scoped(ctx, Import).where(Import.id == import_id)
    if lock:
        query = query.with_for_update(key_share=True)  # whoever writes rows that name it does not wait
    return await ctx.session.scalar(query, execution_options={"populate_existing": True})


async def latest(ctx: Ctx, *, before: UUID | None, limit: int) -> Sequence[Import]:
    query = scoped(ctx, Import)
    if before is not None:
        query = query.where(Import.id < before)
    return (await ctx.session.scalars(query.order_by(Import.id.desc()).limit(limit))).all()


class Given(NamedTuple):
    """A fact as it is given, in the order of its table's columns; whoever gives it holds the people."""

    id: UUID
    contact_id: UUID
    name: str
    at: datetime
    source: str
    key: str | None
    amount_minor: int | None
    currency: str | None
    properties: str
    """JSON, as `lines` is."""
    lines: str | None
    root_id: UUID


async def load(ctx: Ctx, facts: Sequence[Given], *, import_id: UUID) -> list[Written]:
    """Write the block; those that were new. Names are counted last: every block writes the same few rows of them."""
    if not facts:
        return []
    ids, contacts, names, moments, sources, keys, amounts, currencies, properties, lines, roots = zip(
        *facts, strict=True
    )
    given: dict[str, object] = {
        "workspace": ctx.workspace_id,
        "now": ctx.now(),
        "import_id": import_id,
        "ids": arrays.uuids(ids),
        "contacts": arrays.uuids(contacts),
        "names": arrays.texts(names),
        "moments": arrays.moments(moments),
        "sources": arrays.texts(sources),
        "keys": arrays.texts(keys),
        "amounts": arrays.big_numbers(amounts),
        "currencies": arrays.texts(currencies),
        "properties": arrays.texts(properties),
    }
    bought = any(lines)
    if bought:
        given["lines"] = arrays.texts(lines)
    await ctx.session.execute(_LET_GO)
    new = (await ctx.session.execute(_LOAD[bought, roots == contacts], given)).all()
    repeated = set[UUID]()
    if sum(count for _, count, _, _ in new) != len(facts):  # of most files nothing
        repeated.update(await ctx.session.scalars(_REPEATED, {"ids": given["ids"]}))
    await _count_names(ctx, new)
    return [Written(one.id, one.root_id, one.name, one.at) for one in facts if one.id not in repeated]


async def _count_names(ctx: Ctx, new: Sequence[Row[str, int, datetime, datetime]]) -> None:
    if new:
        names, counts, first, last = zip(*new, strict=True)
        given = {
            "names": arrays.texts(names),
            "counts": arrays.big_numbers(counts),
            "first": arrays.moments(first),
            "last": arrays.moments(last),
        }
        await ctx.session.execute(_COUNT_NAMES, {"workspace": ctx.workspace_id, **given})


async def note_changes(ctx: Ctx, import_id: UUID, *, taken: str) -> None:
    """Whom the block named and what it did to each, from the table `taken` that contacts left.

    Who is as the file says is named too: a list can be made of all of them. Of two changes the first `before` counts.
    """
    await ctx.session.execute(
        text(f"""
        INSERT INTO import_changes AS kept (workspace_id, import_id, contact_id, created, before, after, identity_ids)
        SELECT :workspace, :import_id, contact_id, created, before, after, identity_ids
        FROM {taken} WHERE created OR changed
        ON CONFLICT (import_id, contact_id) DO UPDATE
        SET before = excluded.before || kept.before, after = kept.after || excluded.after,
            identity_ids = kept.identity_ids || excluded.identity_ids
        """),  # noqa: S608 - the table's name is a constant of contacts
        {"workspace": ctx.workspace_id, "import_id": import_id},
    )
    await ctx.session.execute(
        text(f"""
        INSERT INTO import_changes (workspace_id, import_id, contact_id, created)
        SELECT DISTINCT CAST(:workspace AS uuid), CAST(:import_id AS uuid), contact_id, false FROM {taken}
        ON CONFLICT DO NOTHING
        """),  # noqa: S608 - as above
        {"workspace": ctx.workspace_id, "import_id": import_id},
    )


async def consented(ctx: Ctx, import_id: UUID, *, taken: str) -> list[UUID]:
    """Whose row said that they agreed, noted as still to be written; who is so noted already is not told again."""
    statement_ = text(f"""
    UPDATE import_changes SET agreeing = true
    WHERE workspace_id = :workspace AND import_id = :import_id AND NOT agreeing
        AND contact_id = ANY(ARRAY(SELECT contact_id FROM {taken} WHERE consented))
    RETURNING contact_id
    """)  # noqa: S608 - as above
    return [row[0] for row in await ctx.session.execute(statement_, _of(ctx, import_id))]


async def agreed(ctx: Ctx, import_id: UUID, contact_ids: Sequence[UUID]) -> int:
    """What these agreed to is written; of how many it was not before."""
    given = {**_of(ctx, import_id), "contacts": arrays.uuids(contact_ids)}
    return len((await ctx.session.execute(_AGREED, given)).all())


def _of(ctx: Ctx, import_id: UUID) -> dict[str, object]:
    return {"workspace": ctx.workspace_id, "import_id": import_id}


async def note_new_people(ctx: Ctx, import_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Cards made for events of people nobody knew."""
    rows = [
        {"workspace_id": ctx.workspace_id, "import_id": import_id, "contact_id": one, "created": True}
        for one in contact_ids
    ]
    if rows:
        await ctx.session.execute(insert(ImportChange).on_conflict_do_nothing(), rows)


async def note_troubles(ctx: Ctx, import_id: UUID, troubles: str) -> None:
    given = {"workspace": ctx.workspace_id, "import_id": import_id, "troubles": troubles}
    await ctx.session.execute(_COPY_TROUBLES, given)


async def troubles_count(ctx: Ctx, import_id: UUID) -> int:
    query = scoped(ctx, ImportRefusal).where(ImportRefusal.import_id == import_id)
    return await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0


async def troubles(ctx: Ctx, import_id: UUID, *, after: tuple[int, int] | None, limit: int) -> Sequence[ImportRefusal]:
    """By line."""
    query = scoped(ctx, ImportRefusal).where(ImportRefusal.import_id == import_id)
    if after is not None:
        query = query.where(tuple_(ImportRefusal.line, ImportRefusal.number) > tuple_(*map(literal, after)))
    query = query.order_by(ImportRefusal.line, ImportRefusal.number).limit(limit)
    return (await ctx.session.scalars(query)).all()


async def changes(ctx: Ctx, import_id: UUID, *, limit: int) -> list[Taken]:
    query = scoped(ctx, ImportChange).where(ImportChange.import_id == import_id).limit(limit)
    return [
        Taken(one.contact_id, one.created, one.before, one.after, one.identity_ids)
        for one in await ctx.session.scalars(query)
    ]


async def drop_changes(ctx: Ctx, import_id: UUID, contact_ids: Sequence[UUID]) -> None:
    await ctx.session.execute(
        delete(ImportChange).where(
            ImportChange.workspace_id == ctx.workspace_id,
            ImportChange.import_id == import_id,
            ImportChange.contact_id.in_(contact_ids),
        )
    )


_DROP_FACTS: Final = text("""
WITH chosen AS (
    SELECT id FROM facts WHERE workspace_id = :workspace AND import_id = :import_id LIMIT :limit
), gone AS (DELETE FROM facts USING chosen WHERE facts.id = chosen.id RETURNING facts.contact_id)
SELECT DISTINCT contacts.root_id FROM gone JOIN contacts ON contacts.id = gone.contact_id
""")
_DROP_NAMED: Final = text("""
WITH chosen AS (
    SELECT id FROM facts WHERE workspace_id = :workspace AND name = :name LIMIT :limit
), gone AS (DELETE FROM facts USING chosen WHERE facts.id = chosen.id RETURNING 1)
SELECT count(*) FROM gone
""")
_WITH_FACTS: Final = text("SELECT DISTINCT contact_id FROM facts WHERE contact_id = ANY(:contacts)")


async def drop_facts(ctx: Ctx, import_id: UUID, *, limit: int) -> list[UUID]:
    """Delete so many of the import's facts; whose they were. Count these anew."""
    given = {"workspace": ctx.workspace_id, "import_id": import_id, "limit": limit}
    return [row[0] for row in await ctx.session.execute(_DROP_FACTS, given)]


async def drop_named(ctx: Ctx, name: str, *, limit: int) -> int:
    given = {"workspace": ctx.workspace_id, "name": name, "limit": limit}
    return int(await ctx.session.scalar(_DROP_NAMED, given) or 0)


async def with_facts(ctx: Ctx, contact_ids: Sequence[UUID]) -> set[UUID]:
    """Of these cards: those that have facts."""
    return {row[0] for row in await ctx.session.execute(_WITH_FACTS, {"contacts": list(contact_ids)})}


async def look_again(ctx: Ctx, *, people: bool) -> None:
    """A file of very many is in: of people, or of what they did."""
    grown = (Contact, Identity, ImportChange) if people else (Fact, FactTotal, PurchaseLine)
    await statistics.look_again(ctx, *grown)
