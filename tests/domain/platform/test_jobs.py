"""Work that comes by the thousand does not keep waiting what somebody waits for."""

import asyncio
import sys

from tests.factories import Company, unit_of_work
from tests.faults.waiting import eventually

from otklik.platform.context import Ctx
from otklik.platform.jobs import BULK, CONCURRENCY, Jobs, job
from otklik.program import Program

held = asyncio.Event()
done: list[str] = []


@job(queue=BULK)
async def grind(_: Ctx, *, number: int) -> None:
    await held.wait()
    done.append(f"ground {number}")


@job()
async def answer(_: Ctx) -> None:
    done.append("answered")


async def test_a_thousand_bulk_jobs_leave_hands_for_the_rest(
    program: Program, workspace: Company, postgres: str
) -> None:
    jobs = Jobs(postgres, parts=program.parts)
    jobs.collect([sys.modules[__name__]])
    await jobs.open()
    async with unit_of_work(program, workspace) as ctx:
        for number in range(CONCURRENCY + 4):
            await jobs.defer(ctx, grind, arguments={"number": number})
        await jobs.defer(ctx, answer, arguments={})
    working = asyncio.create_task(jobs.work())
    try:
        await eventually(lambda: "answered" in done)
        assert done == ["answered"]
        held.set()
        await eventually(lambda: len(done) == CONCURRENCY + 5)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await jobs.close()
