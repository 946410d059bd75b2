"""The inbox's lists at a thousand, a hundred thousand and a million conversations: what growing costs.

Two judgements of growth from 10^3 to 10^6. A walk through an index grows by the logarithm of the rows, here twofold
(log 10^6 / log 10^3), so no median over HTTP may more than double, that of the counts included. And, as times depend on
how busy the machine is, the pages that the SQL touches are counted too: these are the same at any load.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final

import msgspec
import psycopg

from bench import harness, inbox_data, questions
from bench.figures import Figure, figure, percentile
from bench.inbox import asked, company
from bench.inbox_data import Inbox
from bench.questions import Question
from bench.wire import Http

GROWTH_MAX: Final = "ratio <= 2"


class Size(msgspec.Struct, frozen=True, kw_only=True):
    conversations: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    messages_each: int = 1
    times: int = 40


TINY: Final = Size(conversations=(1_000, 2_000), times=3)
Numbers = dict[str, float]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Of each list, by name, at one size."""

    medians: Numbers
    pages: Numbers


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
        at_sizes: list[Measured] = []
        loaded = 0
        for many in size.conversations:
            inbox = Inbox(conversations=many, messages_each=size.messages_each, first=loaded, searchable=False)
            await asyncio.to_thread(inbox_data.load, database.admin_dsn, inbox)
            loaded = many
            measured = Measured(medians={}, pages={})
            async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as connection:
                known = await company(connection)
                if not at_sizes:
                    await desk.post("/api/v1/saved-views", _saved(known))
                for question in [*questions.lists(known), questions.counts()]:
                    ours, bare = await asked(question, known, http, connection, cookie=desk.cookie, times=size.times)
                    measured.medians[question.name] = percentile(ours, 50)
                    measured.pages[question.name] = await _pages(connection, question, known)
                    for found in _figures(question, ours, bare, many=many):
                        yield found
            at_sizes.append(measured)
        for found in _growth(at_sizes[0], at_sizes[-1]):
            yield found


def _saved(known: Mapping[str, object]) -> dict[str, object]:
    """A view of its own, so that the counts count it; its list is `team_rare_label`."""
    chosen = {"view": "open", "team_id": str(known["team"]), "label_id": str(known["rare_label"])}
    return {"name": "bench", "filter": chosen}


def _figures(question: Question, ours: list[float], bare: list[float], *, many: int) -> list[Figure]:
    name = f"lists.{question.name}.{many}"
    target = question.target
    return [
        figure(f"{name}.p50", percentile(ours, 50), "ms", reference=percentile(bare, 50)),
        figure(f"{name}.p95", percentile(ours, 95), "ms", reference=percentile(bare, 95), target=target),
    ]


def _growth(first: Measured, last: Measured) -> list[Figure]:
    """The largest size beside the smallest."""
    found: list[Figure] = []
    for name, spent in last.medians.items():
        found.append(figure(f"lists.growth.{name}", spent, "ms", reference=first.medians[name], target=GROWTH_MAX))
        found.append(figure(f"lists.pages.{name}", last.pages[name], "pages", reference=first.pages[name]))
    return found


async def _pages(connection: psycopg.AsyncConnection, question: Question, known: Mapping[str, object]) -> float:
    """Pages of 8 KiB that the SQL touched, wherever they lay."""
    explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {question.sql}"
    cursor = await connection.execute(explained.encode(), {**known, **question.values})
    row: Any = await cursor.fetchone()  # Any: PostgreSQL's own document
    plan = row[0][0]["Plan"]
    return float(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
