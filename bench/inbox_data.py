"""A large inbox, put straight into the database: conversations with teams, labels and messages in Zipf's words.

It can grow: what is loaded next comes before what was there, so that every list at every size begins with its latest.
"""

import random
from collections.abc import Iterator
from typing import Final

import msgspec
import psycopg

SEED: Final = 7
WORDS: Final = 20_000
POOL: Final = 500_000
RARE: Final = 60
"""Conversations of the rare label and of the rare team at any size: a page of them is full, and they lie far apart."""
STEM_PARTS: Final = ("за", "каз", "дос", "тав", "воз", "врат", "пла", "теж", "чек", "мага", "зин", "кур", "ьер", "скид")
STEM_ENDS: Final = ("ка", "ник", "ость", "ение", "тор", "ва", "лен", "рок", "мат", "бор", "тель", "дар", "пус", "гон")
FREQUENT: Final = ("заказ", "доставка", "привет", "оплата", "товар", "когда", "можно", "подскажите", "магазин", "адрес")
"""The commonest words, in order; the rest are made of syllables."""


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """How much to load."""

    conversations: int
    messages_each: int
    first: int = 0
    """How many there are already."""
    searchable: bool = True


def vocabulary() -> list[str]:
    """Words by rank, the commonest first; the same at every run."""
    chance = random.Random(SEED)
    words: dict[str, None] = dict.fromkeys(FREQUENT)
    while len(words) < WORDS:
        stem = "".join(chance.choices(STEM_PARTS, k=chance.randint(1, 3)))
        words[stem + chance.choice(STEM_ENDS) + chance.choice(("", "а", "у", "ом", "ы"))] = None
    return list(words)


def texts(count: int) -> Iterator[str]:
    """Messages of 3 to 25 words; a word's frequency falls with its rank (Zipf)."""
    chance = random.Random(SEED)
    words = vocabulary()
    pool = chance.choices(words, weights=[1 / (rank + 2) for rank in range(len(words))], k=POOL)
    for _ in range(count):
        start = chance.randrange(POOL - 25)
        yield " ".join(pool[start : start + chance.randint(3, 25)])


def load(dsn: str, inbox: Inbox) -> None:
    """Fill the demo company's inbox. As the superuser, with triggers off: rows are whole by construction."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '256MB'")
        connection.execute("CREATE TEMP TABLE said (n bigint, body text)")
        with connection.cursor().copy("COPY said FROM STDIN") as copy:
            for number, text in enumerate(texts((inbox.conversations - inbox.first) * inbox.messages_each)):
                copy.write(f"{number}\t{text}\n")
        sizes = {"first": inbox.first, "conversations": inbox.conversations, "each": inbox.messages_each, "rare": RARE}
        for statement in (*_SORTING, *_STATEMENTS, *(_SEARCHED if inbox.searchable else ()), *_AT_LAST):
            connection.execute(statement, sizes)


_NAMED: Final = """
INSERT INTO {table} (id, workspace_id, name, created_at{column})
SELECT uuidv7(), (SELECT workspace_id FROM operators LIMIT 1), 'bench ' || kind, now(){value}
FROM unnest(ARRAY['frequent', 'rare']) AS kind
WHERE NOT EXISTS (SELECT FROM {table} WHERE name = 'bench ' || kind)
"""
_SORTING: Final = (
    _NAMED.format(table="teams", column="", value=""),
    _NAMED.format(table="labels", column=", colour", value=", 'blue'"),
)
"""A team that half of the conversations have, a label that a tenth has, and one of each that few have."""

_STATEMENTS: Final = (
    """
CREATE TEMP TABLE place AS
SELECT w.id AS workspace, c.id AS channel, o.id AS operator, t.id AS team, l.id AS label
FROM workspaces w JOIN channels c ON c.workspace_id = w.id
JOIN operators o ON o.workspace_id = w.id AND o.role = 'owner'
JOIN teams t ON t.workspace_id = w.id AND t.name = 'bench frequent'
JOIN labels l ON l.workspace_id = w.id AND l.name = 'bench frequent'
WHERE c.kind = 'telegram' LIMIT 1
""",
    """
CREATE TEMP TABLE talk AS
SELECT n, uuidv7() AS id, uuidv7() AS contact, uuidv7() AS identity,
       now() - n * interval '10 minutes' AS at, n %% 10 < 3 AS is_open, n %% 20 = 0 AS waits, n %% 20 = 1 AS sleeps,
       hashint4(n::int) & 1 = 0 AS teamed, hashint4(n::int) / 2 %% 10 = 0 AS labelled
FROM generate_series(%(first)s + 1, %(conversations)s) AS n
""",
    """
INSERT INTO contacts (id, workspace_id, name, root_id, created_at, last_seen_at)
SELECT contact, workspace, 'Покупатель ' || n, contact, at, at FROM talk, place
""",
    """
