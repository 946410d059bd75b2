"""A company on Telegram in the tests' own process: the fake Bot API, its channel, a person who writes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from litestar import Litestar
from tests import factories
from tests.client import Client
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal
from tests.faults import telegram
from tests.served import served

from otklik.domains.delivery import workers
from otklik.domains.delivery.models import Channel
from otklik.domains.workspaces import identity
from otklik.platform.settings import Settings
from otklik.program import Program

CHATS = range(9_001, 9_041)
TOY = Path(__file__).with_name("toy_batch.py")

Json = dict[str, Any]  # Any: JSON from the API
Writes = Callable[..., Awaitable[str]]
Screens = Callable[..., Awaitable[aiohttp.ClientWebSocketResponse[bool]]]


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    async with botapi.bot_api() as api:
        api.chats = {str(chat) for chat in CHATS}
        yield api


@pytest.fixture
async def channel(program: Program, workspace: Company, bot_api: BotApi) -> Channel:
    return await telegram_channel(program, workspace, bot_api)


async def telegram_channel(program: Program, company: Company, bot_api: BotApi) -> Channel:
    config = {"token": TOKEN, "base_url": bot_api.base_url, "intake": "webhook"}
    return await create_channel(program, company, kind="telegram", config=config)


@pytest.fixture
async def reading(program: Program) -> AsyncIterator[None]:
    """The loop that reads the journal runs meanwhile."""

    async def read() -> None:
        await workers.read_journal(program.parts)

    task = asyncio.create_task(read())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def writes(program: Program, channel: Channel, signed_in: Client) -> Writes:
    """Somebody writes and it is read; gives the conversation's id."""

    async def write(
        text: str = "Здравствуйте",
        *,
        chat: int = CHATS[0],
        number: int = 1,
        at: int = telegram.ASKED_AT,
        **more: object,
    ) -> str:
        body = telegram.update(chat, number, text, at=at, **more)
        await deposit(program, channel, event_id=str(body["update_id"]), body=json.dumps(body).encode())
        await read_journal(program, channel)
        rows = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
        return next(row["id"] for row in rows if row["contact"]["name"] == f"Чат {chat}")

    return write


@pytest.fixture(scope="session")
async def toy_program(
    postgres: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Program]:
    """A second program on the same database that knows one channel more."""
    folder = tmp_path_factory.mktemp("providers")
    (folder / TOY.name).write_bytes(TOY.read_bytes())
    with_toy = msgspec.structs.replace(settings, provider_folders=(str(folder),))
    running = Program(with_toy, database_url=postgres)
    await running.start(work=False)
    yield running
    await running.stop()


@pytest.fixture
async def screens(app: Litestar, program: Program, workspace: Company) -> AsyncIterator[Screens]:
    """Opens live sockets of the owner's browser, through a real server on loopback."""
    secret = await factories.open_session(program, workspace, workspace.owner.id)
    headers = {"cookie": f"{identity.COOKIE}={secret}"}
    jar = aiohttp.DummyCookieJar()
    async with served(app) as url, aiohttp.ClientSession(headers=headers, cookie_jar=jar) as session:

        async def screen(*, after: int | None = None) -> aiohttp.ClientWebSocketResponse[bool]:
            query = "" if after is None else f"?after={after}"
            return await session.ws_connect(f"{url}/api/v1/live{query}")

        yield screen
