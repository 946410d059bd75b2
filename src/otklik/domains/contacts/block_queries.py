"""People of a file taken in by blocks: copied to a temporary table, matched, made and changed by a few statements.

COPY cannot write tables under row-level security, so rows come through a table of the transaction's own.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from otklik.domains.contacts.rules import ATTRIBUTES_MAX, SEARCH_TEXT_MAX
from otklik.platform.context import Ctx

GIVEN: Final = "people_given"
TAKEN: Final = "people_taken"
"""What became of each row, for whoever asked, until the transaction ends: line, contact_id, created, changed, before,
after, identity_ids, consented. A row that found nothing to do is there with neither created nor changed."""

_TABLES: Final = (
    f"""
CREATE TEMP TABLE IF NOT EXISTS {GIVEN} (
    line bigint, id uuid, external text, external_id uuid, email text, email_id uuid, phone text, phone_id uuid,
    name text, locale text, attributes jsonb, search text, consented boolean, card_id uuid, root_id uuid
) ON COMMIT DROP
""",
    f"""
CREATE TEMP TABLE IF NOT EXISTS {TAKEN} (
    line bigint, contact_id uuid, created boolean, changed boolean, before jsonb, after jsonb, identity_ids uuid[],
    consented boolean
) ON COMMIT DROP
""",
    f"TRUNCATE {GIVEN}",
    f"TRUNCATE {TAKEN}",
)
_COPY: Final = (
    f"COPY {GIVEN} (line, id, external, external_id, email, email_id, phone, phone_id, name, locale, attributes,"
    " search, consented) FROM STDIN"
)
_KEYS: Final = f"""
    SELECT line, 'external' AS kind, external AS address, external_id AS id, 1 AS place, card_id, root_id
    FROM {GIVEN} WHERE external IS NOT NULL
    UNION ALL SELECT line, 'email', email, email_id, 2, card_id, root_id FROM {GIVEN} WHERE email IS NOT NULL
    UNION ALL SELECT line, 'phone', phone, phone_id, 3, card_id, root_id FROM {GIVEN} WHERE phone IS NOT NULL
"""  # noqa: S608 - every piece is one of this file's own constants
_MATCH: Final = text(f"""
UPDATE {GIVEN} given SET card_id = found.contact_id, root_id = found.root_id
FROM (
    SELECT DISTINCT ON (keys.line) keys.line, identities.contact_id, contacts.root_id
    FROM ({_KEYS}) AS keys
    JOIN identities ON identities.workspace_id = :workspace AND identities.address_kind = keys.kind
        AND identities.address = keys.address AND NOT identities.claimed
    JOIN contacts ON contacts.id = identities.contact_id
    ORDER BY keys.line, keys.place
) AS found
WHERE given.line = found.line
""")  # noqa: S608 - as above
_MAKE: Final = text(f"""
WITH fresh AS MATERIALIZED (SELECT * FROM {GIVEN} WHERE card_id IS NULL),
made AS (
    INSERT INTO contacts (id, workspace_id, name, locale, attributes, root_id, created_at, last_seen_at)
    SELECT id, :workspace, name, locale, attributes, id, :now, :now FROM fresh
), addressed AS (
    INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
    SELECT keys.id, :workspace, fresh.id, keys.kind, keys.address, false, false, :now
    FROM ({_KEYS}) AS keys JOIN fresh USING (line)
    ON CONFLICT (workspace_id, address_kind, address) WHERE NOT claimed DO NOTHING
), indexed AS (
    INSERT INTO contact_search (contact_id, tenant_id, text) SELECT id, :workspace, search FROM fresh
)
INSERT INTO {TAKEN} SELECT line, id, true, false, '{{}}', '{{}}', '{{}}', consented FROM fresh
""")  # noqa: S608 - as above
_CHANGE: Final = text(f"""
WITH old AS MATERIALIZED (
    SELECT given.line, contacts.id, given.consented, given.search,
           contacts.name, contacts.locale, contacts.attributes,
           CASE WHEN given.name <> '' THEN given.name ELSE contacts.name END AS new_name,
           CASE WHEN given.locale <> '' THEN given.locale ELSE contacts.locale END AS new_locale,
           contacts.attributes || given.attributes AS new_attributes
    FROM (
        SELECT DISTINCT ON (root_id) * FROM {GIVEN} WHERE root_id IS NOT NULL ORDER BY root_id, line DESC
    ) AS given JOIN contacts ON contacts.id = given.root_id
    FOR UPDATE OF contacts
), changed AS MATERIALIZED (
    SELECT old.*, (
        SELECT coalesce(jsonb_object_agg(field, was), '{{}}')
        FROM (
            SELECT 'name' AS field, to_jsonb(old.name) AS was WHERE old.name <> old.new_name
            UNION ALL SELECT 'locale', to_jsonb(old.locale) WHERE old.locale <> old.new_locale
            UNION ALL SELECT 'attributes.' || fresh.key, coalesce(old.attributes -> fresh.key, 'null')
            FROM jsonb_each(old.new_attributes) AS fresh
            WHERE old.attributes -> fresh.key IS DISTINCT FROM fresh.value
        ) AS told
    ) AS before
    FROM old
), saved AS (
    UPDATE contacts SET name = new_name, locale = new_locale, attributes = new_attributes
    FROM changed WHERE contacts.id = changed.id AND before <> '{{}}'
        AND (SELECT count(*) FROM jsonb_object_keys(new_attributes)) <= {ATTRIBUTES_MAX}
    RETURNING contacts.id
), added AS (
    INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, created_at)
    SELECT keys.id, :workspace, keys.root_id, keys.kind, keys.address, false, false, :now
    FROM ({_KEYS}) AS keys WHERE keys.root_id IS NOT NULL
    ON CONFLICT (workspace_id, address_kind, address) WHERE NOT claimed DO NOTHING
    RETURNING id, contact_id
), indexed AS (
    UPDATE contact_search SET text = left(contact_search.text || E'\\n' || changed.search, {SEARCH_TEXT_MAX})
    FROM changed WHERE contact_search.contact_id = changed.id
        AND (changed.id IN (SELECT id FROM saved) OR changed.id IN (SELECT contact_id FROM added))
)
INSERT INTO {TAKEN}
SELECT line, changed.id, false, saved.id IS NOT NULL OR more.ids IS NOT NULL,
       CASE WHEN saved.id IS NULL THEN '{{}}' ELSE before END,
       CASE WHEN saved.id IS NULL THEN '{{}}' ELSE (
           SELECT jsonb_object_agg(field, CASE
               WHEN field = 'name' THEN to_jsonb(new_name) WHEN field = 'locale' THEN to_jsonb(new_locale)
               ELSE new_attributes -> substr(field, 12) END)
           FROM jsonb_object_keys(before) AS field
       ) END,
       coalesce(more.ids, '{{}}'), consented
