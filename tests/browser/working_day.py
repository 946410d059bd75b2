"""The cast of a working day: an owner and two operators at their desks, sixty customers who write by Telegram."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.async_api import Browser, expect
from tests.browser.company import demo_company, hire
from tests.browser.screens import Desk, window
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi, Params
from tests.faults.process import Json, Otklik
from tests.faults.telegram import update

from otklik import demo

SCRIPTS = Path(__file__).with_name("day_scripts.txt")
"""A customer a line: what they ask first, and after `|` what they say to the answer."""
NINA = ("Нина Львова", "nina@otklik.local")
"""Watches; answers nobody."""
VERA, GLEB = ("Вера Громова", "vera@otklik.local"), ("Глеб Орехов", "gleb@otklik.local")
CHAT_FIRST = 81_001
ASKED_PER_SECOND = 5
PROMISED_SECONDS = 60
WANTED_SECONDS = 40
LOOK_SECONDS = 0.3


@dataclass
class Customer:
    chat: int
    first: str
    again: str
    said: int = 0

    @property
    def name(self) -> str:
        """As the fake Telegram calls everybody."""
        return f"Чат {self.chat}"


@dataclass
class Day:
    otklik: Otklik
    telegram: BotApi
    channel_id: str
    owner: Desk
    vera: Desk
    gleb: Desk
    nina: Desk
    ids: Mapping[str, str]
    """Of operators, by name."""
    customers: list[Customer]
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    """Nobody is about to write."""

    @property
    def at_work(self) -> dict[str, Desk]:
        return {demo.OWNER: self.owner, VERA[0]: self.vera, GLEB[0]: self.gleb}

    async def ask(self, customer: Customer, text: str) -> None:
        customer.said += 1
        body = update(customer.chat, customer.said, text, at=int(time.time()))
        assert await self.telegram.deliver(body) == 200

    async def ask_all(self, asked: list[tuple[Customer, str]]) -> None:
        """Not all at once: a morning."""
        self.quiet.clear()
        for customer, text in asked:
            await self.ask(customer, text)
            await asyncio.sleep(1 / ASKED_PER_SECOND)
        self.quiet.set()

    async def press(self, customer: Customer, data: str, message_id: int) -> None:
        """A button under something the bot said."""
        person = {"id": customer.chat, "is_bot": False, "first_name": "Чат", "last_name": str(customer.chat)}
        message = {"message_id": message_id, "date": int(time.time()), "chat": {"id": customer.chat, "type": "private"}}
        query = {"id": f"press-{customer.chat}", "from": person, "message": message, "data": data}
        body: Params = {"update_id": customer.chat * 1_000 + 999, "callback_query": query}
        assert await self.telegram.deliver(body) == 200

    async def customer_of(self, name: str) -> Customer:
        """One of those whose conversation this operator has."""
        query = "SELECT min(thread_id) FROM conversations WHERE channel_id = %s AND assignee_id = %s AND state = 'open'"
        chat = str((await self.otklik.rows(query, self.channel_id, self.ids[name]))[0][0])
        return next(one for one in self.customers if str(one.chat) == chat)

    async def conversation(self, customer: Customer) -> str:
        query = "SELECT c.id FROM conversations c WHERE c.channel_id = %s AND c.thread_id = %s"
        return str((await self.otklik.rows(query, self.channel_id, str(customer.chat)))[0][0])


async def call(desk: Desk, method: str, path: str, data: object = None) -> Any:  # Any: JSON from the API
    """What a screen of this operator would ask the API."""
    session = await (await desk.page.request.get(f"{desk.url}/api/v1/session")).json()
    headers = {"x-csrf-token": session["csrf_token"]}
    reply = await desk.page.request.fetch(f"{desk.url}/api/v1{path}", method=method, data=data, headers=headers)  # pyright: ignore[reportArgumentType] - any JSON
    assert reply.ok, f"{method} {path}: {reply.status} {await reply.text()}"
    return await reply.json() if await reply.body() else None


async def answer_waiting(day: Day, name: str, words: str) -> int:
    """Go through one's own customers who wait, the longest first, until all were asked and answered; how many."""
    desk, answered = day.at_work[name], 0
    await desk.page.goto(f"{desk.url}/inbox?view=waiting&channel={day.channel_id}&assignee={day.ids[name]}")
    while await _somebody(day, name):
        found = re.search(r"Чат \d+", await desk.rows.first.inner_text())
        assert found is not None
        await desk.open(found[0])
        answered += 1
        await desk.answer(f"{words} ({answered})")
        await expect(desk.row(found[0])).to_have_count(0)
    return answered


