"""What the company wrote comes back from Avito without a mark: it is shown once, in the customer's conversation."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.client import Client
from tests.contract.avitoapi import ACCOUNT, CHAT, CLIENT_ID, CLIENT_SECRET, MARIA, AvitoApi, LostAnswer, avito_api
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal, send_due

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock
from otklik.program import Program

Json = dict[str, Any]  # Any: JSON


@dataclass
class Shop:
    """A company on Avito."""

    program: Program
    company: Company
    browser: Client
    api: AvitoApi
    channel: Channel

    async def hears(self, author: int, text: str, *, message_id: str = "") -> None:
        """Avito's webhook tells of a message."""
        now = int(SystemClock().now().timestamp())
        told = self.api.writes(author=author, text=text, at=now) | {"chat_id": CHAT, "user_id": ACCOUNT}
        told |= {"id": message_id} if message_id else {}
        body = json.dumps({"payload": {"type": "message", "value": told}}).encode()
        await deposit(self.program, self.channel, event_id=f"text:{told['id']}", body=body)
        await read_journal(self.program, self.channel)

    async def answers(self, text: str) -> None:
        [held] = await self.conversations()
        path = f"/api/v1/conversations/{held['id']}/messages"
        assert (await self.browser.post(path, json={"text": text})).status_code == 201

    async def work(self) -> None:
        """Run the jobs, those that wait for their time too."""
        async with self.program.pool.connection() as connection:
            await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        await self.program.jobs.app.run_worker_async(
            queues=["receipts", "people"], wait=False, install_signal_handlers=False, listen_notify=False
        )

    async def conversations(self) -> list[Json]:
        return (await self.browser.get("/api/v1/conversations")).json()["items"]

    async def shown(self) -> list[tuple[str, str, str]]:
        """Direction, text and state of what stands in the one conversation."""
        [held] = await self.conversations()
        found = (await self.browser.get(f"/api/v1/conversations/{held['id']}/messages")).json()["items"]
        return [(one["direction"], one["text"], (one["delivery"] or {}).get("state", "")) for one in found]


@pytest.fixture
async def shop(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Shop]:
    async with avito_api() as api:
        config = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "user_id": str(ACCOUNT)}
        channel = await create_channel(program, workspace, kind="avito", config={**config, "base_url": api.base_url})
        yield Shop(program, workspace, signed_in, api, channel)


async def test_who_is_written_to_in_avitos_own_app_has_the_conversation(shop: Shop) -> None:
    await shop.hears(ACCOUNT, "Здравствуйте, ещё интересно?")
    await shop.work()
    [held] = await shop.conversations()
    assert held["contact"]["name"] == "Мария"
    assert await shop.shown() == [("out", "Здравствуйте, ещё интересно?", "")]
    await shop.hears(MARIA, "Да")
    assert [one[:2] for one in await shop.shown()] == [("out", "Здравствуйте, ещё интересно?"), ("in", "Да")]


async def test_a_customer_gets_the_name_that_the_webhook_does_not_say(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.work()
    [held] = await shop.conversations()
    assert held["contact"]["name"] == "Мария"


async def test_our_own_answer_is_not_shown_again(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да")
    await send_due(shop.program, shop.company)
    await shop.hears(ACCOUNT, "Да", message_id="msg2")
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "accepted")]


async def test_nor_are_the_parts_of_a_long_one(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да, " * 200 + "\n" + "конечно " * 100)
    await send_due(shop.program, shop.company)
    for number in range(2, 2 + len(shop.api.sent())):
        await shop.hears(ACCOUNT, "Часть", message_id=f"msg{number}")
    await shop.work()
    assert len(shop.api.sent()) > 1
    assert [one[0] for one in await shop.shown()] == ["in", "out"]


async def test_nor_is_one_whose_echo_is_quicker_than_the_answer_to_the_call(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да")
    shop.api.gate = asyncio.Event()
    sending = asyncio.create_task(send_due(shop.program, shop.company))
    await shop.api.taken.wait()
    await shop.hears(ACCOUNT, "Да", message_id="msg2")
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "handed")]
    shop.api.gate.set()
    await sending
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "accepted")]


async def test_an_echo_says_that_a_message_in_doubt_went(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да")
    shop.api.script("messages", LostAnswer())
    await send_due(shop.program, shop.company)
    assert (await shop.shown())[-1] == ("out", "Да", "unknown")
    await shop.hears(ACCOUNT, "Да")
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "accepted")]
