"""Arrays in binary arrive as what they were."""

from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from sqlalchemy import text
from tests.factories import Company, unit_of_work

from otklik.platform.arrays import big_numbers, moments, numbers, texts, uuids
from otklik.platform.ids import new_id, new_ids
from otklik.program import Program

FAR = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
EAST = datetime(2026, 11, 30, 7, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))


async def test_postgresql_reads_what_was_written(program: Program, workspace: Company) -> None:
    ids = [new_id(), None, new_id()]
    words = ["", None, "Чай, «зелёный»", '{"a", NULL}']
    sums = [0, None, -(2**63), 2**63 - 1]
    async with unit_of_work(program, workspace) as ctx:
        query = text("SELECT :ids, :words, :numbers, :sums, :moments, :none")
        given = {"words": texts(words), "numbers": numbers([0, -1, 2**31 - 1]), "sums": big_numbers(sums)}
        row = (
            await ctx.session.execute(
                query, {"ids": uuids(ids), "moments": moments([FAR, EAST]), "none": moments([]), **given}
            )
        ).one()
    assert tuple(row) == (ids, words, [0, -1, 2**31 - 1], sums, [FAR, EAST], [])


def test_a_number_that_no_column_holds_is_refused_as_postgresql_would() -> None:
    with pytest.raises(psycopg.DataError):
        big_numbers([2**63])


def test_many_ids_made_at_once_grow_and_are_greater_than_those_before() -> None:
    ids = [new_id(), *new_ids(1_000), new_id()]
    assert ids == sorted(set(ids))
    assert {(one.version, one.variant) for one in ids} == {(7, ids[0].variant)}
