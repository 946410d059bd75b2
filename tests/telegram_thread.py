"""A Telegram channel of a test's company and its customers, by hand: what the domain tests of several rooms share."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.client import Client
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal, send_due

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock
from otklik.program import Program

Json = dict[str, Any]  # Any: a JSON document


@dataclass
class Customers:
    """People who write to the company's bot."""

    program: Program
    company: Company
    channel: Channel
    api: BotApi
    written: int = 0

    async def write(
        self, text: str = "Вопрос", *, chat: int = 1, ago: timedelta = timedelta(), name: str = "Мария"
    ) -> int:
        """One message, written `ago`; returns its number at the provider."""
        self.written += 1
        number = self.written
        at: datetime = SystemClock().now() - ago
        person = {"id": chat, "is_bot": False, "first_name": name, "language_code": "ru"}
        message = {
            "message_id": number,
            "date": int(at.timestamp()),
            "chat": {"id": chat, "type": "private"},
            "from": person,
            "text": text,
        }
        self.api.chats.add(str(chat))
        body = json.dumps({"update_id": number, "message": message}).encode()
        await deposit(self.program, self.channel, event_id=str(number), body=body)
        await read_journal(self.program, self.channel)
        return number

    async def settle(self) -> None:
        """Send what the company has said."""
        await send_due(self.program, self.company)


@asynccontextmanager
async def customers(program: Program, company: Company) -> AsyncGenerator[Customers]:
    async with botapi.bot_api() as api:
        config = {"token": TOKEN, "base_url": api.base_url, "intake": "webhook"}
        channel = await create_channel(program, company, kind="telegram", config=config)
        yield Customers(program, company, channel, api)


async def listed(browser: Client, view: str = "all") -> list[Json]:
    answer = await browser.get(f"/api/v1/conversations?view={view}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def only(browser: Client) -> UUID:
    rows = await listed(browser)
    assert len(rows) == 1
    return UUID(rows[0]["id"])


async def reply(browser: Client, conversation: UUID | str, text: str = "Ответ") -> Json:
    answer = await browser.post(f"/api/v1/conversations/{conversation}/messages", json={"text": text})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
