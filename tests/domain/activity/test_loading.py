"""A file of events is written by several at once: each row once, each total right, whatever comes between."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text
from tests.factories import Company, unit_of_work
from tests.factories_activity import Row, begin_import, import_plan

from otklik.domains.activity.import_schemas import ImportKind, ImportOut, ImportPlan
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import filling, imports, lanes, loading, recording, undoing
from otklik.platform.db import Database
from otklik.platform.settings import Settings
from otklik.program import Program

BLOCK = 20
DAY = "2026-03-01 10:00"


EVENTS = import_plan("email", "fact_name", "at", "key", "amount")
ORDERS = import_plan("email", "key", "at", "product", "quantity", "price")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BLOCK", BLOCK)


def events(count: int, *, people: int, mark: str = "k") -> list[Row]:
    return [
        (f"p{number % people}@x.example", ("viewed", "purchase")[number % 2], DAY, f"{mark}-{number}", 1)
        for number in range(count)
    ]


async def begun(
    program: Program, company: Company, rows: Sequence[Row], how: ImportPlan = EVENTS, kind: ImportKind = "facts"
) -> UUID:
    return await begin_import(program, company, rows, how, kind=kind)


async def load(program: Program, company: Company, import_id: UUID) -> ImportOut:
    await loading.load(program.parts, workspace_id=company.id, import_id=import_id)
    return await seen(program, company, import_id)


async def seen(program: Program, company: Company, import_id: UUID) -> ImportOut:
    async with unit_of_work(program, company) as ctx:
        return await imports.get(ctx, import_id)


async def asked(program: Program, company: Company, query: str) -> list[tuple[Any, ...]]:  # Any: of any columns
    async with unit_of_work(program, company) as ctx:
        found = await ctx.session.execute(text(query), {"company": company.id})
        return [tuple(row) for row in found]


async def counted_right(program: Program, company: Company) -> bool:
    """Whether roll-ups and names are what the facts add up to."""
    kept = "SELECT contact_id, name, count, sum_minor FROM fact_totals WHERE workspace_id = :company"
    true = """SELECT root_id, facts.name, count(*), sum(amount_minor)
              FROM facts JOIN contacts ON contacts.id = contact_id
              WHERE facts.workspace_id = :company GROUP BY 1, 2"""
    named = "SELECT name, count FROM fact_names WHERE workspace_id = :company"
    names = "SELECT name, count(*) FROM facts WHERE workspace_id = :company GROUP BY 1"
    pairs = [(kept, true), (named, names)]
    return all([
        set(await asked(program, company, one)) == set(await asked(program, company, two)) for one, two in pairs
    ])  # fmt: skip


async def facts(program: Program, company: Company) -> int:
    ((count,),) = await asked(program, company, "SELECT count(*) FROM facts WHERE workspace_id = :company")
    return int(count)


async def people(program: Program, company: Company) -> int:
    ((count,),) = await asked(program, company, "SELECT count(*) FROM contacts WHERE workspace_id = :company")
    return int(count)


async def test_several_write_a_file_at_once_and_each_row_is_in_once(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, most = 0, 0
    take = filling.take

    async def watched(*given: Any) -> filling.Counts:  # Any: as the function watched
        nonlocal writing, most
        writing += 1
        most = max(most, writing)
        try:
            return await take(*given)
        finally:
            writing -= 1

    monkeypatch.setattr(filling, "take", watched)
    done = await load(program, workspace, await begun(program, workspace, events(400, people=70)))
    assert most == lanes.LANES
    assert (done.state, done.rows, done.done, done.created, done.skipped) == ("done", 400, 400, 400, 0)
    assert (await facts(program, workspace), await people(program, workspace)) == (400, 70)
    assert await counted_right(program, workspace)


async def test_a_file_loaded_twice_and_at_once_is_counted_once(program: Program, workspace: Company) -> None:
    import_id = await begun(program, workspace, events(300, people=40))
    await asyncio.gather(*(load(program, workspace, import_id) for _ in range(3)))
    done = await seen(program, workspace, import_id)
    assert (done.state, done.rows, done.done, done.created, done.skipped) == ("done", 300, 300, 300, 0)
    assert (await facts(program, workspace), await people(program, workspace)) == (300, 40)
    assert await counted_right(program, workspace)


async def test_files_that_repeat_each_other_and_events_that_come_meanwhile_are_each_in_once(
    program: Program, workspace: Company
) -> None:
    one = events(300, people=40)
    ids = [await begun(program, workspace, rows) for rows in (one, one[::-1])]

    async def come() -> None:
        for number in range(60):
            async with unit_of_work(program, workspace) as ctx:
                who = PersonRef(email=f"p{number % 40}@x.example")
                names = ("purchase", "viewed")
                await recording.record(ctx, [FactIn(person=who, name=name, source="api") for name in names])

    first, second, _ = await asyncio.gather(load(program, workspace, ids[0]), load(program, workspace, ids[1]), come())
    assert first.created + second.created == 300
    assert first.skipped + second.skipped == 300
    assert (await facts(program, workspace), await people(program, workspace)) == (420, 40)
    ((wrong,),) = await asked(
        program,
        workspace,
        """SELECT count(*) FROM fact_totals AS kept WHERE workspace_id = :company AND count != (
               SELECT count(*) FROM facts WHERE facts.contact_id = kept.contact_id AND facts.name = kept.name)""",
    )
    assert wrong == 0


async def test_of_a_key_that_stands_twice_the_first_is_kept_and_counted_once(
    program: Program, workspace: Company
) -> None:
    rows = [
        (f"p{number}@x.example", "purchase", DAY, f"k-{number}", amount) for amount in (1, 2) for number in range(90)
    ]
    done = await load(program, workspace, await begun(program, workspace, rows))
    assert (done.state, done.done, done.created, done.skipped) == ("done", 180, 90, 90)
    assert await asked(
        program, workspace, "SELECT DISTINCT amount_minor FROM facts WHERE workspace_id = :company"
    ) == [(100,)]  # fmt: skip
    assert await counted_right(program, workspace)


async def test_one_key_of_two_people_is_one_event(program: Program, workspace: Company) -> None:
    rows = [(f"p{number % 50}@x.example", "viewed", DAY, f"k-{number % 60}", "") for number in range(200)]
    done = await load(program, workspace, await begun(program, workspace, rows))
    assert (done.state, done.created, done.skipped) == ("done", 60, 140)
    assert await facts(program, workspace) == 60


async def test_no_order_loses_its_lines_where_a_block_ends(program: Program, workspace: Company) -> None:
    rows = [
        (f"p{order % 7}@x.example", f"A-{order}", DAY, f"C-{line}", 1, 10) for order in range(50) for line in range(3)
    ]
    done = await load(program, workspace, await begun(program, workspace, rows, ORDERS, "purchases"))
    assert (done.state, done.created, done.skipped) == ("done", 50, 0)
    assert await asked(
        program, workspace, "SELECT DISTINCT amount_minor FROM facts WHERE workspace_id = :company"
    ) == [(3_000,)]  # fmt: skip


async def test_an_order_that_a_file_tells_twice_has_its_lines_once(program: Program, workspace: Company) -> None:
    order = [("p@x.example", "A-1", DAY, f"C-{line}", 1, 10) for line in range(2)]
    other = ("q@x.example", "B-1", DAY, "C-1", 1, 10)
    done = await load(program, workspace, await begun(program, workspace, [*order, other, *order], ORDERS, "purchases"))
    assert (done.created, done.skipped) == (2, 1)
    ((amount,),) = await asked(
        program, workspace, "SELECT amount_minor FROM facts WHERE workspace_id = :company AND key LIKE '%A-1'"
    )
    assert amount == 2_000


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], Any]], None]:  # Any: awaitable
    """After so many blocks were written, and before they are counted, something else happens first."""

    def arrange(blocks: int, happens: Callable[[], Any]) -> None:  # Any: as above
        left, take = [blocks], filling.take

        async def taken(*given: Any) -> filling.Counts:  # Any: as the function itself
            found = await take(*given)
            left[0] -= 1
            if left[0] == 0:
                await happens()
            return found

        monkeypatch.setattr(filling, "take", taken)

    return arrange


async def test_a_stopped_import_counts_what_is_in_and_can_be_undone(
    program: Program, workspace: Company, stopping: Callable[[int, Callable[[], Any]], None]
) -> None:
    import_id = await begun(program, workspace, events(400, people=70))

    async def stop() -> None:
        async with unit_of_work(program, workspace) as ctx:
            await imports.cancel(ctx, import_id)

    stopping(5, stop)
    stopped = await load(program, workspace, import_id)
    assert stopped.state == "cancelled"
    assert 0 < stopped.created < 400
    assert (stopped.created, stopped.done) == (await facts(program, workspace),) * 2
    assert await counted_right(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await imports.undo(ctx, import_id)
    await undoing.undo(program.parts, workspace_id=workspace.id, import_id=import_id)
    assert (await facts(program, workspace), await people(program, workspace)) == (0, 0)
    assert await counted_right(program, workspace)


async def test_an_import_undone_while_its_last_blocks_are_written_leaves_nothing(
    program: Program, workspace: Company, stopping: Callable[[int, Callable[[], Any]], None]
) -> None:
    import_id = await begun(program, workspace, events(400, people=70))
    undone: list[asyncio.Task[None]] = []

    async def take_back() -> None:
        async with unit_of_work(program, workspace) as ctx:
            await imports.cancel(ctx, import_id)
            await imports.undo(ctx, import_id)
        undone.append(asyncio.create_task(undoing.undo(program.parts, workspace_id=workspace.id, import_id=import_id)))

    stopping(4, take_back)
    await load(program, workspace, import_id)
    await undone[0]
    assert (await seen(program, workspace, import_id)).state == "undone"
    assert (await facts(program, workspace), await people(program, workspace)) == (0, 0)


async def test_a_load_that_broke_off_goes_on_with_what_is_left(
    program: Program, workspace: Company, stopping: Callable[[int, Callable[[], Any]], None]
) -> None:
    import_id = await begun(program, workspace, events(400, people=70))

    async def break_off() -> None:
        raise ConnectionError

    stopping(5, break_off)
    with pytest.raises(ConnectionError):
        await load(program, workspace, import_id)
    half = await seen(program, workspace, import_id)
    assert half.state == "running"
    assert half.done == half.created == await facts(program, workspace) < 400
    done = await load(program, workspace, import_id)
    assert (done.state, done.done, done.created, done.skipped) == ("done", 400, 400, 0)
    assert await counted_right(program, workspace)


async def test_what_an_earlier_version_began_goes_on_as_the_file_goes(program: Program, workspace: Company) -> None:
    import_id = await begun(program, workspace, events(100, people=30))
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(
            text("UPDATE imports SET state = 'running', done = 40, created = 40 WHERE id = :id"), {"id": import_id}
        )
    done = await load(program, workspace, import_id)
    assert (done.state, done.done, done.created) == ("done", 100, 100)
    keys = await asked(program, workspace, "SELECT key FROM facts WHERE workspace_id = :company")
    assert sorted(int(key.rpartition("-")[2]) for (key,) in keys) == list(range(40, 100))


async def test_a_ring_with_another_transaction_is_tried_again(
    program: Program, workspace: Company, stopping: Callable[[int, Callable[[], Any]], None]
) -> None:
    import_id = await begun(program, workspace, events(100, people=30))

    async def ring() -> None:
        async with unit_of_work(program, workspace) as ctx:
            await ctx.session.execute(text("DO $$ BEGIN RAISE deadlock_detected; END $$"))

    stopping(2, ring)
    done = await load(program, workspace, import_id)
    assert (done.state, done.done, done.created) == ("done", 100, 100)


@pytest.fixture
async def narrow(settings: Settings, postgres: str) -> AsyncIterator[Program]:
    """A program with one connection for its work."""
    running = Program(msgspec.structs.replace(settings, database_connections_max=1), database_url=postgres)
    await running.start(work=False)
    yield running
    await running.stop()


async def test_with_one_connection_the_file_is_in_too(narrow: Program, workspace: Company) -> None:
    assert narrow.parts.get(Database).engine.pool.status().startswith("Pool size: 1")
    done = await load(narrow, workspace, await begun(narrow, workspace, events(200, people=30)))
    assert (done.state, done.created) == ("done", 200)


async def test_blank_and_wrong_rows_are_gone_through_too(program: Program, workspace: Company) -> None:
    rows = [*events(60, people=10), *[("",) * 5] * 30, *[("nobody", "viewed", DAY, "", "")] * 30]
    done = await load(program, workspace, await begun(program, workspace, rows))
    assert (done.state, done.rows, done.done, done.created, done.refused) == ("done", 120, 120, 60, 30)
