"""A node that sends to many is killed at any moment: nobody gets two letters, and who may have got one is unknown."""

import asyncio
import os
import random
import re
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from tests import factories_mass as toys
from tests.factories import Company, unit_of_work
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, wrong_server

from otklik.domains.delivery.service.mass.courier import BLOCK_MAX
from otklik.platform.settings import Settings
from otklik.program import Program

PEOPLE = int(os.environ.get("MASS_PEOPLE", "2000"))  # noqa: TID251 - of whoever runs the test
KILLS = int(os.environ.get("MASS_KILLS", "3"))  # noqa: TID251 - as above
"""The promise is of 50,000 and ten; a process takes seconds to start, so a test asks for less by itself."""
SEED = 20261129
NODE = "tests.faults.mass_node"
ROOT = Path(__file__).parents[2]
FLYING_BLOCKS = 2
"""How many blocks may be at the server when a kill comes."""
PATIENCE_SECONDS = 60.0 + PEOPLE / 100


@asynccontextmanager
async def node(program: Program, settings: Settings) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process of its own; killed at the end, as the kernel kills."""
    url = program.database.url
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", NODE, url, str(settings.data_dir), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        await process.wait()


def reached(receiver: Wrong) -> Counter[str]:
    """How many letters each address got."""
    found = (re.search(rb"<([0-9a-f]{32})@people\.test>", one) for one in receiver.kept)
    return Counter(one[1].decode() for one in found if one)


async def states_by_person(program: Program, company: Company, batch_id: UUID) -> dict[str, str]:
    async with unit_of_work(program, company) as ctx:
        query = text("SELECT contact_id, state FROM mass_messages WHERE batch_id = :id")
        return {row[0].hex: row[1] for row in await ctx.session.execute(query, {"id": batch_id})}


async def test_killed_at_any_moment_nobody_gets_two_letters_and_the_doubtful_are_unknown(
    program: Program, workspace: Company, settings: Settings
) -> None:
    chance = random.Random(SEED)
    await toys.purpose(program, workspace)
    async with wrong_server(lambda _stage, _count: None) as receiver:
        channel = await toys.mailbox(program, workspace, port=receiver.port)
        people = await toys.people(program, workspace, PEOPLE)
        batch_id = await toys.batch(program, workspace, channel)
        await toys.plan(program, workspace, batch_id, people)
        await toys.start(program, workspace, batch_id)

        async def over() -> bool:
            found = await toys.states(program, workspace, batch_id)
            return not found.keys() & {"planned", "handed"} and not any(one.startswith("planned") for one in found)

        for moment in sorted(chance.sample(range(1, PEOPLE * 3 // 4), KILLS)):

            async def enough(wanted: int = moment) -> bool:
                """So many letters went, or no more will: what a dead node held is in doubt and goes to nobody."""
                return len(receiver.kept) >= wanted or await over()

            async with node(program, settings):
                await eventually(enough, timeout_seconds=PATIENCE_SECONDS)
        async with node(program, settings):
            await eventually(over, timeout_seconds=PATIENCE_SECONDS, step_seconds=0.2)
    got = reached(receiver)
    by_person = await states_by_person(program, workspace, batch_id)
    assert len(by_person) == PEOPLE
    assert max(got.values()) == 1
    assert set(by_person.values()) <= {"accepted", "unknown"}
    assert {one for one, state in by_person.items() if state == "accepted"} <= got.keys()
    assert by_person.keys() - got.keys() <= {one for one, state in by_person.items() if state == "unknown"}
    unknown = Counter(by_person.values())["unknown"]
    assert unknown <= KILLS * FLYING_BLOCKS * BLOCK_MAX, "what was not in flight is not in doubt"
    assert await toys.counted(program, workspace, batch_id) == await toys.states(program, workspace, batch_id)
    sys.stderr.write(f"{PEOPLE} people, {KILLS} kills: {len(got)} letters, {unknown} unknown\n")
