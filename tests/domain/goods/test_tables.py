"""What stands in the catalogue's tables is the company's own, and what a person looked at goes with them."""

from sqlalchemy import func, select
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact

from otklik.domains.goods.models import Good, GoodSeen
from otklik.platform.personal import PersonalData
from otklik.program import Program


async def test_two_companies_may_call_their_goods_the_same_and_do_not_see_each_others(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    for company, title in ((workspace, "Чай"), (second_workspace, "Кофе")):
        async with unit_of_work(program, company) as ctx:
            ctx.session.add(
                Good(
                    workspace_id=company.id,
                    product="1",
                    title=title,
                    source="api",
                    created_at=ctx.now(),
                    updated_at=ctx.now(),
                )
            )
    async with unit_of_work(program, workspace) as ctx:
        assert list(await ctx.session.scalars(select(Good.title))) == ["Чай"]


async def test_what_a_person_looked_at_is_erased_with_them(program: Program, workspace: Company) -> None:
    contact_id = (await create_contact(program, workspace)).contact_id
    async with unit_of_work(program, workspace) as ctx:
        now = ctx.now()
        ctx.session.add(
            GoodSeen(workspace_id=workspace.id, contact_id=contact_id, product="1", count=1, first_at=now, last_at=now)
        )
        await ctx.session.flush()
        done = await program.parts.get(PersonalData).erase(ctx, [contact_id])
        assert done["goods_seen"] == 1
        assert await ctx.session.scalar(select(func.count()).select_from(GoodSeen)) == 0
