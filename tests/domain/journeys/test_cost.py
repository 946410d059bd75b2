"""What a block of a journey reads does not grow with how many went before: rows are found by whose they are."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests import factories_campaigns as people_of
from tests.counting import rows_read
from tests.factories import Company, unit_of_work
from tests.factories_journeys import PURPOSE, Shop

from otklik.domains.activity.events import RecordedFact
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys.queries import walking
from otklik.domains.journeys.queries.walking import Run
from otklik.domains.journeys.service import entering, stepping
from otklik.platform.context import Ctx
from otklik.program import Program

BEFORE = 2_000
ASKED = 20
TABLES = ("mass_messages", "journey_runs", "journey_waits")


@pytest.fixture
async def crowd(timed: Program, company: Company, tea: Shop) -> tuple[UUID, list[UUID]]:
    """A cascade, and those whose first message is planned; they wait for an event too."""
    steps = tuple(doc.CascadeStep(way=way, patience_seconds=7_200) for way in (tea.first, tea.second))
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="c"),
        nodes=(doc.Cascade(id="c", steps=steps, purpose=PURPOSE, next="end"), doc.Exit(id="end")),
        goal=doc.GoalEvent(event="purchase"),
    )
    journey_id = await tea.journey(graph)
    people = await people_of.people(timed, company, BEFORE)
    for at in range(0, BEFORE, 1_000):
        async with unit_of_work(timed, company) as ctx:
            block = [entering.Coming(contact_id=one, at=ctx.now()) for one in people[at : at + 1_000]]
            await entering.call(ctx, journey_id, block)
        async with unit_of_work(timed, company) as ctx:
            await stepping.move_block(ctx, journey_id)
    return journey_id, people


async def test_a_block_reads_its_own_messages_and_no_others(
    timed: Program, company: Company, crowd: tuple[UUID, list[UUID]]
) -> None:
    journey_id, asked = crowd[0], crowd[1][:ASKED]
    async with unit_of_work(timed, company) as ctx:
        batch_id = await first_batch(ctx, journey_id)
        runs = [run_of(one, ctx) for one in asked]
        before = await rows_read(ctx, *TABLES)
        planned = await walking.planned(ctx, batch_id, [(one, 1) for one in asked])
        sent = await walking.messages(ctx, journey_id, 1, runs, nodes={"c"})
        given = await walking.given(ctx, journey_id, [(one, 1) for one in asked])
        assert await rows_read(ctx, *TABLES) - before <= ASKED * 5
    assert planned.keys() == set(asked)
    assert {one.contact_id for one in sent} == set(asked)
    assert given.keys() == {(one, 1) for one in asked}


async def test_news_is_told_to_those_it_is_of_and_nobody_else_is_looked_at(
    timed: Program, company: Company, crowd: tuple[UUID, list[UUID]]
) -> None:
    journey_id, asked = crowd[0], crowd[1][:ASKED]
    async with unit_of_work(timed, company) as ctx:
        bought = [FactIn(name="purchase", person=PersonRef(contact_id=one)) for one in asked]
        await recording.record(ctx, bought)
        ids = (await ctx.session.execute(text("SELECT id, contact_id FROM facts WHERE name = 'purchase'"))).all()
        facts = [RecordedFact(fact_id=row[0], contact_id=row[1], name="purchase", at=ctx.now()) for row in ids]
        batch_id = await first_batch(ctx, journey_id)
        before = await rows_read(ctx, *TABLES)
        assert await walking.tell_of_messages(ctx, batch_id, asked)
        assert await walking.wake(ctx, facts)
        assert await rows_read(ctx, *TABLES) - before <= ASKED * 5
        told = await ctx.session.scalar(text("SELECT count(DISTINCT run_id) FROM journey_news"))
    assert told == ASKED


async def first_batch(ctx: Ctx, journey_id: UUID) -> UUID:
    query = text("SELECT batch_id FROM journey_batches WHERE journey_id = :id ORDER BY way LIMIT 1")
    found = await ctx.session.scalar(query, {"id": journey_id})
    assert isinstance(found, UUID)
    return found


def run_of(contact_id: UUID, ctx: Ctx) -> Run:
    return Run(contact_id, contact_id, 1, 1, None, ctx.now(), {}, "{}")