FROM changed LEFT JOIN saved ON saved.id = changed.id
LEFT JOIN (SELECT contact_id, array_agg(id) AS ids FROM added GROUP BY 1) more ON more.contact_id = changed.id
""")  # noqa: S608 - as above
_PASS_OVER: Final = text(f"""
INSERT INTO {TAKEN} SELECT line, root_id, false, false, '{{}}', '{{}}', '{{}}', consented FROM {GIVEN}
WHERE root_id IS NOT NULL
""")  # noqa: S608 - as above
_COUNTED: Final = text(f"SELECT count(*) FILTER (WHERE created), count(*) FILTER (WHERE changed) FROM {TAKEN}")  # noqa: S608 - as above


class Taken(NamedTuple):
    created: int
    changed: int


async def take(ctx: Ctx, rows: Iterable[tuple[object, ...]], *, update: bool) -> Taken:
    """Rows as `_COPY` names them, no address of the block twice. Each is left in `TAKEN` until the commit."""
    for statement in _TABLES:
        await ctx.session.execute(text(statement))
    connection = await ctx.driver()
    async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            await copy.write_row(row)
    given = {"workspace": ctx.workspace_id, "now": ctx.now()}
    await ctx.session.execute(_MATCH, {"workspace": ctx.workspace_id})
    await ctx.session.execute(_MAKE, given)
    if update:
        await ctx.session.execute(_CHANGE, given)
    else:
        await ctx.session.execute(_PASS_OVER)
    return Taken(*(await ctx.session.execute(_COUNTED)).one())


# ---- taking back --------------------------------------------------------------------------------------

_UNUSED: Final = text("""
SELECT card.id FROM contacts AS card
WHERE card.workspace_id = :workspace AND card.id = ANY(:contacts) AND card.root_id = card.id
    AND card.last_seen_at = card.created_at
    AND NOT EXISTS (SELECT 1 FROM contacts other WHERE other.root_id = card.id AND other.id <> card.id)
    AND NOT EXISTS (
        SELECT 1 FROM identities WHERE contact_id = card.id AND (last_seen_at IS NOT NULL OR channel_id IS NOT NULL)
    )
""")
_REMOVE: Final = text("DELETE FROM contacts WHERE workspace_id = :workspace AND id = ANY(:contacts) RETURNING id")
_REMOVE_ADDRESSES: Final = text("""
DELETE FROM identities WHERE workspace_id = :workspace AND id = ANY(:identities)
    AND last_seen_at IS NULL AND channel_id IS NULL
""")
_VALUES: Final = text("""
SELECT id, name, locale, attributes FROM contacts WHERE workspace_id = :workspace AND id = ANY(:contacts) FOR UPDATE
""")
_RESTORE: Final = text("""
UPDATE contacts SET name = told.name, locale = told.locale, attributes = told.attributes
FROM jsonb_to_recordset(CAST(:cards AS jsonb)) AS told (id uuid, name text, locale text, attributes jsonb)
WHERE contacts.workspace_id = :workspace AND contacts.id = told.id
""")


async def unused(ctx: Ctx, contact_ids: list[UUID]) -> list[UUID]:
    """Of these cards: whose people never wrote and are joined with nobody."""
    given = {"workspace": ctx.workspace_id, "contacts": contact_ids}
    return [row[0] for row in await ctx.session.execute(_UNUSED, given)]


async def remove(ctx: Ctx, contact_ids: list[UUID]) -> int | None:
    """How many were; None, and none is: something of the company's leans on one of them by now."""
    given = {"workspace": ctx.workspace_id, "contacts": contact_ids}
    try:
        async with ctx.attempt():
            return len((await ctx.session.execute(_REMOVE, given)).all())
    except IntegrityError:
        return None


async def remove_addresses(ctx: Ctx, identity_ids: list[UUID]) -> None:
    """Those nobody wrote from since."""
    given = {"workspace": ctx.workspace_id, "identities": identity_ids}
    await ctx.session.execute(_REMOVE_ADDRESSES, given)


async def values(ctx: Ctx, contact_ids: list[UUID]) -> dict[UUID, dict[str, object]]:
    """The cards' own values, locked."""
    given = {"workspace": ctx.workspace_id, "contacts": contact_ids}
    rows = await ctx.session.execute(_VALUES, given)
    return {row[0]: {"name": row[1], "locale": row[2], "attributes": row[3]} for row in rows}


async def restore(ctx: Ctx, cards: str) -> None:
    await ctx.session.execute(_RESTORE, {"workspace": ctx.workspace_id, "cards": cards})