async def _somebody(day: Day, name: str) -> bool:
    """Whether somebody waits for this operator; False when nobody will write any more."""
    while True:
        over = day.quiet.is_set() and not await day.otklik.rows(_UNREAD)
        waiting = {row[0] for row in await day.otklik.rows(_WAITING, day.channel_id)}
        if UUID(day.ids[name]) in waiting:
            return True
        if over and None not in waiting:  # whoever waits was given to somebody
            return False
        await asyncio.sleep(LOOK_SECONDS)


_WAITING = "SELECT DISTINCT assignee_id FROM conversations WHERE channel_id = %s AND waiting_since IS NOT NULL"
_UNREAD = "SELECT id FROM journal WHERE state = 'received'"


@asynccontextmanager
async def working_day(chromium: Browser) -> AsyncGenerator[Day]:
    customers = [_customer(number, line) for number, line in enumerate(SCRIPTS.read_text("utf-8").splitlines())]
    api = BotApi()
    api.chats |= {str(one.chat) for one in customers}
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(botapi.bot_api(api))
        otklik = await stack.enter_async_context(demo_company())
        for name, email in (VERA, GLEB):
            await hire(otklik, name=name, email=email)
        await hire(otklik, name=NINA[0], email=NINA[1], role="supervisor")
        places = [await stack.enter_async_context(window(chromium)) for _ in range(4)]
        owner = await Desk.signed_in(places[0], otklik)
        vera = await Desk.signed_in(places[1], otklik, email=VERA[1])
        gleb = await Desk.signed_in(places[2], otklik, email=GLEB[1])
        nina = await Desk.signed_in(places[3], otklik, email=NINA[1])
        await owner.connect("telegram", {"token": TOKEN, "base_url": telegram.base_url, "intake": "webhook"})
        await telegram.until_called("setWebhook")
        channels: list[Json] = (await call(owner, "GET", "/channels"))["items"]
        channel_id = next(one["id"] for one in channels if one["kind"] == "telegram")
        people: list[Json] = (await call(owner, "GET", "/operators"))["items"]
        ids = {one["name"]: one["id"] for one in people}
        day = Day(otklik, telegram, channel_id, owner, vera, gleb, nina, ids, customers)
        await _rules(day)
        yield day


async def _rules(day: Day) -> None:
    """Conversations go round; an answer is promised in a minute, wanted sooner; who was helped is asked how."""
    for name, operator_id in day.ids.items():
        capacity = 200 if name in day.at_work else 0
        await call(day.owner, "PUT", f"/routing/profiles/{operator_id}", {"capacity": capacity})
    await call(day.owner, "PUT", "/routing/rules/company", {"way": "round_robin"})
    steps = [{"percent": 40, "act": "warn_supervisors"}]
    promise = {"fixed_seconds": PROMISED_SECONDS, "steps": steps}
    await call(day.owner, "PUT", f"/channels/{day.channel_id}/promise-settings", promise)
    badge = await call(day.owner, "POST", "/badges", {"channel_id": day.channel_id})
    shown = await day.owner.page.request.get(f"{badge['url']}.svg")
    assert shown.ok
    target = {"name": "Быстрый ответ", "channel_id": day.channel_id, "first_seconds": WANTED_SECONDS, "working": False}
    await call(day.owner, "POST", "/targets", target)
    await call(day.owner, "PUT", "/ratings/settings", {"enabled": True, "delay_minutes": 0})


def _customer(number: int, line: str) -> Customer:
    first, _, again = line.partition("|")
    return Customer(CHAT_FIRST + number, first, again)
