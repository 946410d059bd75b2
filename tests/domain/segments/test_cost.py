"""Asking who of a block is in a segment looks at those people, however many others the company has."""

from tests.counting import rows_read
from tests.factories import Company, unit_of_work
from tests.factories_campaigns import people

from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.program import Program

EVERYBODY = 6_000
ASKED = 100
LISTED_AT_ONCE = 1_000
TABLES = ("contacts", "segment_people")


async def test_a_block_asked_about_a_list_reads_its_own_people(program: Program, workspace: Company) -> None:
    """Nothing was analysed since they came, as on the day a company takes in its customers and writes."""
    crowd = await people(program, workspace, EVERYBODY)
    async with unit_of_work(program, workspace) as ctx:
        made = await segments.create(ctx, segments.NewSegment(name="Свои", kind="list"))
    for start in range(0, EVERYBODY, LISTED_AT_ONCE):
        async with unit_of_work(program, workspace) as ctx:
            await peopling.put_on(
                ctx, made.id, SegmentPeopleIn(contact_ids=tuple(crowd[start : start + LISTED_AT_ONCE : 2]))
            )
    async with unit_of_work(program, workspace) as ctx:
        before = await rows_read(ctx, *TABLES)
        assert len(await segments.holds(ctx, made.id, crowd[:ASKED])) == ASKED // 2
        assert await rows_read(ctx, *TABLES) - before <= ASKED * 8
