"""A company by a movable clock, its customer, an operator and a target."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from tests import factories
from tests.factories import Company, unit_of_work
from tests.factories_schedule import office_hours
from tests.factories_talk import Talk, new_talk

from otklik.domains.schedule import service as schedule
from otklik.domains.targets import schemas
from otklik.domains.targets.service import defining
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.program import Program

SetTarget = Callable[[schemas.TargetIn], Awaitable[UUID]]


@pytest.fixture
async def company(timed: Program) -> Company:
    """Open Monday to Friday, 9 to 18 in Moscow."""
    made = await factories.create_workspace(timed)
    async with unit_of_work(timed, made) as ctx:
        await schedule.set_hours(ctx, hours=office_hours(autoresponder=False))
    return made


@pytest.fixture
async def talk(timed: Program, company: Company, clock: FixedClock) -> Talk:
    return await new_talk(timed, company, clock)


@pytest.fixture
async def anna(timed: Program, company: Company) -> OperatorData:
    return await factories.create_operator(timed, company, name="Анна")


@pytest.fixture
def set_target(timed: Program, company: Company) -> SetTarget:
    async def set_one(wanted: schemas.TargetIn) -> UUID:
        async with unit_of_work(timed, company) as ctx:
            return (await defining.create(ctx, new=wanted)).id

    return set_one
