"""The inbox's lists, counts and search at 100,000 conversations and 1,000,000 messages, beside the bare SQL.

Requests go one after another over HTTP, through everything a browser's request goes through; the bare SQL asks the
same question of the same database by psycopg, as the program's own role, under the same row-level security. The two
alternate, in one run.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

import msgspec
import psycopg

from bench import harness, inbox_data, questions
from bench.figures import Figure, figure, percentile
from bench.inbox_data import Inbox
from bench.questions import PAGE, Question
from bench.wire import Http

WARM: Final = 5


class Size(msgspec.Struct, frozen=True, kw_only=True):
    inbox: Inbox = Inbox(conversations=100_000, messages_each=10)
    times: int = 60


TINY: Final = Size(inbox=Inbox(conversations=200, messages_each=5), times=3)


_SEARCH: Final = """
SELECT message_id FROM message_search
WHERE tenant_id = %(workspace)s AND document @@ websearch_to_tsquery('russian', %(words)s)
ORDER BY sent_at DESC, message_id DESC LIMIT 51
"""
_NARROWED_SEARCH: Final = """
SELECT message_id FROM message_search s JOIN messages m ON m.id = s.message_id
JOIN conversations c ON c.id = m.conversation_id
WHERE tenant_id = %(workspace)s AND document @@ websearch_to_tsquery('russian', %(words)s) {where}
ORDER BY s.sent_at DESC, message_id DESC LIMIT 51
"""


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with (
        harness.data_folder() as folder,
        harness.otklik(folder) as server,
        harness.signed_in(server) as desk,
        harness.connected_bot(desk),
        harness.database(server) as database,
        Http(server.port) as http,
    ):
        await asyncio.to_thread(inbox_data.load, database.admin_dsn, size.inbox)
        async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as connection:
            known = await company(connection)
            for question in _questions(known):
                spent, bare = await asked(question, known, http, connection, cookie=desk.cookie, times=size.times)
                for found in _figures(question, spent, bare):
                    yield found


def _questions(known: Mapping[str, object]) -> list[Question]:
    searches = [_search(name, words) for name, words in _searches().items()]
    words = inbox_data.vocabulary()
    narrowed = [
        _search(f"{often}.{place}", said, narrowing=f"&{name}={known[place]}", where=where)
        for often, said in (("frequent", words[0]), ("rare", words[15_000]))
        for place, name, where in _PLACES
    ]
    lists = [msgspec.structs.replace(one, name=f"inbox.list.{one.name}") for one in questions.lists(known)]
    counts = msgspec.structs.replace(questions.counts(), name="inbox.counts")
    return [*lists[: len(questions.VIEWS)], counts, *searches, *narrowed]


_PLACES: Final = (
    ("label", "label_id", "AND c.label_ids @> ARRAY[%(label)s]"),
    ("rare_label", "label_id", "AND c.label_ids @> ARRAY[%(rare_label)s]"),
    ("team", "team_id", "AND c.team_id = %(team)s"),
    ("rare_team", "team_id", "AND c.team_id = %(rare_team)s"),
    ("operator", "operator_id", "AND (m.author_id = %(operator)s OR c.assignee_id = %(operator)s)"),
)


def _searches() -> dict[str, str]:
    """Words by how often they are said."""
    words = inbox_data.vocabulary()
    return {
        "frequent": words[0],
        "two_frequent": f"{words[0]} {words[4]}",
        "middling": words[300],
        "rare": words[15_000],
        "frequent_and_rare": f"{words[1]} {words[12_000]}",
        "unknown": "небывальщина",
    }


def _search(name: str, words: str, *, narrowing: str = "", where: str = "") -> Question:
    return Question(
        name=f"inbox.search.{name}",
        path=f"/api/v1/search?q={quote(words)}&limit={PAGE}{narrowing}",
        sql=_NARROWED_SEARCH.format(where=where) if where else _SEARCH,
        values={"words": words},
        target="value <= 200",
    )


async def asked(
    question: Question,
    known: Mapping[str, object],
    http: Http,
    connection: psycopg.AsyncConnection,
    *,
    cookie: str,
    times: int,
) -> tuple[list[float], list[float]]:
    """Milliseconds over HTTP and in bare SQL, one after the other in turn."""
    spent: list[float] = []
    bare: list[float] = []
    for number in range(WARM + times):
        kept = number >= WARM
        started = time.perf_counter()
        await http.get(question.path, headers={"cookie": cookie})
        between = time.perf_counter()
        cursor = await connection.execute(question.sql.encode(), {**known, **question.values})
        await cursor.fetchall()
        if kept:
            spent.append((between - started) * 1000)
            bare.append((time.perf_counter() - between) * 1000)
    return spent, bare


def _figures(question: Question, spent: Sequence[float], bare: Sequence[float]) -> list[Figure]:
    """p50 and p95 in milliseconds; the target is for p95."""
    return [
        figure(
            f"{question.name}.p{percent}",
            percentile(spent, percent),
            "ms",
            reference=percentile(bare, percent),
            target=question.target if percent == 95 else None,
        )
        for percent in (50, 95)
    ]


async def company(connection: psycopg.AsyncConnection) -> dict[str, object]:
    """Scope the connection to the demo company, as the program does; what its questions are about."""
    await connection.execute("SELECT set_config('otklik.workspace_id', '*', false)")
    cursor = await connection.execute(_KNOWN)
    row = await cursor.fetchone()
    assert row is not None
    await connection.execute("SELECT set_config('otklik.workspace_id', %s, false)", [str(row[0])])
    names = ("workspace", "operator", "channel", "team", "rare_team", "label", "rare_label")
    return dict(zip(names, row, strict=True))


_KNOWN: Final = """
SELECT w.id, o.id, c.id, t.id, rt.id, l.id, rl.id
FROM workspaces w JOIN operators o ON o.workspace_id = w.id AND o.role = 'owner'
JOIN channels c ON c.workspace_id = w.id AND c.kind = 'telegram'
JOIN teams t ON t.name = 'bench frequent' JOIN teams rt ON rt.name = 'bench rare'
JOIN labels l ON l.name = 'bench frequent' JOIN labels rl ON rl.name = 'bench rare'
LIMIT 1
"""
