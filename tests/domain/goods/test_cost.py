"""A block of facts, and a block of goods, look up the goods they are about, however many others the company has."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests.counting import rows_read
from tests.factories import Company, unit_of_work
from tests.factories_campaigns import people
from tests.factories_goods import fact

from otklik.domains.activity.service import recording
from otklik.domains.goods import service
from otklik.domains.goods.queries import seeing
from otklik.domains.goods.service import CatalogueTitles
from otklik.program import Program

SHELF = 20_000
ASKED = 900
EACH = 4
"""Rows of a good that a block may look at for each it names."""
PLANNED_AFTER = 12
"""So many times a statement is sent before its plan is kept."""
_SHELF = text("""
INSERT INTO goods (workspace_id, product, title, category, available, source, created_at, updated_at)
SELECT :workspace, 'p' || number, 'Чай ' || number, 'Чай', true, 'api', :now, :now
FROM generate_series(1, :count) AS number
""")


@pytest.fixture
async def shelf(program: Program, workspace: Company) -> Company:
    """Nothing was analysed since they came, as on the day of the first feed."""
    async with unit_of_work(program, workspace) as ctx:
        given = {"workspace": workspace.id, "now": ctx.now(), "count": SHELF}
        await ctx.session.execute(_SHELF, given)
    return workspace


def views(crowd: list[UUID]) -> list[recording.FactIn]:
    return [fact(who, product=f"p{at + 1}", items=[{"product": f"p{at + 2}"}]) for at, who in enumerate(crowd)]


async def test_a_block_of_facts_looks_its_goods_up(program: Program, workspace: Company) -> None:
    """By the plan that was made while there were few goods, as on the day of the first feed."""
    crowd = await people(program, workspace, ASKED)
    async with unit_of_work(program, workspace) as ctx:
        given = {"workspace": workspace.id, "now": ctx.now(), "count": 1}
        await ctx.session.execute(_SHELF, given)
        for _ in range(PLANNED_AFTER):
            await recording.record(ctx, views(crowd[:1]))
        await ctx.session.execute(text("DELETE FROM goods WHERE workspace_id = :workspace"), given)
        await ctx.session.execute(_SHELF, {**given, "count": SHELF})
        before = await rows_read(ctx, "goods")
        await recording.record(ctx, views(crowd))
        assert await rows_read(ctx, "goods") - before <= ASKED * 2 * EACH


async def test_people_counted_anew_look_their_goods_up(program: Program, shelf: Company) -> None:
    crowd = await people(program, shelf, ASKED)
    async with unit_of_work(program, shelf) as ctx:
        await recording.record(ctx, views(crowd))
    async with unit_of_work(program, shelf) as ctx:
        before = await rows_read(ctx, "goods")
        await seeing.recount(ctx, crowd, since=ctx.now().replace(year=ctx.now().year - 1))
        assert await rows_read(ctx, "goods") - before <= ASKED * 2 * EACH


async def test_a_block_of_goods_looks_up_what_was_there(program: Program, shelf: Company) -> None:
    rows = [{"product": f"p{number}", "title": "Чай", "category": "Чай"} for number in range(1, ASKED + 1)]
    async with unit_of_work(program, shelf) as ctx:
        before = await rows_read(ctx, "goods")
        assert (await service.put(ctx, rows)).changed == ASKED
        assert await rows_read(ctx, "goods") - before <= ASKED * 2 * EACH


async def test_titles_of_a_page_of_events_are_looked_up(program: Program, shelf: Company) -> None:
    async with unit_of_work(program, shelf) as ctx:
        before = await rows_read(ctx, "goods")
        assert len(await CatalogueTitles().titles(ctx, [f"p{number}" for number in range(ASKED)])) == ASKED - 1
        assert await rows_read(ctx, "goods") - before <= ASKED * EACH
