"""Rows of a batch wait by the hundred: taken in their order, each by one sender, none lost when a sender falls."""

from uuid import UUID

import pytest
from sqlalchemy import text
from tests import factories_mass as toys
from tests.factories import Company, unit_of_work
from tests.smtpserver import Wrong

from otklik.domains.delivery.queries import mass_blocks
from otklik.domains.delivery.queries.mass_blocks import Handed
from otklik.platform.context import Ctx
from otklik.program import Program

PEOPLE = 250


class Fallen(Exception):
    """The sender's node died."""


@pytest.fixture
async def batch_id(program: Program, workspace: Company, receiver: Wrong) -> UUID:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    found = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, found, await toys.people(program, workspace, PEOPLE))
    return found


async def _take(ctx: Ctx, batch_id: UUID, limit: int) -> list[UUID]:
    return [row.id for row in await mass_blocks.take(ctx, batch_id, limit=limit, node=1)]


async def _take_and_fall(program: Program, company: Company, batch_id: UUID) -> None:
    async with unit_of_work(program, company) as ctx:
        assert len(await _take(ctx, batch_id, 130)) == 130
        raise Fallen


async def _entries(ctx: Ctx, batch_id: UUID) -> list[int]:
    rows = await ctx.session.execute(
        text("SELECT cardinality(ids) FROM mass_waiting WHERE batch_id = :id ORDER BY due_at, first_id"),
        {"id": batch_id},
    )
    return [row[0] for row in rows]


async def test_a_part_of_an_entry_is_taken_and_the_rest_waits(
    program: Program, workspace: Company, batch_id: UUID
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        assert await _entries(ctx, batch_id) == [100, 100, 50]
        first = await _take(ctx, batch_id, 130)
        assert await _entries(ctx, batch_id) == [70, 50]
    async with unit_of_work(program, workspace) as ctx:
        second = await _take(ctx, batch_id, 1_000)
        assert await _entries(ctx, batch_id) == []
    assert (len(first), len(second)) == (130, 120)
    assert max(first) < min(second)
    assert len({*first, *second}) == PEOPLE


async def test_two_senders_take_different_rows_at_once(program: Program, workspace: Company, batch_id: UUID) -> None:
    async with unit_of_work(program, workspace) as one, unit_of_work(program, workspace) as other:
        first = await _take(one, batch_id, 10)
        second = await _take(other, batch_id, 1_000)
    async with unit_of_work(program, workspace) as ctx:
        third = await _take(ctx, batch_id, 1_000)
    assert (len(first), len(second), len(third)) == (10, 150, 90)
    assert len({*first, *second, *third}) == PEOPLE


async def test_what_a_fallen_sender_held_waits_as_before(program: Program, workspace: Company, batch_id: UUID) -> None:
    with pytest.raises(Fallen):
        await _take_and_fall(program, workspace, batch_id)
    async with unit_of_work(program, workspace) as ctx:
        assert await _entries(ctx, batch_id) == [100, 100, 50]
        assert len(await _take(ctx, batch_id, 1_000)) == PEOPLE


async def test_rows_put_back_wait_together_again(program: Program, workspace: Company, batch_id: UUID) -> None:
    async with unit_of_work(program, workspace) as ctx:
        taken = sorted(await _take(ctx, batch_id, PEOPLE))
        back = [Handed(row_id, "planned", "", None, "", None) for row_id in taken[:120]]
        await mass_blocks.put(ctx, [*back, Handed(taken[120], "skipped", "left_out", None, "", None)], node=1)
        assert await _entries(ctx, batch_id) == [100, 20]
        assert sorted(await _take(ctx, batch_id, PEOPLE)) == taken[:120]
