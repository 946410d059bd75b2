"""Steps a second of people on a road, whole: claimed, stepped, planned, written, counted, committed.

`journeys.wait`: from one wait to the next, everybody once an hour of a clock that the bench moves. `journeys.cascade`:
into the first message of a cascade, the gate and the batch's row of each included. Beside each, in the same run, what
writing the same columns of the same rows costs in bare SQL that asks nobody anything: claim a thousand, write where
they are (for a cascade: their message too), commit.
"""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import TextClause, text

from bench import campaign, harness
from bench.figures import Figure, figure, median
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys.service import entering, planning, stepping
from otklik.platform.clock import FixedClock
from otklik.platform.context import WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

HOUR: Final = timedelta(hours=1)
START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_PORT: Final = 9
DUE: Final = """
    SELECT id, contact_id FROM journey_runs WHERE journey_id = :journey AND due_at <= :now
    ORDER BY due_at LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED
"""
WRITE: Final = """
    UPDATE journey_runs r SET node = :node, due_at = :next, state = CAST(:state AS jsonb) FROM due WHERE r.id = due.id
"""
BARE_WAIT: Final = text(f"WITH due AS ({DUE}) {WRITE}")
BARE_CASCADE: Final = text(f"""
WITH due AS ({DUE}), planned AS (
    INSERT INTO mass_messages
        (workspace_id, batch_id, id, contact_id, identity_id, round, variant, language, state, code, due_at)
    SELECT :workspace, :batch, uuidv7(), due.contact_id, i.id, 1, 0, '', 'planned', '', :now
    FROM due JOIN identities i ON i.contact_id = due.contact_id
) {WRITE}
""")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    people: int = 60_000
    rounds: int = 2


TINY: Final = Size(people=3_000, rounds=1)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    clock = FixedClock(START)
    async with harness.program(clock) as (program, _):
        async for found in _measured(program, clock, size):
            yield found


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
        ours.append(await _moved(program, company, road))
        state = await _state(program, road)
        clock.move(HOUR)
        given = {"node": "w1", "next": clock.now() + HOUR, "state": state}
        bare.append(await _bare(program, BARE_WAIT, road, now=clock.now(), given=given))
    yield figure("journeys.wait", median(ours), "steps/s", reference=median(bare))
    async for found in _cascade(program, company, channel_id, people):
        yield found


async def _cascade(
    program: Program, company: WorkspaceId, channel_id: UUID, people: Sequence[UUID]
) -> AsyncGenerator[Figure]:
    """Everybody into the first letter, by the product and by bare SQL, each with a journey of their own."""
    steps = (doc.CascadeStep(way=doc.JourneyWay(channel_id=channel_id)),) * 2
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="c"), nodes=(doc.Cascade(id="c", steps=steps, purpose=campaign.PURPOSE),)
    )
    ours, plain = [await _journey(program, company, graph) for _ in range(2)]
    await _enter(program, company, ours, people)
    speed = await _moved(program, company, ours)
    await _enter(program, company, plain, people)
    async with program.parts.get(Database).transaction(company) as ctx:
        batch_id = await ctx.session.scalar(
            text("SELECT batch_id FROM journey_batches WHERE journey_id = :id"), {"id": plain}
        )
        now = ctx.now()
    given = {
        "workspace": company,
        "batch": batch_id,
        "node": "c",
        "next": now + HOUR,
        "state": await _state(program, ours),
    }
    reference = await _bare(program, BARE_CASCADE, plain, now=now, given=given)
    yield figure("journeys.cascade", speed, "steps/s", reference=reference)


async def _state(program: Program, journey_id: UUID) -> str:
    """What the product has written of somebody, so that the bare statement writes as much."""
    query = text("SELECT CAST(state AS text) FROM journey_runs WHERE journey_id = :id LIMIT 1")
    async with program.parts.get(Database).system() as session:
        return str(await session.scalar(query, {"id": journey_id}))


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


async def _bare(
    program: Program, statement: TextClause, journey_id: UUID, *, now: datetime, given: Mapping[str, object]
) -> float:
    """The same rows moved by one statement a block."""
    started, moved = time.monotonic(), 0
    while True:
        async with program.parts.get(Database).system() as session:
            found = await session.execute(statement, {"journey": journey_id, "now": now, **given})
            block = found.rowcount  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - of an UPDATE
        if not block:
            return moved / (time.monotonic() - started)
        moved += block
