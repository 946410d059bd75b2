"""A large town of people and what they did over two years, put straight into the real tables with triggers off.

Who did it and what falls unevenly: a few people do much, pages are looked at all the time, a thing is bought rarely.
Every fiftieth card was joined to the one before it.
"""

from typing import Final
from uuid import UUID

import msgspec
import psycopg

DAYS: Final = 730
JOINED_EVERY: Final = 50
"""Of the cards."""


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """How much to load."""

    people: int
    events: int


def load(dsn: str, workspace_id: UUID, town: Town) -> None:
    """Fill the company. As the superuser; indexes of facts are built afterwards, all at once."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute(_HELPER)
        indexes = [row[0] for row in connection.execute(_INDEXES)]
        for name in _INDEX_NAMES:
            connection.execute(f"DROP INDEX {name}".encode())
        sizes = {"workspace": workspace_id, "people": town.people, "events": town.events, "days": DAYS}
        for statement in _STATEMENTS[:2]:
            connection.execute(statement.encode(), {**sizes, "joined": JOINED_EVERY})
        for made in indexes:
            connection.execute(made.encode())
        for statement in _STATEMENTS[2:]:
            connection.execute(statement.encode(), {**sizes, "joined": JOINED_EVERY})
        for name in _TABLES:
            connection.execute(f"VACUUM ANALYZE {name}".encode())


_SETTINGS: Final = (
    "ALTER SYSTEM SET autovacuum = off",
    "SELECT pg_reload_conf()",
    "SET session_replication_role = replica",
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '1GB'",
    "SET work_mem = '512MB'",
)
"""Autovacuum's own look at one table would keep the last step from finishing another: it is done with for good."""
_HELPER: Final = """
CREATE FUNCTION pg_temp.person(number bigint) RETURNS uuid IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT ('01990000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$
"""
"""Whose card has this number, from 1 on."""
_INDEX_NAMES: Final = ("ix_facts_contact", "ix_facts_name", "ix_purchase_lines_product", "ix_purchase_lines_contact")
_INDEXES: Final = f"SELECT indexdef FROM pg_indexes WHERE indexname IN {_INDEX_NAMES}".encode()
_TABLES: Final = (
    "contacts",
    "identities",
    "consent_states",
    "facts",
    "purchase_lines",
    "fact_totals",
    "rfm_scores",
)
_STATEMENTS: Final = (
    """
INSERT INTO contacts (id, workspace_id, name, locale, attributes, merged_into_id, root_id, created_at, last_seen_at)
SELECT pg_temp.person(n), %(workspace)s, 'Покупатель ' || n, CASE WHEN n %% 10 = 0 THEN 'en' ELSE 'ru' END,
    jsonb_build_object('age', 18 + n %% 60, 'city',
        CASE WHEN n %% 80 = 7 THEN 'Томск' ELSE (ARRAY['Москва', 'Казань', 'Пермь', 'Тверь'])[1 + n %% 4] END),
    CASE WHEN n %% %(joined)s = 0 THEN pg_temp.person(n - 1) END,
    pg_temp.person(CASE WHEN n %% %(joined)s = 0 THEN n - 1 ELSE n END),
    now() - random() * %(days)s * interval '1 day', now() - random() * %(days)s * interval '1 day'
FROM generate_series(1, %(people)s) AS n
""",
    """
INSERT INTO facts (id, workspace_id, contact_id, name, at, received_at, source, amount_minor, currency, properties)
SELECT uuidv7(), %(workspace)s, pg_temp.person(who), name, at, at, 'api',
    CASE name WHEN 'purchase' THEN 10000 + n %% 490000 END, CASE name WHEN 'purchase' THEN 'RUB' END,
    CASE name WHEN 'product_viewed' THEN jsonb_build_object('product', 'p' || n %% 5000, 'seconds', n %% 120)
        ELSE '{}' END
FROM (
    SELECT n, 1 + floor(%(people)s * power(random(), 1.5))::bigint AS who,
        now() - (1 - n::float / %(events)s) * %(days)s * interval '1 day' AS at,
        CASE WHEN r < 0.5 THEN 'page_viewed' WHEN r < 0.75 THEN 'mail_opened' WHEN r < 0.9 THEN 'product_viewed'
            WHEN r < 0.98 THEN 'purchase' WHEN r < 0.999 THEN 'searched' ELSE 'callback_asked' END AS name
    FROM (SELECT n, random() AS r FROM generate_series(1, %(events)s) AS n) AS drawn
) AS happened
""",
    """
INSERT INTO purchase_lines (workspace_id, fact_id, number, contact_id, at, product, title, category,
    quantity_thousandths, price_minor)
SELECT workspace_id, id, 1, contact_id, at, 'p' || amount_minor %% 5000, 'Товар', 'c' || amount_minor %% 40, 1000,
    amount_minor
FROM facts WHERE name = 'purchase'
""",
    """
INSERT INTO fact_totals (workspace_id, contact_id, name, count, first_at, last_at, sum_minor)
SELECT facts.workspace_id, root_id, facts.name, count(*), min(at), max(at), coalesce(sum(amount_minor), 0)
FROM facts JOIN contacts ON contacts.id = contact_id GROUP BY 1, 2, 3
""",
    """
INSERT INTO fact_names (workspace_id, name, count, first_at, last_at)
SELECT workspace_id, name, sum(count), min(first_at), max(last_at) FROM fact_totals GROUP BY 1, 2
""",
    """
INSERT INTO rfm_scores (workspace_id, contact_id, recency, frequency, money, value, "group", level, purchases,
    spent_minor, last_at)
SELECT workspace_id, contact_id, r, f, m, (f + m + 1) / 2, CASE WHEN r > 3 THEN 'champions' ELSE 'lost' END, 0, count,
    sum_minor, last_at
FROM (
    SELECT *, ntile(5) OVER (ORDER BY last_at) AS r, ntile(5) OVER (ORDER BY count) AS f,
        ntile(5) OVER (ORDER BY sum_minor) AS m
    FROM fact_totals WHERE name = 'purchase'
) AS ranked
""",
    """
INSERT INTO identities (id, workspace_id, contact_id, address_kind, address, verified, claimed, reachable, created_at)
SELECT uuidv7(), workspace_id, id, 'email', id || '@client.example', true, false, hashtext(id::text) & 31 <> 0,
    created_at
FROM contacts WHERE workspace_id = %(workspace)s
""",
    """
INSERT INTO consent_purposes (id, workspace_id, code, name_ru, name_en, basis, created_at)
SELECT uuidv7(), %(workspace)s, 'news', 'Новости', 'News', 'consent', now()
WHERE NOT EXISTS (SELECT FROM consent_purposes WHERE workspace_id = %(workspace)s AND code = 'news')
""",
    """
INSERT INTO consent_states (workspace_id, contact_id, purpose_id, channel, address, status, at, record_id)
SELECT contacts.workspace_id, contacts.id, consent_purposes.id, 'email', '',
    CASE WHEN hashtext(contacts.id::text) %% 7 = 0 THEN 'withdrawn' ELSE 'granted' END, contacts.created_at, uuidv7()
FROM contacts JOIN consent_purposes USING (workspace_id)
WHERE contacts.workspace_id = %(workspace)s AND code = 'news' AND hashtext(contacts.id::text) & 3 <> 0
""",
)
