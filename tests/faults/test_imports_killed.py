"""A node that loads a file of events is killed at any moment: each row is in once, and what is said to be in is in."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from tests.factories import Company, unit_of_work
from tests.factories_activity import begin_import, import_plan
from tests.faults.waiting import eventually

from otklik.domains.activity.import_schemas import ImportOut
from otklik.domains.activity.service import imports, undoing
from otklik.platform.settings import Settings
from otklik.program import Program

ROWS = int(os.environ.get("IMPORT_ROWS", "20000"))  # noqa: TID251 - of whoever runs the test
KILLS = int(os.environ.get("IMPORT_KILLS", "4"))  # noqa: TID251 - as above
PEOPLE = 700
BLOCK = 100
SEED = 20261130
NODE = "tests.faults.import_node"
ROOT = Path(__file__).parents[2]
PLAN = import_plan("email", "fact_name", "at", "key")
_FIGURES = text("""
SELECT (SELECT count(*) FROM facts WHERE workspace_id = :company),
       (SELECT coalesce(sum(count), 0) FROM fact_totals WHERE workspace_id = :company),
       (SELECT coalesce(sum(count), 0) FROM fact_names WHERE workspace_id = :company),
       (SELECT count(*) FROM contacts WHERE workspace_id = :company)
""")


@asynccontextmanager
async def node(program: Program, settings: Settings, company: Company, import_id: UUID) -> AsyncGenerator[None]:
    """A process of its own; killed at the end, as the kernel kills."""
    given = (program.database.url, str(settings.data_dir), str(company.id), str(import_id), str(BLOCK))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", NODE, *given, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def begun(program: Program, company: Company) -> UUID:
    rows = [(f"p{one % PEOPLE}@x.example", ("viewed", "read")[one % 2], "2026-03-01", one) for one in range(ROWS)]
    return await begin_import(program, company, rows, PLAN)


async def seen(program: Program, company: Company, import_id: UUID) -> tuple[ImportOut, list[int]]:
    """What the import says, and at the same moment: facts, their roll-ups, their names, people."""
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(text("SELECT FROM imports WHERE id = :id FOR UPDATE"), {"id": import_id})
        said = await imports.get(ctx, import_id)
        return said, list((await ctx.session.execute(_FIGURES, {"company": company.id})).one())


async def test_killed_at_any_moment_each_row_is_in_once_and_an_undone_import_leaves_nothing(
    program: Program, workspace: Company, settings: Settings
) -> None:
    chance = random.Random(SEED)
    import_id = await begun(program, workspace)
    for number in range(KILLS):
        wanted = ROWS * number // (KILLS + 1) + chance.randrange(1, ROWS // (KILLS + 1))

        async def enough(wanted: int = wanted) -> bool:
            said, figures = await seen(program, workspace, import_id)
            assert [said.done, said.created] == figures[:1] * 2, (said, figures)
            return said.done >= wanted

        async with node(program, settings, workspace, import_id):
            await eventually(enough)
        said, (facts, totals, names, _) = await seen(program, workspace, import_id)
        assert said.state == "running"
        assert said.done == said.created == facts == totals == names

    async def over() -> bool:
        return (await seen(program, workspace, import_id))[0].state == "done"

    async with node(program, settings, workspace, import_id):
        await eventually(over)
    said, figures = await seen(program, workspace, import_id)
    assert (said.rows, said.done, said.created, said.skipped) == (ROWS, ROWS, ROWS, 0)
    assert figures == [ROWS, ROWS, ROWS, PEOPLE]
    async with unit_of_work(program, workspace) as ctx:
        await imports.undo(ctx, import_id)
    await undoing.undo(program.parts, workspace_id=workspace.id, import_id=import_id)
    assert (await seen(program, workspace, import_id))[1] == [0, 0, 0, 0]
