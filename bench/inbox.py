"""The inbox's lists, counts and search at 100,000 conversations and 1,000,000 messages, beside the bare SQL.

Requests go one after another over HTTP, through everything a browser's request goes through; the bare SQL asks the
same question of the same database by psycopg, as the program's own role, under the same row-level security. The two
alternate, in one run.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import quote

import msgspec
import psycopg

from bench import harness, inbox_data
from bench.figures import Figure, figure, percentile
from bench.inbox_data import Inbox
from bench.wire import Http

PAGE: Final = 50
WARM: Final = 5


class Size(msgspec.Struct, frozen=True, kw_only=True):
    inbox: Inbox = Inbox(conversations=100_000, messages_each=10)
    times: int = 60


TINY: Final = Size(inbox=Inbox(conversations=200, messages_each=5), times=3)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a screen asks, and the same in bare SQL."""

    name: str
    path: str
    sql: str
    values: Mapping[str, object] = {}
    target: str = ""


_LIST: Final = (
    "SELECT * FROM conversations WHERE workspace_id = %(workspace)s AND {where} ORDER BY {order} LIMIT " + str(PAGE + 1)
)
_LATEST: Final = "last_message_at DESC, id DESC"
_VIEWS: Final = {
    "mine": ("state = 'open' AND assignee_id = %(operator)s", _LATEST),
    "unassigned": ("state = 'open' AND assignee_id IS NULL", _LATEST),
    "waiting": ("waiting_since IS NOT NULL", "waiting_since, id"),
    "open": ("state = 'open'", _LATEST),
    "closed": ("state = 'closed'", _LATEST),
    "all": ("true", _LATEST),
}
_COUNT: Final = (
    "SELECT count(*) FROM"
    " (SELECT id FROM conversations WHERE workspace_id = %(workspace)s AND {where} LIMIT 10000) AS counted"
)
_SEARCH: Final = """
SELECT message_id FROM message_search
WHERE tenant_id = %(workspace)s AND document @@ websearch_to_tsquery('russian', %(words)s)
ORDER BY sent_at DESC, message_id DESC LIMIT 51
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
            known = await _company(connection)
            for question in _questions():

                async def over_http(path: str = question.path) -> None:
                    await http.get(path, headers={"cookie": desk.cookie})

                async def bare(asked: Question = question) -> None:
                    cursor = await connection.execute(asked.sql.encode(), {**known, **asked.values})
                    await cursor.fetchall()

                for found in await _compare(question, over_http, bare, times=size.times):
                    yield found


def _questions() -> list[Question]:
    lists = [
        Question(
            name=f"inbox.list.{view}",
            path=f"/api/v1/conversations?view={view}&limit={PAGE}",
            sql=_LIST.format(where=where, order=order),
            target="value <= 50",
        )
        for view, (where, order) in _VIEWS.items()
    ]
    counts = Question(
        name="inbox.counts",
        path="/api/v1/conversations/counts",
        sql=" UNION ALL ".join(_COUNT.format(where=where) for where, _ in _VIEWS.values()),
        target="value <= 50",
    )
    return [*lists, counts, *(_search(name, words) for name, words in _searches().items())]


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


def _search(name: str, words: str) -> Question:
    return Question(
        name=f"inbox.search.{name}",
        path=f"/api/v1/search?q={quote(words)}&limit={PAGE}",
        sql=_SEARCH,
        values={"words": words},
        target="value <= 200",
    )


Ask = Callable[[], Awaitable[None]]


async def _compare(question: Question, ours: Ask, bare: Ask, *, times: int) -> list[Figure]:
    """p50 and p95 in milliseconds; the target is for p95."""
    spent: list[float] = []
    reference: list[float] = []
    for number in range(WARM + times):
        for ask, kept in ((ours, spent), (bare, reference)):
            started = time.perf_counter()
            await ask()
            if number >= WARM:
                kept.append((time.perf_counter() - started) * 1000)
    return [
        figure(
            f"{question.name}.p{percent}",
            percentile(spent, percent),
            "ms",
            reference=percentile(reference, percent),
            target=question.target if percent == 95 else None,
        )
        for percent in (50, 95)
    ]


async def _company(connection: psycopg.AsyncConnection) -> dict[str, object]:
    """Scope the connection to the demo company, as the program does."""
    await connection.execute("SELECT set_config('otklik.workspace_id', '*', false)")
    cursor = await connection.execute("SELECT workspace_id, id FROM operators LIMIT 1")
    row = await cursor.fetchone()
    assert row is not None
    await connection.execute("SELECT set_config('otklik.workspace_id', %s, false)", [str(row[0])])
    return {"workspace": row[0], "operator": row[1]}
