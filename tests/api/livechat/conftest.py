"""A site chat of the test's company, and a browser that looks at it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from litestar import Litestar
from tests.client import Client
from tests.factories import Company
from tests.factories_livechat import Browser, Visits, create_chat

from otklik.domains.delivery.models import Channel
from otklik.program import Program


@pytest.fixture
async def chat(program: Program, workspace: Company) -> Channel:
    return await create_chat(program, workspace, config={"topics": ("Доставка", "Оплата"), "title": "Чайная"})


@pytest.fixture
async def visit(app: Litestar, chat: Channel) -> AsyncIterator[Visits]:
    """A new visitor with a session."""
    async with AsyncExitStack() as stack:

        async def come(channel: Channel | None = None) -> Browser:
            client = await stack.enter_async_context(Client(app))
            browser = Browser(app, client, channel or chat)
            await browser.begin()
            return browser

        yield come


@pytest.fixture
async def visitor(visit: Visits) -> Browser:
    return await visit()
