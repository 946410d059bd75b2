"""A company on Avito in the tests' own process: the API on loopback, its webhooks, the desk and the jobs."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.client import Client
from tests.contract.avitoapi import ACCOUNT, CHAT, CLIENT_ID, CLIENT_SECRET, AvitoApi, avito_api
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal

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
            queues=["receipts", "people", "reading"], wait=False, install_signal_handlers=False, listen_notify=False
        )

    async def conversations(self) -> list[Json]:
        return (await self.browser.get("/api/v1/conversations")).json()["items"]

    async def shown(self) -> list[tuple[str, str, str]]:
        """Direction, text and state of what stands in the one conversation."""
        [held] = await self.conversations()
        found = (await self.browser.get(f"/api/v1/conversations/{held['id']}/messages")).json()["items"]
        return [(one["direction"], one["text"], (one["delivery"] or {}).get("state", "")) for one in found]


@asynccontextmanager
async def avito_shop(program: Program, company: Company, browser: Client) -> AsyncGenerator[Shop]:
    async with avito_api() as api:
        config = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "user_id": str(ACCOUNT)}
        channel = await create_channel(program, company, kind="avito", config={**config, "base_url": api.base_url})
        yield Shop(program, company, browser, api, channel)
