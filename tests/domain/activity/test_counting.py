"""Buyers are placed among each other on the day they come, before PostgreSQL knows how many they are."""

import pytest
from sqlalchemy import text
from tests.factories import Company, unit_of_work
from tests.factories_campaigns import people

from otklik.domains.activity.queries import rfm
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import ranking, recording
from otklik.platform.context import Ctx
from otklik.program import Program

MANY = 30_000
_BOUGHT = text("""
INSERT INTO fact_totals (workspace_id, contact_id, name, count, sum_minor, first_at, last_at)
SELECT workspace_id, id, 'purchase', 1 + abs(hashtext(id::text)) % 20, abs(hashtext(id::text)) % 1000000, :now,
       CAST(:now AS timestamptz) - abs(hashtext(id::text)) % 300 * interval '1 day'
FROM contacts WHERE workspace_id = :workspace
""")


async def test_very_many_who_came_today_are_counted_again_and_again(program: Program, workspace: Company) -> None:
    """As many as were compared each with each, which took longer than a statement may."""
    await people(program, workspace, MANY)
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(_BOUGHT, {"workspace": ctx.workspace_id, "now": ctx.now()})
    moved = []
    for _ in range(3):
        async with unit_of_work(program, workspace) as ctx:
            counted = await ranking.count(ctx)
            assert counted.people == MANY
            moved.append(counted.moved)
    assert moved == [MANY, 0, 0]


async def test_a_company_that_cannot_be_counted_holds_nobody_else_up(
    program: Program, workspace: Company, second_workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for company in (workspace, second_workspace):
        [buyer] = await people(program, company, 1)
        async with unit_of_work(program, company) as ctx:
            bought_it = FactIn(name="purchase", person=PersonRef(contact_id=buyer), amount_minor=100)
            await recording.record(ctx, [bought_it])
    count = rfm.count

    async def falls(ctx: Ctx, *, levels: list[int]) -> tuple[int, int]:
        if ctx.workspace_id == workspace.id:
            raise RuntimeError
        return await count(ctx, levels=levels)

    monkeypatch.setattr(rfm, "count", falls)
    await ranking.count_everywhere(program.parts)
    async with unit_of_work(program, second_workspace) as ctx:
        assert sum(one.people for one in await rfm.cells(ctx)) == 1
