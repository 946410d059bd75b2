"""What every messenger's tests need: a port whose HTTP client is real."""

from collections.abc import AsyncIterator

import pytest
from tests.ports import FakePort, fake_port


@pytest.fixture
async def port() -> AsyncIterator[FakePort]:
    async with fake_port() as one:
        yield one
