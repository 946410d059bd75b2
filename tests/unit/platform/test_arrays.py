"""Arrays in binary arrive as what they were."""

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import text
from tests.factories import Company, unit_of_work

from otklik.platform.arrays import moments, numbers, texts, uuids
from otklik.platform.ids import new_id
from otklik.program import Program

FAR = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
EAST = datetime(2026, 11, 30, 7, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))


async def test_postgresql_reads_what_was_written(program: Program, workspace: Company) -> None:
    ids = [new_id(), None, new_id()]
    words = ["", "Чай, «зелёный»", '{"a", NULL}']
    async with unit_of_work(program, workspace) as ctx:
        query = text("SELECT :ids, :words, :numbers, :moments, :none")
        given = {"words": texts(words), "numbers": numbers([0, -1, 2**31 - 1]), "moments": moments([FAR, EAST])}
        row = (await ctx.session.execute(query, {"ids": uuids(ids), "none": moments([]), **given})).one()
    assert tuple(row) == (ids, words, [0, -1, 2**31 - 1], [FAR, EAST], [])
