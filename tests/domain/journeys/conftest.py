"""A company whose clock the test moves, ready to send."""

import pytest
from tests.factories import Company, create_workspace
from tests.factories_journeys import Shop, shop

from otklik.program import Program


@pytest.fixture
async def company(timed: Program) -> Company:
    return await create_workspace(timed)


@pytest.fixture
async def tea(timed: Program, company: Company) -> Shop:
    return await shop(timed, company)
