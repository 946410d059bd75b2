"""A company on the test's clock (Monday noon in Moscow), in office hours, with one channel."""

import pytest
from tests import factories
from tests.factories import Company, unit_of_work
from tests.factories_promises import Desk
from tests.factories_schedule import create_bare_channel, office_hours

from otklik.domains.schedule import service as schedule
from otklik.program import Program


@pytest.fixture
async def company(timed: Program) -> Company:
    found = await factories.create_workspace(timed)
    async with unit_of_work(timed, found) as ctx:
        await schedule.set_hours(ctx, hours=office_hours())
    return found


@pytest.fixture
async def desk(timed: Program, company: Company) -> Desk:
    return Desk(timed, company, await create_bare_channel(timed, company))
