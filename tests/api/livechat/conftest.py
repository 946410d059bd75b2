"""A site chat of the test's company, and a browser that looks at it."""

import socket as machine
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack

import pytest
import uvicorn
from litestar import Litestar
from tests.client import Client
from tests.factories import Company
from tests.factories_livechat import API, Browser, Visits, create_chat

from otklik.commands import serving
from otklik.domains.delivery.models import Channel
from otklik.program import Program

SMALL_BYTES = 16 * 1024


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


@pytest.fixture
async def served(app: Litestar) -> AsyncGenerator[str]:
    """`ws://…` of the application behind uvicorn, configured as it is in production."""
    listener = machine.socket()
    listener.setsockopt(machine.SOL_SOCKET, machine.SO_SNDBUF, SMALL_BYTES)
    listener.bind(("127.0.0.1", 0))
    config = serving.server_config(app)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    yield f"ws://127.0.0.1:{listener.getsockname()[1]}{API}/live"
    server.should_exit = True
    await server.shutdown(sockets=[listener])
