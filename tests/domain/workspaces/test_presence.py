"""Really online: chose to be, and has a live socket that beats."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import Company, acting, unit_of_work

from otklik.domains.workspaces import service
from otklik.domains.workspaces.schemas import MePatch, OperatorData, PresenceName
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx
from otklik.program import Program


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
async def ctx(program: Program, workspace: Company, operator: OperatorData, clock: FixedClock) -> AsyncIterator[Ctx]:
    async with unit_of_work(program, workspace, actor=acting(operator)) as ctx:
        ctx.clock = clock
        yield ctx


async def test_nobody_is_online_without_a_socket(ctx: Ctx) -> None:
    assert await service.online_operator_ids(ctx) == set()


async def test_an_open_socket_makes_one_online(ctx: Ctx, operator: OperatorData) -> None:
    await service.connected(ctx, operator.id, node_id="a")
    assert await service.online_operator_ids(ctx) == {operator.id}
    assert await service.is_online(ctx, operator.id)
    assert (await service.operator(ctx, operator.id)).online


async def test_the_last_socket_of_several_counts(ctx: Ctx, operator: OperatorData) -> None:
    await service.connected(ctx, operator.id, node_id="a")
    await service.connected(ctx, operator.id, node_id="a")
    await service.connected(ctx, operator.id, node_id="b")
    await service.disconnected(ctx, operator.id, node_id="a")
    await service.disconnected(ctx, operator.id, node_id="b")
    assert await service.is_online(ctx, operator.id)
    await service.disconnected(ctx, operator.id, node_id="a")
    assert not await service.is_online(ctx, operator.id)


async def test_a_node_that_died_stops_counting(ctx: Ctx, operator: OperatorData, clock: FixedClock) -> None:
    await service.connected(ctx, operator.id, node_id="a")
    clock.move(timedelta(seconds=46))
    assert not await service.is_online(ctx, operator.id)


async def test_a_node_that_beats_goes_on_counting(ctx: Ctx, operator: OperatorData, clock: FixedClock) -> None:
    await service.connected(ctx, operator.id, node_id="a")
    for _ in range(3):
        clock.move(timedelta(seconds=service.BEAT_SECONDS))
        await service.heartbeat(ctx, operator.id, node_id="a")
    assert await service.is_online(ctx, operator.id)


async def test_sockets_a_dead_node_left_behind_do_not_keep_one_online(
    ctx: Ctx, operator: OperatorData, clock: FixedClock
) -> None:
    await service.connected(ctx, operator.id, node_id="a")
    await service.connected(ctx, operator.id, node_id="a")
    clock.move(timedelta(minutes=5))
    await service.connected(ctx, operator.id, node_id="a")
    await service.disconnected(ctx, operator.id, node_id="a")
    assert not await service.is_online(ctx, operator.id)


async def test_closing_more_than_was_opened_does_no_harm(ctx: Ctx, operator: OperatorData) -> None:
    await service.disconnected(ctx, operator.id, node_id="a")
    await service.connected(ctx, operator.id, node_id="a")
    assert await service.is_online(ctx, operator.id)


@pytest.mark.parametrize("chosen", ["away", "on_break"])
async def test_who_is_away_is_not_online(ctx: Ctx, operator: OperatorData, chosen: PresenceName) -> None:
    await service.connected(ctx, operator.id, node_id="a")
    await service.change_self(ctx, MePatch(presence=chosen))
    assert not await service.is_online(ctx, operator.id)
