"""Breaks that end, going away by doing nothing, and colleagues who see it at once."""

from datetime import timedelta

import pytest
from tests import factories
from tests.factories import Company, acting, unit_of_work

from otklik.domains.workspaces import service
from otklik.domains.workspaces.schemas import MePatch, OperatorData, PresenceName, WorkspacePatch
from otklik.domains.workspaces.service import attending
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.program import Program


@pytest.fixture
async def company(timed: Program) -> Company:
    return await factories.create_workspace(timed)


@pytest.fixture
async def anna(timed: Program, company: Company) -> OperatorData:
    anna = await factories.create_operator(timed, company, name="Анна")
    async with unit_of_work(timed, company) as ctx:
        await service.connected(ctx, anna.id, node_id="a")
    return anna


async def seen(program: Program, company: Company, who: OperatorData) -> OperatorData:
    async with unit_of_work(program, company) as ctx:
        return await service.operator(ctx, who.id)


async def choose(
    program: Program, company: Company, who: OperatorData, choice: PresenceName, *, minutes: int | None = None
) -> None:
    async with unit_of_work(program, company, actor=acting(who)) as ctx:
        await service.change_self(ctx, MePatch(presence=choice, break_minutes=minutes))


async def pass_time(program: Program, clock: FixedClock, company: Company, *, minutes: int, beat: OperatorData) -> None:
    """The sockets go on beating, and alarms ring when they are due."""
    for _ in range(minutes):
        clock.move(timedelta(minutes=1))
        async with unit_of_work(program, company) as ctx:
            await service.heartbeat(ctx, beat.id, node_id="a")
        await ring_due(program.parts, workspace_id=company.id)


async def test_whoever_does_nothing_is_shown_away_and_back_at_the_first_touch(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    await pass_time(timed, clock, company, minutes=9, beat=anna)
    assert (await seen(timed, company, anna)).status == "online"
    await pass_time(timed, clock, company, minutes=1, beat=anna)
    assert ((await seen(timed, company, anna)).status, (await seen(timed, company, anna)).online) == ("away", False)
    async with unit_of_work(timed, company, actor=acting(anna)) as ctx:
        await service.tell_activity(ctx)
    assert (await seen(timed, company, anna)).status == "online"
    await pass_time(timed, clock, company, minutes=10, beat=anna)
    assert (await seen(timed, company, anna)).status == "away"


async def test_activity_puts_going_away_off(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    for _ in range(3):
        await pass_time(timed, clock, company, minutes=7, beat=anna)
        async with unit_of_work(timed, company, actor=acting(anna)) as ctx:
            await service.tell_activity(ctx)
    assert (await seen(timed, company, anna)).status == "online"


async def test_a_company_that_wants_nobody_sent_away_gets_it(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    async with unit_of_work(timed, company) as ctx:
        await service.change_workspace(ctx, WorkspacePatch(away_after_minutes=None))
    await pass_time(timed, clock, company, minutes=60, beat=anna)
    assert (await seen(timed, company, anna)).status == "online"


async def test_a_break_ends_by_itself_for_whoever_is_back_at_the_desk(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    await choose(timed, company, anna, "on_break", minutes=15)
    assert (await seen(timed, company, anna)).break_ends_at == clock.now() + timedelta(minutes=15)
    await pass_time(timed, clock, company, minutes=14, beat=anna)
    assert (await seen(timed, company, anna)).status == "on_break"
    async with unit_of_work(timed, company, actor=acting(anna)) as ctx:
        await service.tell_activity(ctx)
    await pass_time(timed, clock, company, minutes=1, beat=anna)
    back = await seen(timed, company, anna)
    assert (back.status, back.break_ends_at) == ("online", None)


async def test_whoever_is_not_back_when_the_break_ends_is_away_not_online(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    await choose(timed, company, anna, "on_break", minutes=15)
    await pass_time(timed, clock, company, minutes=15, beat=anna)
    assert (await seen(timed, company, anna)).status == "away"


async def test_a_break_ended_early_does_not_end_the_next_one(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    await choose(timed, company, anna, "on_break", minutes=15)
    await choose(timed, company, anna, "online")
    await choose(timed, company, anna, "on_break")
    await pass_time(timed, clock, company, minutes=30, beat=anna)
    assert (await seen(timed, company, anna)).status == "on_break"


async def test_sockets_of_a_dead_node_are_noticed(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    clock.move(timedelta(minutes=1))
    async with unit_of_work(timed, company) as ctx:
        await attending.lost(ctx, anna.id)
        assert [(push.kind, push.data["operator"]["status"]) for push in ctx.pushes] == [  # type: ignore[index] # plain JSON
            ("operator.changed", "offline")
        ]
