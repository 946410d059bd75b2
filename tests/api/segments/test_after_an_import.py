"""A company takes in its customers and chooses among them at once, before PostgreSQL looked again by itself."""

from sqlalchemy import text
from tests.api.activity.test_imports import loaded
from tests.client import Client
from tests.counting import rows_read
from tests.factories import Company, unit_of_work

from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.platform.db import Database
from otklik.program import Program

EVERYBODY = 6_000
LISTED = 3_000
TABLES = ("contacts", "segment_people")
EACH = 20
"""Rows of any company that may be read for one of this one's: tables hold those of other tests too."""


def table(count: int, *, of: str) -> bytes:
    return "\n".join(["Имя,Почта", *(f"Гость {at},{of}{at}@people.test" for at in range(count))]).encode()


async def test_a_list_of_a_fresh_import_is_gone_through_without_a_table_for_each_person(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    async with program.parts.get(Database).system() as session:
        await session.execute(text("ANALYZE contacts, segment_people"))  # as they were before this company came
    await loaded(program, signed_in, table(EVERYBODY - LISTED, of="a"))
    taken = await loaded(program, signed_in, table(LISTED, of="b"))
    assert (taken["state"], taken["created"]) == ("done", LISTED)
    async with unit_of_work(program, workspace) as ctx:
        made = await segments.create(ctx, segments.NewSegment(name="Из файла", kind="list"))
        await peopling.put_on(ctx, made.id, SegmentPeopleIn(import_id=taken["id"]))
    async with unit_of_work(program, workspace) as ctx:
        before = await rows_read(ctx, *TABLES)
        assert len(await segments.page(ctx, made.id, limit=LISTED)) == LISTED
        assert await rows_read(ctx, *TABLES) - before <= EACH * EVERYBODY
