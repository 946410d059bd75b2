"""Alarms: set, moved, cancelled; rung once; a verb that fails is tried again and takes nothing with it."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from tests import factories
from tests.factories import Company, unit_of_work
from tests.faults.waiting import eventually

from otklik.platform.alarms import ATTEMPTS_MAX, TAKEN, Alarms, alarm, cancel_alarm, once_for_all, ring_due, set_alarm
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.program import Program

rung: list[UUID] = []
broken: set[UUID] = set()


@alarm
async def remember(ctx: Ctx, subject_id: UUID) -> None:
    await set_alarm(ctx, later, subject_id, at=ctx.now() + timedelta(hours=1))
    if subject_id in broken:
        raise RuntimeError("as asked")
    rung.append(subject_id)


@alarm
async def later(_: Ctx, subject_id: UUID) -> None:
    rung.append(subject_id)


@alarm
async def needing(ctx: Ctx, subject_id: UUID) -> None:
    await _hold(ctx)
    rung.append(subject_id)


@once_for_all
@alarm
async def for_all(ctx: Ctx, subject_id: UUID) -> None:
    if ctx.workspace_id in broken:
        raise RuntimeError("as asked")
    rung.append(subject_id)


async def _hold(ctx: Ctx) -> None:
    await ctx.session.execute(text("SELECT 1 FROM workspaces WHERE id = :id FOR UPDATE"), {"id": ctx.workspace_id})


async def _somebody_waits(ctx: Ctx) -> bool:
    for_me = text("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))")
    await ctx.session.execute(text("SELECT pg_stat_clear_snapshot()"))
    return bool(await ctx.session.scalar(for_me))


@pytest.fixture
async def company(timed: Program) -> Company:
    alarms = Alarms()
    alarms.collect([__import__("sys").modules[__name__]])
    timed.parts.add(Alarms, alarms)
    return await factories.create_workspace(timed)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    rung.clear()
    broken.clear()


async def test_an_alarm_rings_once_when_its_moment_has_come(
    timed: Program, clock: FixedClock, company: Company
) -> None:
    subject = new_id()
    async with unit_of_work(timed, company) as ctx:
        await set_alarm(ctx, later, subject, at=ctx.now() + timedelta(minutes=5))
    assert await ring_due(timed.parts, workspace_id=company.id) == 0
    clock.move(timedelta(minutes=5))
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert await ring_due(timed.parts, workspace_id=company.id) == 0
    assert rung == [subject]


async def test_an_alarm_set_again_is_moved_and_a_cancelled_one_is_silent(
    timed: Program, clock: FixedClock, company: Company
) -> None:
    moved, cancelled = new_id(), new_id()
    async with unit_of_work(timed, company) as ctx:
        for subject in (moved, cancelled):
            await set_alarm(ctx, later, subject, at=ctx.now() + timedelta(minutes=5))
        await set_alarm(ctx, later, moved, at=ctx.now() + timedelta(minutes=30))
        await cancel_alarm(ctx, later, cancelled)
    clock.move(timedelta(minutes=10))
    assert await ring_due(timed.parts, workspace_id=company.id) == 0
    clock.move(timedelta(minutes=20))
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert rung == [moved]


async def test_what_fails_is_undone_and_tried_again_until_it_is_given_up(
    timed: Program, clock: FixedClock, company: Company
) -> None:
    subject = new_id()
    broken.add(subject)
    async with unit_of_work(timed, company) as ctx:
        await set_alarm(ctx, remember, subject, at=ctx.now())
    for _ in range(ATTEMPTS_MAX):
        assert await ring_due(timed.parts, workspace_id=company.id) == 1
        assert await ring_due(timed.parts, workspace_id=company.id) == 0
        clock.move(timedelta(hours=1))
    assert await ring_due(timed.parts, workspace_id=company.id) == 0
    assert rung == []


async def test_a_verb_that_recovers_does_its_work_once(timed: Program, clock: FixedClock, company: Company) -> None:
    subject = new_id()
    broken.add(subject)
    async with unit_of_work(timed, company) as ctx:
        await set_alarm(ctx, remember, subject, at=ctx.now())
    await ring_due(timed.parts, workspace_id=company.id)
    broken.clear()
    clock.move(timedelta(minutes=1))
    await ring_due(timed.parts, workspace_id=company.id)
    assert rung == [subject]
    clock.move(timedelta(hours=1))
    await ring_due(timed.parts, workspace_id=company.id)
    assert rung == [subject, subject]


async def test_an_alarm_waits_for_whoever_holds_its_subject_and_sets_it_anew(
    timed: Program, clock: FixedClock, company: Company
) -> None:
    """Neither holds what the other waits for, and what was set meanwhile rings too."""
    subject = new_id()
    async with unit_of_work(timed, company) as ctx:
        await set_alarm(ctx, needing, subject, at=ctx.now())
    async with unit_of_work(timed, company) as ctx:
        await _hold(ctx)
        ringing = asyncio.create_task(ring_due(timed.parts, workspace_id=company.id))
        await eventually(lambda: _somebody_waits(ctx))
        await set_alarm(ctx, needing, subject, at=ctx.now() + timedelta(seconds=1))
    assert (await ringing, rung) == (1, [subject])
    clock.move(timedelta(seconds=1))
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert rung == [subject, subject]


async def test_what_a_dead_node_had_taken_rings_half_a_minute_later(
    timed: Program, clock: FixedClock, company: Company
) -> None:
    subject = new_id()
    async with unit_of_work(timed, company) as ctx:
        await set_alarm(ctx, needing, subject, at=ctx.now())
    async with unit_of_work(timed, company) as ctx:
        await _hold(ctx)
        ringing = asyncio.create_task(ring_due(timed.parts, workspace_id=company.id))
        await eventually(lambda: _somebody_waits(ctx))
        ringing.cancel()
        await asyncio.wait([ringing])
    assert await ring_due(timed.parts, workspace_id=company.id) == 0
    clock.move(TAKEN)
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert rung == [subject]


async def test_what_a_refused_part_of_the_work_wished_is_forgotten(timed: Program, company: Company) -> None:
    async with unit_of_work(timed, company) as ctx:
        with suppress(RuntimeError):
            async with ctx.attempt():
                await set_alarm(ctx, later, new_id(), at=ctx.now())
                raise RuntimeError("as asked")
    assert await ring_due(timed.parts, workspace_id=company.id) == 0


async def test_what_asks_the_same_rings_once_for_all_who_asked(
    timed: Program, clock: FixedClock, company: Company
) -> None:
    another = await factories.create_workspace(timed)
    async with unit_of_work(timed, company) as ctx:
        for _ in range(3):
            await set_alarm(ctx, for_all, new_id(), at=ctx.now())
        await set_alarm(ctx, for_all, new_id(), at=ctx.now() + timedelta(minutes=1))
    async with unit_of_work(timed, another) as ctx:
        await set_alarm(ctx, for_all, new_id(), at=ctx.now())

    broken.add(company.id)
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert rung == []
    broken.clear()
    clock.move(timedelta(seconds=30))
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert len(rung) == 1
    clock.move(timedelta(minutes=1))
    assert await ring_due(timed.parts, workspace_id=company.id) == 1
    assert await ring_due(timed.parts, workspace_id=another.id) == 1
