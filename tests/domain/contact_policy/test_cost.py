"""Asking about a block of people reads what is kept of them, however many others there are."""

from sqlalchemy import text
from tests.counting import rows_read
from tests.factories import Company, unit_of_work
from tests.factories_campaigns import people

from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contact_policy.service import PolicyAsk
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

BEFORE = 4_000
ASKED = 500
PLANS_ARE_KEPT_AFTER = 12
TABLES = ("contact_paces", "contacts", "rfm_scores")


async def test_a_plan_made_before_anybody_was_written_to_is_none_for_later(
    program: Program, workspace: Company
) -> None:
    """The table was looked at when it was empty, as after a backup was restored, and plans are kept."""
    crowd = await people(program, workspace, BEFORE)
    async with program.parts.get(Database).system() as session:
        await session.execute(text("ANALYZE contact_paces"))
    for _ in range(PLANS_ARE_KEPT_AFTER):
        async with unit_of_work(program, workspace) as ctx:
            asks = [PolicyAsk(contact_id=one, channel="email", key=new_id()) for one in crowd[:ASKED]]
            await contact_policy.judge(ctx, asks, at=ctx.now())
    assert await read_for_a_block(program, workspace) <= ASKED * 8


async def test_a_block_reads_its_own_people_and_no_others(program: Program, workspace: Company) -> None:
    """Nothing was analysed since these people came, as on the day a company takes in its customers and writes."""
    assert await read_for_a_block(program, workspace) <= ASKED * 8


async def read_for_a_block(program: Program, company: Company) -> int:
    """Rows looked at for one block, when several thousand others were written to before."""
    crowd = await people(program, company, BEFORE)
    for start in range(0, BEFORE, 250):
        async with unit_of_work(program, company) as ctx:
            asks = [PolicyAsk(contact_id=one, channel="email", key=new_id()) for one in crowd[start : start + 250]]
            await contact_policy.use(ctx, asks, at=ctx.now())
    async with unit_of_work(program, company) as ctx:
        asks = [PolicyAsk(contact_id=one, channel="email", key=new_id()) for one in crowd[:ASKED]]
        before = await rows_read(ctx, *TABLES)
        assert len(await contact_policy.judge(ctx, asks, at=ctx.now())) == ASKED
        return await rows_read(ctx, *TABLES) - before