INSERT INTO identities (id, workspace_id, contact_id, channel_id, address_kind, address, verified, claimed, created_at)
SELECT identity, workspace, contact, channel, 'telegram', 'bench-' || n, true, false, at FROM talk, place
""",
    """
INSERT INTO conversations (id, workspace_id, number, channel_id, contact_id, identity_id, thread_id, subject, state,
    assignee_id, reply_token, preview, preview_author, opened_at, last_message_at, last_inbound_at, waiting_since,
    closed_at, inbound_count, snoozed_until, team_id, label_ids)
SELECT id, workspace, 1000000 + n, channel, contact, identity, 'bench-' || n, '',
    CASE WHEN is_open OR waits THEN 'open' ELSE 'closed' END, CASE WHEN n %% 4 = 0 THEN operator END,
    'bench' || n, 'Здравствуйте, когда привезут заказ?', 'contact', at - interval '1 day', at, at,
    CASE WHEN waits THEN at END, CASE WHEN is_open OR waits THEN NULL ELSE at END, 5,
    CASE WHEN sleeps THEN now() + n * interval '1 minute' END, CASE WHEN teamed THEN team END,
    CASE WHEN labelled THEN ARRAY[label] ELSE '{}' END
FROM talk, place
""",
    """
INSERT INTO conversation_labels (workspace_id, conversation_id, label_id, shelf, last_message_at)
SELECT c.workspace_id, c.id, label, c.shelf, c.last_message_at
FROM talk JOIN conversations c USING (id), place WHERE labelled
""",
    """
CREATE TEMP TABLE line AS
SELECT uuidv7() AS id, talk.id AS conversation, talk.contact, said.n %% %(each)s %% 2 = 0 AS inbound,
       talk.at - (%(each)s - 1 - said.n %% %(each)s) * interval '1 hour' AS at, said.n, said.body
FROM said JOIN talk ON talk.n = said.n / %(each)s + 1 + %(first)s
""",
    """
INSERT INTO messages (id, workspace_id, conversation_id, channel_id, kind, direction, author_kind, author_id, text,
    visible_text, html, subject, sent_at, stored_at, external_id, state)
SELECT id, workspace, conversation, channel, 'message', CASE WHEN inbound THEN 'in' ELSE 'out' END,
    CASE WHEN inbound THEN 'contact' ELSE 'operator' END, CASE WHEN inbound THEN contact ELSE operator END,
    body, body, '', '', at, at, 'bench-' || n, CASE WHEN inbound THEN NULL ELSE 'accepted' END
FROM line, place
""",
)

_SEARCHED: Final = (
    "DROP INDEX ix_message_search_document",
    """
INSERT INTO message_search (message_id, tenant_id, sent_at, words) SELECT id, workspace, at, body FROM line, place
""",
    "CREATE INDEX ix_message_search_document ON message_search USING gin (tenant_id, document)",
)

_AT_LAST: Final = (
    """
CREATE TEMP TABLE few AS
SELECT c.id, t.id AS team, l.id AS label
FROM conversations c JOIN teams t USING (workspace_id) JOIN labels l USING (workspace_id)
WHERE t.name = 'bench rare' AND l.name = 'bench rare' AND c.shelf = 'open' AND c.number > 1000000
    AND (c.number - 1000000) %% (%(conversations)s / %(rare)s / 10 * 10) = 2
""",
    "UPDATE conversations SET team_id = NULL FROM teams WHERE teams.id = team_id AND teams.name = 'bench rare'",
    """
UPDATE conversations SET label_ids = '{}' FROM labels
WHERE label_ids @> ARRAY[labels.id] AND labels.name = 'bench rare'
""",
    "DELETE FROM conversation_labels USING labels WHERE labels.id = label_id AND labels.name = 'bench rare'",
    "UPDATE conversations c SET team_id = team, label_ids = ARRAY[label] FROM few WHERE few.id = c.id",
    "DELETE FROM conversation_labels USING few WHERE conversation_id = few.id",
    """
INSERT INTO conversation_labels (workspace_id, conversation_id, label_id, shelf, last_message_at)
SELECT c.workspace_id, c.id, label, c.shelf, c.last_message_at FROM few JOIN conversations c USING (id)
""",
    "TRUNCATE conversation_counts",
    """
INSERT INTO conversation_counts (workspace_id, shelf, waiting, assignee_id, team_id, many)
SELECT workspace_id, shelf, waiting_since IS NOT NULL, assignee_id, team_id, count(*)
FROM conversations WHERE shelf <> 'merged' GROUP BY 1, 2, 3, 4, 5
""",
    "DROP TABLE said, line, talk, place, few",
    "VACUUM ANALYZE contacts",
    "VACUUM ANALYZE identities",
    "VACUUM ANALYZE conversations",
    "VACUUM ANALYZE conversation_counts",
    "VACUUM ANALYZE conversation_labels",
    "VACUUM ANALYZE messages",
    "VACUUM ANALYZE message_search",
)
