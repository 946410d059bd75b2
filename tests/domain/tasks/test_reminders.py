"""A task calls at its moments: a reminder, overdue, back from rest; each owner is told once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.factories import Company, create_operator, create_workspace, unit_of_work
from tests.factories_contacts import create_contact

from otklik.domains.notifications.models import Notification
from otklik.domains.tasks.models import Task
from otklik.domains.tasks.service import adding, changing
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.program import Program

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday in Moscow."""


@pytest.fixture
async def company(timed: Program) -> Company:
    return await create_workspace(timed)


@pytest.fixture
async def anna(timed: Program, company: Company) -> OperatorData:
    return await create_operator(timed, company, name="Анна")


async def add(program: Program, company: Company, due: adding.Due, owner: OperatorData) -> UUID:
    person = (await create_contact(program, company)).contact_id
    async with unit_of_work(program, company) as ctx:
        draft = adding.Draft(text="Перезвонить", due=due, operator_id=owner.id)
        return (await adding.for_contact(ctx, person, draft)).id


async def pass_until(program: Program, company: Company, clock: FixedClock, moment: datetime) -> None:
    clock.move(moment - clock.now())
    while await ring_due(program.parts, workspace_id=company.id):
        pass


async def told(program: Program, company: Company, person: OperatorData) -> list[str]:
    async with unit_of_work(program, company) as ctx:
        query = select(Notification.code).where(Notification.operator_id == person.id).order_by(Notification.id)
        return list(await ctx.session.scalars(query))


async def test_a_moment_is_reminded_of_ten_minutes_before_and_told_when_it_is_over(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    await add(timed, company, adding.Due(at=NOON + timedelta(hours=1)), anna)
    await pass_until(timed, company, clock, NOON + timedelta(minutes=49))
    assert await told(timed, company, anna) == ["task_assigned"]
    await pass_until(timed, company, clock, NOON + timedelta(minutes=50))
    assert await told(timed, company, anna) == ["task_assigned", "task_due"]
    await pass_until(timed, company, clock, NOON + timedelta(days=2))
    assert await told(timed, company, anna) == ["task_assigned", "task_due", "task_overdue"]


async def test_a_day_is_reminded_of_in_its_morning_and_is_over_at_the_companys_midnight(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    await add(timed, company, adding.Due(on=date(2026, 3, 3)), anna)
    await pass_until(timed, company, clock, datetime(2026, 3, 3, 6, tzinfo=UTC))
    assert await told(timed, company, anna) == ["task_assigned", "task_due"]
    await pass_until(timed, company, clock, datetime(2026, 3, 3, 20, 59, tzinfo=UTC))
    assert await told(timed, company, anna) == ["task_assigned", "task_due"]
    await pass_until(timed, company, clock, datetime(2026, 3, 3, 21, tzinfo=UTC))
    assert await told(timed, company, anna) == ["task_assigned", "task_due", "task_overdue"]


async def test_while_it_rests_nobody_is_told_and_then_once(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    task = await add(timed, company, adding.Due(at=NOON + timedelta(hours=1)), anna)
    async with unit_of_work(timed, company) as ctx:
        await changing.snooze(ctx, task, until=NOON + timedelta(hours=3))
    await pass_until(timed, company, clock, NOON + timedelta(hours=2))
    assert await told(timed, company, anna) == ["task_assigned"]
    await pass_until(timed, company, clock, NOON + timedelta(hours=3))
    assert await told(timed, company, anna) == ["task_assigned", "task_overdue"]


async def test_what_is_done_calls_no_more_and_what_gets_a_new_deadline_calls_again(
    timed: Program, clock: FixedClock, company: Company, anna: OperatorData
) -> None:
    done = await add(timed, company, adding.Due(at=NOON + timedelta(hours=1)), anna)
    later = await add(timed, company, adding.Due(at=NOON + timedelta(minutes=5)), anna)
    async with unit_of_work(timed, company) as ctx:
        await changing.settle(ctx, done, state="done")
    await pass_until(timed, company, clock, NOON + timedelta(hours=2))
    async with unit_of_work(timed, company) as ctx:
        await changing.change(ctx, later, text="Ещё раз", due=adding.Due(at=NOON + timedelta(hours=4)))
    await pass_until(timed, company, clock, NOON + timedelta(hours=5))
    codes = await told(timed, company, anna)
    assert codes == ["task_assigned", "task_assigned", "task_overdue", "task_overdue"]
    async with unit_of_work(timed, company) as ctx:
        assert set(await ctx.session.scalars(select(Task.state).where(Task.workspace_id == company.id))) == {
            "open",
            "done",
        }
