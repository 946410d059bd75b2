"""A snooze ends by the clock, and whoever looks after the conversation hears of it."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import factories
from tests.factories import Company, acting, create_operator, unit_of_work
from tests.factories_conversations import create_mailbox, open_conversation, read_conversation
from tests.ringing import ring

from otklik.domains.conversations.service import managing, snoozing
from otklik.domains.notifications import service as notifications
from otklik.platform.clock import FixedClock
from otklik.program import Program

HOUR = timedelta(hours=1)


@pytest.fixture
async def company(timed: Program) -> Company:
    return await factories.create_workspace(timed)


@pytest.fixture
async def conversation(timed: Program, company: Company) -> UUID:
    return await open_conversation(timed, company, await create_mailbox(timed, company))


async def snooze(timed: Program, company: Company, conversation: UUID, *, by: timedelta = HOUR) -> None:
    async with unit_of_work(timed, company, actor=acting(company.owner)) as ctx:
        await snoozing.snooze(ctx, conversation, until=ctx.now() + by)


async def told(timed: Program, company: Company, operator_id: UUID) -> list[str]:
    async with unit_of_work(timed, company) as ctx:
        return [one.code for one in await notifications.listing(ctx, operator_id, before=None, limit=10)]


async def sleeps(timed: Program, company: Company, conversation: UUID) -> bool:
    return (await read_conversation(timed, company, conversation)).snoozed_until is not None


async def test_it_wakes_in_time_and_tells_whoever_snoozed_it_and_whose_it_is(
    timed: Program, clock: FixedClock, company: Company, conversation: UUID
) -> None:
    colleague = await create_operator(timed, company)
    async with unit_of_work(timed, company) as ctx:
        await managing.assign(ctx, conversation, operator_id=colleague.id, team_id=None)
    await snooze(timed, company, conversation)
    clock.move(HOUR - timedelta(seconds=1))
    assert await ring(timed.parts, workspace_id=company.id) == 0
    clock.move(timedelta(seconds=1))
    await ring(timed.parts, workspace_id=company.id)
    assert not await sleeps(timed, company, conversation)
    assert await told(timed, company, company.owner.id) == ["snooze_ended"]
    assert await told(timed, company, colleague.id) == ["snooze_ended"]


async def test_snoozed_again_it_sleeps_on_to_the_later_moment(
    timed: Program, clock: FixedClock, company: Company, conversation: UUID
) -> None:
    await snooze(timed, company, conversation)
    await snooze(timed, company, conversation, by=3 * HOUR)
    clock.move(2 * HOUR)
    await ring(timed.parts, workspace_id=company.id)
    assert await sleeps(timed, company, conversation)
    clock.move(HOUR)
    await ring(timed.parts, workspace_id=company.id)
    assert not await sleeps(timed, company, conversation)


async def test_closed_meanwhile_it_stays_closed_and_nobody_is_told(
    timed: Program, clock: FixedClock, company: Company, conversation: UUID
) -> None:
    await snooze(timed, company, conversation)
    async with unit_of_work(timed, company) as ctx:
        await managing.close(ctx, conversation)
    clock.move(HOUR)
    await ring(timed.parts, workspace_id=company.id)
    assert (await read_conversation(timed, company, conversation)).state == "closed"
    assert await told(timed, company, company.owner.id) == []


async def test_the_wait_and_the_promise_go_on_while_it_sleeps(
    timed: Program, company: Company, conversation: UUID, clock: FixedClock
) -> None:
    due = clock.now() + HOUR
    async with unit_of_work(timed, company) as ctx:
        await managing.show_promise_due(ctx, conversation, at=due)
    before = (await read_conversation(timed, company, conversation)).waiting_since
    await snooze(timed, company, conversation, by=5 * HOUR)
    after = await read_conversation(timed, company, conversation)
    assert (after.waiting_since, after.promise_due_at) == (before, due)
