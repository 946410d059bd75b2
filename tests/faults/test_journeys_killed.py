"""A node on which people walk a cascade is killed at any moment: each step speaks once to each, or is unknown."""

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
from tests import factories_campaigns as said
from tests import factories_mass as toys
from tests.factories import Company, unit_of_work
from tests.factories_journeys import Shop, mailbox
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, wrong_server

from otklik.domains.journeys import documents as doc
from otklik.domains.journeys.service import entering
from otklik.platform.settings import Settings
from otklik.program import Program

PEOPLE = int(os.environ.get("JOURNEY_PEOPLE", "300"))  # noqa: TID251 - of whoever runs the test
KILLS = int(os.environ.get("JOURNEY_KILLS", "4"))  # noqa: TID251 - as above
"""The promise is of 50,000 and ten; a process takes seconds to start, so a test asks for less by itself."""
SEED = 20261129
NODE = "tests.faults.journey_node"
ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 180.0 + PEOPLE / 50
HOURS = 3
"""By so much the clocks of later nodes are ahead: the patience of the first letters is over."""
STEPS = {"cascade.0": "first", "cascade.1": "second", "bye.0": "bye"}
"""What each step's letters are called."""


@asynccontextmanager
async def node(program: Program, settings: Settings, *, hours: int) -> AsyncGenerator[None]:
    """A process of its own; killed at the end, as the kernel kills."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        NODE,
        program.database.url,
        str(settings.data_dir),
        str(hours),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        await process.wait()


async def begun(program: Program, company: Company, receiver: Wrong) -> tuple[Shop, UUID]:
    """A cascade of two letters and a word of farewell, with everybody at its beginning."""
    await toys.purpose(program, company)
    boxes = [await mailbox(program, company, one, port=receiver.port) for one in ("one", "two")]
    letters = [await said.template(program, company, subject=one) for one in STEPS.values()]
    first, second, bye = (
        doc.JourneyWay(channel_id=box, template_id=letter)
        for box, letter in zip((*boxes, boxes[0]), letters, strict=True)
    )
    steps = tuple(doc.CascadeStep(way=way, patience_seconds=3_600) for way in (first, second))
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="cascade"),
        nodes=(
            doc.Cascade(id="cascade", steps=steps, purpose=toys.PURPOSE, next="bye"),
            doc.Send(id="bye", ways=(bye,), purpose=toys.PURPOSE, next="end"),
            doc.Exit(id="end"),
        ),
    )
    walkers = Shop(program, company, first, second, bye)
    journey_id = await walkers.journey(graph)
    people = await toys.people(program, company, PEOPLE)
    for start in range(0, PEOPLE, entering.BLOCK_MAX):
        await walkers.enter(journey_id, *people[start : start + entering.BLOCK_MAX])
    return walkers, journey_id


def reached(receiver: Wrong) -> Counter[tuple[str, str]]:
    """How many letters of each name each address got."""
    found: Counter[tuple[str, str]] = Counter()
    for one in receiver.kept:
        who, what = re.search(rb"<([0-9a-f]{32})@people\.test>", one), re.search(rb"(?m)^Subject: (\w+)", one)
        assert who
        assert what
        found[who[1].decode(), what[1].decode()] += 1
    return found


async def test_killed_at_any_moment_each_step_speaks_to_each_once_and_the_doubtful_are_unknown(
    program: Program, workspace: Company, settings: Settings
) -> None:
    chance = random.Random(SEED)
    async with wrong_server(lambda _stage, _count: None) as receiver:
        walkers, journey_id = await begun(program, workspace, receiver)
        hours = 0
        for number in range(KILLS):
            hours = 0 if number < KILLS // 2 else HOURS
            wanted = len(receiver.kept) + chance.randrange(1, PEOPLE // KILLS)

            async def enough(wanted: int = wanted, hours: int = hours) -> bool:
                """So many letters went, or no more will: what a dead node held is in doubt and goes to nobody."""
                return len(receiver.kept) >= wanted or await quiet(program, workspace, journey_id, hours=hours)

            async with node(program, settings, hours=hours):
                await eventually(enough, timeout_seconds=PATIENCE_SECONDS)

        async def over() -> bool:
            states = {state for *_, state, _ in await walkers.messages(journey_id)}
            return not await walking(program, workspace, journey_id) and not states & {"planned", "claimed", "handed"}

        while not await over():  # who was in flight is waited for once more
            hours += HOURS
            async with node(program, settings, hours=hours):
                await eventually(
                    lambda ahead=hours: quiet(program, workspace, journey_id, hours=ahead),
                    timeout_seconds=PATIENCE_SECONDS,
                    step_seconds=0.3,
                )
    rows = await walkers.messages(journey_id)
    got = reached(receiver)
    assert Counter(step for step, *_ in rows) == dict.fromkeys(STEPS, PEOPLE)
    assert max(got.values()) == 1
    accepted = {(who.hex, STEPS[step]) for step, who, _, state, _ in rows if state == "accepted"}
    unknown = {(who.hex, STEPS[step]) for step, who, _, state, _ in rows if state == "unknown"}
    assert len(accepted) + len(unknown) == len(rows)
    assert accepted <= got.keys() <= accepted | unknown
    assert await counted(program, workspace, journey_id) == {
        (node, what): count
        for node, whats in {
            "start": {"entered": 1, "left": 1},
            "cascade": {"entered": 1, "sent": 2, "left": 1},
            "bye": {"entered": 1, "sent": 1, "left": 1},
            "end": {"entered": 1, "ended": 1},
        }.items()
        for what, count in ((name, times * PEOPLE) for name, times in whats.items())
    }
    await counters_equal_the_rows(program, workspace, journey_id)
    sys.stderr.write(f"{PEOPLE} people, {KILLS} kills: {len(got)} letters, {len(unknown)} unknown\n")


async def walking(program: Program, company: Company, journey_id: UUID) -> int:
    """How many have not left."""
    async with unit_of_work(program, company) as ctx:
        query = text("SELECT count(*) FROM journey_runs WHERE journey_id = :id AND ended_at IS NULL")
        return int(await ctx.session.scalar(query, {"id": journey_id}) or 0)


async def quiet(program: Program, company: Company, journey_id: UUID, *, hours: int) -> bool:
    """Nobody is due by the node's clock, and nothing is about to go."""
    query = text("""
        SELECT NOT EXISTS (
            SELECT FROM journey_runs WHERE journey_id = :id AND due_at <= now() + make_interval(hours => :hours)
        ) AND NOT EXISTS (
            SELECT FROM mass_messages m JOIN mass_batches b ON b.id = m.batch_id
            WHERE b.owner_id = :id AND m.state IN ('planned', 'claimed', 'handed')
        )
    """)
    async with unit_of_work(program, company) as ctx:
        return bool(await ctx.session.scalar(query, {"id": journey_id, "hours": hours}))


async def counted(program: Program, company: Company, journey_id: UUID) -> dict[tuple[str, str], int]:
    """The journey's own counters, by node and what happened."""
    async with unit_of_work(program, company) as ctx:
        query = text("SELECT node, what, sum(count) FROM journey_counts WHERE journey_id = :id GROUP BY 1, 2")
        return {(row[0], row[1]): int(row[2]) for row in await ctx.session.execute(query, {"id": journey_id})}


async def counters_equal_the_rows(program: Program, company: Company, journey_id: UUID) -> None:
    async with unit_of_work(program, company) as ctx:
        query = text("SELECT batch_id FROM journey_batches WHERE journey_id = :id")
        batches = list(await ctx.session.scalars(query, {"id": journey_id}))
    for batch_id in batches:
        assert await toys.counted(program, company, batch_id) == await toys.states(program, company, batch_id)
