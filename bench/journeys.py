"""Steps a second of people on a road, whole: claimed, stepped, planned, written, counted, committed.

`journeys.wait`: from one wait to the next, everybody once an hour of a clock that the bench moves. `journeys.cascade`:
into the first message of a cascade, the gate and the batch's row of each included. Beside both, in the same run, what
moving the same rows costs in bare SQL: claim a thousand, write their moment, commit.
"""

import time
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from bench import campaign, harness
from bench.figures import Figure, figure, median
from otklik.commands.database import opened
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys.service import entering, planning, stepping
from otklik.platform.clock import FixedClock
from otklik.platform.context import WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.platform.migrate import migrate
from otklik.platform.settings import Settings
from otklik.program import Program

HOUR: Final = timedelta(hours=1)
START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_PORT: Final = 9
BARE: Final = text("""
WITH due AS (
    SELECT id FROM journey_runs WHERE journey_id = :journey AND due_at <= :now
    ORDER BY due_at LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE journey_runs r SET due_at = :next FROM due WHERE r.id = due.id
""")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    people: int = 100_000
    rounds: int = 3


TINY: Final = Size(people=3_000, rounds=1)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    clock = FixedClock(START)
    async with harness.data_folder() as folder:
        settings = Settings(data_dir=folder, allowed_hosts=("127.0.0.1",))
        with opened(settings) as database:
            migrate(database.dsn)
            program = Program(settings, database_url=database.dsn, clock=clock)
            await program.start(work=False)
            try:
                async for found in _measured(program, clock, size):
                    yield found
            finally:
                await program.stop()


async def _measured(program: Program, clock: FixedClock, size: Size) -> AsyncGenerator[Figure]:
    company, channel_id = await campaign.company(program, NO_PORT)
    people = await campaign.people(program, company, size.people)
    waits = tuple(doc.WaitFor(id=f"w{at}", seconds=3600, next=f"w{at + 1}") for at in range(size.rounds + 1))
    road = await _journey(program, company, doc.Graph(trigger=doc.ApiTrigger(next="w0"), nodes=waits))
    await _enter(program, company, road, people)
    await _moved(program, company, road)
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(size.rounds):
        clock.move(HOUR)
        bare.append(await _bare(program, road, now=clock.now(), then=clock.now() + HOUR))
        clock.move(HOUR)
        ours.append(await _moved(program, company, road))
    yield figure("journeys.wait", median(ours), "steps/s", reference=median(bare))
    steps = (doc.CascadeStep(way=doc.JourneyWay(channel_id=channel_id)),) * 2
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="c"), nodes=(doc.Cascade(id="c", steps=steps, purpose=campaign.PURPOSE),)
    )
    cascade = await _journey(program, company, graph)
    await _enter(program, company, cascade, people)
    yield figure("journeys.cascade", await _moved(program, company, cascade), "steps/s", reference=median(bare))


async def _journey(program: Program, company: WorkspaceId, graph: doc.Graph) -> UUID:
    """Running, its version published without the desk's checks: these roads lead nowhere on purpose."""
    journey_id = new_id()
    async with program.parts.get(Database).transaction(company) as ctx:
        await ctx.session.execute(
            text("""
            INSERT INTO journeys (id, workspace_id, name, state, draft, version, created_at, updated_at)
            VALUES (:id, :workspace, 'bench', 'running', CAST(:graph AS jsonb), 1, now(), now())
            """),
            {"id": journey_id, "workspace": company, "graph": msgspec.json.encode(graph).decode()},
        )
        await ctx.session.execute(
            text("""
            INSERT INTO journey_versions (workspace_id, journey_id, version, graph, published_at)
            VALUES (:workspace, :id, 1, CAST(:graph AS jsonb), now())
            """),
            {"id": journey_id, "workspace": company, "graph": msgspec.json.encode(graph).decode()},
        )
        await planning.open_batches(ctx, journey_id, 1, graph)
    return journey_id


async def _enter(program: Program, company: WorkspaceId, journey_id: UUID, people: Sequence[UUID]) -> None:
    for at in range(0, len(people), entering.BLOCK_MAX):
        async with program.parts.get(Database).transaction(company) as ctx:
            coming = [entering.Coming(contact_id=one, at=ctx.now()) for one in people[at : at + entering.BLOCK_MAX]]
            await entering.call(ctx, journey_id, coming)


async def _moved(program: Program, company: WorkspaceId, journey_id: UUID) -> float:
    """Steps a second until nobody is due."""
    started, moved = time.monotonic(), 0
    while True:
        async with program.parts.get(Database).transaction(company) as ctx:
            block = await stepping.move_block(ctx, journey_id)
        if not block:
            return moved / (time.monotonic() - started)
        moved += block


async def _bare(program: Program, journey_id: UUID, *, now: datetime, then: datetime) -> float:
    """The same rows moved by one statement a block."""
    started, moved = time.monotonic(), 0
    while True:
        async with program.parts.get(Database).system() as session:
            found = await session.execute(BARE, {"journey": journey_id, "now": now, "next": then})
            block = found.rowcount  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - of an UPDATE
        if not block:
            return moved / (time.monotonic() - started)
        moved += block
