"""PostgreSQL goes away under the running program and comes back: nothing is answered that was not kept."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.contract import botapi
from tests.contract.botapi import TOKEN
from tests.faults.process import Desk, Otklik, installation
from tests.faults.telegram import HoldingBotApi, told, update
from tests.faults.waiting import eventually

pytestmark = pytest.mark.faults

CHAT = 9_001
Screen = aiohttp.ClientWebSocketResponse[bool]


@pytest.fixture
async def bot_api() -> AsyncIterator[HoldingBotApi]:
    api = HoldingBotApi()
    api.chats = {str(CHAT)}
    async with botapi.bot_api(api):
        yield api


@pytest.fixture
async def otklik(bot_api: HoldingBotApi) -> AsyncIterator[Otklik]:
    config = {"token": TOKEN, "base_url": bot_api.base_url, "intake": "webhook"}
    async with installation(kind="telegram", config=config) as installed:
        await installed.start()
        yield installed
        await installed.stop()


async def test_a_restart_of_the_database_is_survived_by_sockets_webhooks_and_a_message_on_its_way(
    otklik: Otklik, bot_api: HoldingBotApi
) -> None:
    async with aiohttp.ClientSession() as telegram, otklik.desk() as desk, desk.live() as screen:
        assert await told(telegram, otklik, update(CHAT, 1, "До")) == 200
        conversation_id = await shown(screen, "До")
        bot_api.hold_at = 1
        assert await answer(desk, conversation_id, "В пути") == 201
        await bot_api.until_called("sendMessage")

        await otklik.stop_postgres()
        status, body = await desk.status("/conversations")
        assert (status, body["code"]) == (503, "unavailable")
        assert body["request_id"]
        assert await told(telegram, otklik, update(CHAT, 2, "Во время")) == 503
        assert await answer(desk, conversation_id, "Во время") == 503
        assert await health(telegram, otklik) == {"live": 200, "ready": 503}
        bot_api.release.set()

        await otklik.start_postgres()
        seen = set[int]()
        await eventually(lambda: settled_on(telegram, otklik, seen))
        assert seen <= {200, 503}
        assert await shown(screen, "Во время") == conversation_id
        await eventually(lambda: answered(desk, conversation_id, "После"))
        await bot_api.until_called("sendMessage", times=2)
        await eventually(lambda: all_accepted(otklik))
    assert [call["text"] for call in bot_api.called("sendMessage")] == ["В пути", "После"]
    assert await otklik.rows("SELECT count(*) FROM messages WHERE direction = 'in'") == [(2,)]


async def settled_on(telegram: aiohttp.ClientSession, otklik: Otklik, seen: set[int]) -> bool:
    """Telegram's second try of the update that was refused."""
    status = await told(telegram, otklik, update(CHAT, 2, "Во время"))
    seen.add(status)
    return status == 200


async def shown(screen: Screen, text: str) -> str:
    """The conversation in which the message appears on the operator's screen, without a reload."""
    while True:
        frame = await screen.receive_json(timeout=30)
        if frame.get("kind") == "message.added" and frame["data"]["message"]["text"] == text:
            return str(frame["data"]["conversation"]["id"])


async def answer(desk: Desk, conversation_id: str, text: str) -> int:
    key = text.encode().hex()
    return await desk.post(f"/conversations/{conversation_id}/messages", {"text": text}, key=key)


async def answered(desk: Desk, conversation_id: str, text: str) -> bool:
    status = await answer(desk, conversation_id, text)
    assert status in {201, 503}
    return status == 201


async def health(session: aiohttp.ClientSession, otklik: Otklik) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in ("live", "ready"):
        async with session.get(f"{otklik.url}/health/{name}") as reply:
            found[name] = reply.status
    return found


async def all_accepted(otklik: Otklik) -> bool:
    return await otklik.rows("SELECT DISTINCT state FROM ledger") == [("accepted",)]
