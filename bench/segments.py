"""Segments at a million people and twenty million events, beside SQL written by hand for the same question.

Ours is all the program does: the segment's row and what it names are read, the rule is compiled and asked. The hand's
SQL goes over the same connection, as the same role under row-level security, the two in turn; a question counts only
if both find as many people.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import column, insert, table, text

from bench import harness, segments_data
from bench.figures import Figure, figure, median
from bench.segments_data import Town
from bench.segments_questions import BIG, BROAD, NARROW, Question
from otklik.domains.segments import service
from otklik.domains.segments.rules import tree
from otklik.domains.segments.service import peopling, worlds
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import Database
from otklik.program import Program


class Size(msgspec.Struct, frozen=True, kw_only=True):
    town: Town = Town(people=1_000_000, events=20_000_000)
    times: int = 5
    times_raw: int = 2
    """Of a scan of all events."""


TINY: Final = Size(town=Town(people=2_000, events=40_000), times=2, times_raw=1)
AS_QUICK: Final = "ratio <= 1.2"
ROLLED_UP: Final = "ratio <= 0.05"
DAYS: Final = (7, 14, 30, 90, 180)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with harness.program() as (program, database):
        company = await workspaces.demo_company(
            program.parts, password="bench bench bench", email="bench@shop.example", name="Bench", owner_name="Bench"
        )
        await asyncio.to_thread(segments_data.load, database.admin_dsn, company.workspace_id, size.town)
        async for found in measured(program, company.workspace_id, size):
            yield found


async def measured(program: Program, company: WorkspaceId, size: Size) -> AsyncGenerator[Figure]:
    async with program.parts.get(Database).transaction(company) as ctx:
        await ctx.session.execute(text("SET LOCAL statement_timeout = 0"))
        values = await _values(ctx)
        for name, question in NARROW.items():
            ours, bare = await _counted(ctx, name, question, values, times=size.times)
            yield figure(f"segments.narrow.{name}", ours, "ms", reference=bare, target=AS_QUICK)
            shown = await _spent(lambda rule=question.rule: peopling.count(ctx, rule, segment_id=None), size.times)
            yield figure(f"segments.live.{name}", shown, "ms", reference=bare)
        for name, question in BROAD.items():
            ours, bare = await _counted(ctx, name, question, values, times=size.times_raw)
            yield figure(f"segments.broad.{name}", ours, "ms", reference=bare, target=ROLLED_UP)
        ours, bare = await _one(ctx, NARROW["careful"], values, times=size.times * 4)
        yield figure("segments.one", ours, "ms", reference=bare)
        ours, bare = await _taken(ctx, BIG, values, times=size.times)
        yield figure("segments.materialise", ours, "ms", reference=bare, target=AS_QUICK)


async def _values(ctx: Ctx) -> dict[str, object]:
    world = await worlds.world(ctx, tree.EVERYBODY)
    since = {f"days_{days}": world.bounds(tree.Last(amount=days))[0] for days in DAYS}
    return {"workspace": ctx.workspace_id, **since}


async def _segment(ctx: Ctx, name: str, question: Question) -> UUID:
    made = await service.create(ctx, service.NewSegment(name=name, rule=dict(question.rule)))
    return made.id


async def _counted(
    ctx: Ctx, name: str, question: Question, values: Mapping[str, object], *, times: int
) -> tuple[float, float]:
    segment_id = await _segment(ctx, name, question)
    counted = f"SELECT count(*) FROM ({question.sql}) AS found"

    async def by_hand() -> int:
        return (await _asked(ctx, counted, values))[0][0]

    assert (found := await service.size(ctx, segment_id)) == await by_hand(), f"{name}: {found}"
    return await _in_turn(lambda: service.size(ctx, segment_id), by_hand, times)


async def _one(ctx: Ctx, question: Question, values: Mapping[str, object], *, times: int) -> tuple[float, float]:
    """Whether one person is in."""
    segment_id = await _segment(ctx, "one", question)
    person = (await service.page(ctx, segment_id, limit=1))[0]
    asked = f"SELECT person FROM ({question.sql}) AS found (person) WHERE person = %(person)s"
    assert await service.holds(ctx, segment_id, [person]) == {person}
    return await _in_turn(
        lambda: service.holds(ctx, segment_id, [person]),
        lambda: _asked(ctx, asked, {**values, "person": person}),
        times,
    )


async def _taken(ctx: Ctx, question: Question, values: Mapping[str, object], *, times: int) -> tuple[float, float]:
    """Everybody of a big segment put into a table, as who sends to them does."""
    segment_id = await _segment(ctx, "big", question)
    await ctx.session.execute(text("CREATE TEMP TABLE taken (contact_id uuid) ON COMMIT DROP"))
    taken = table("taken", column("contact_id"))

    async def ours() -> None:
        await ctx.session.execute(insert(taken).from_select(["contact_id"], await service.members(ctx, segment_id)))

    async def bare() -> None:
        await (await ctx.driver()).execute(f"INSERT INTO taken {question.sql}".encode(), values)

    await ours()
    size = await ctx.session.scalar(text("SELECT count(*) FROM taken"))
    await bare()
    assert await ctx.session.scalar(text("SELECT count(*) FROM taken")) == 2 * (size or 0)
    return await _in_turn(ours, bare, times)


async def _in_turn(
    ours: Callable[[], Awaitable[object]], bare: Callable[[], Awaitable[object]], times: int
) -> tuple[float, float]:
    """Medians of milliseconds."""
    spent = [(await _spent(ours), await _spent(bare)) for _ in range(times)]
    return median(one for one, _ in spent), median(one for _, one in spent)


async def _spent(act: Callable[[], Awaitable[object]], times: int = 1) -> float:
    found: list[float] = []
    for _ in range(times):
        started_at = time.perf_counter()
        await act()
        found.append((time.perf_counter() - started_at) * 1000)
    return median(found)


async def _asked(ctx: Ctx, sql: str, values: Mapping[str, object]) -> Sequence[Any]:  # Any: rows
    connection = await ctx.driver()
    cursor = await connection.execute(sql.encode(), values)
    return await cursor.fetchall()
