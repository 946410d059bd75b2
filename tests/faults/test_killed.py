"""The process is killed with `kill -9` while 200 messages come in and 200 answers go out (guarantees 1, 3, 5 and 6)."""

import asyncio
import os
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import aiohttp
import pytest
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi
from tests.faults.process import Desk, Json, Otklik, installation
from tests.faults.telegram import ASKED_AT, PATIENCE_SECONDS, HoldingBotApi, told, update
from tests.faults.waiting import STEP_SECONDS, eventually

pytestmark = pytest.mark.faults

CHATS = tuple(range(9_001, 9_011))
EACH = 20
KILLS = int(os.environ.get("KILLS", "5"))  # noqa: TID251 - of whoever runs the test
"""20 for the promise that was made; each life begins with a start of the whole program."""
ACTIONS_A_LIFE = 10
MOMENT_SECONDS = 3.0
WORLD_SECONDS = 120.0
"""How long the outside goes on repeating what was not taken: longer than any life."""


@dataclass
class Progress:
    """What the world outside has seen so far, and how much more it may do in this life of the process."""

    may_ask: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    may_answer: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    webhooks: int = 0
    replies: int = 0
    killed_midway: int = 0

    def permit(self, *, of_each: int) -> None:
        """So many more questions and so many more answers."""
        for _ in range(of_each):
            self.may_ask.release()
            self.may_answer.release()


@pytest.fixture
async def bot_api() -> AsyncIterator[HoldingBotApi]:
    api = HoldingBotApi()
    api.chats = {str(chat) for chat in CHATS}
    async with botapi.bot_api(api):
        yield api


@pytest.fixture
async def otklik(bot_api: HoldingBotApi) -> AsyncIterator[Otklik]:
    config = {"token": TOKEN, "base_url": bot_api.base_url, "intake": "webhook"}
    async with installation(kind="telegram", config=config) as installed:
        yield installed


async def test_nothing_is_lost_and_nothing_doubled_by_kills(otklik: Otklik, bot_api: HoldingBotApi) -> None:
    progress = Progress()
    async with aiohttp.ClientSession() as telegram, otklik.desk() as desk, asyncio.TaskGroup() as world:
        for chat in CHATS:
            world.create_task(customer_writes(telegram, otklik, progress, chat=chat))
            world.create_task(operator_answers(desk, progress, chat=chat))
        for _ in range(KILLS):
            await one_life(otklik, bot_api, progress)
        progress.permit(of_each=EACH * len(CHATS))
        await otklik.start()

    assert progress.killed_midway > KILLS // 2
    await eventually(lambda: nothing_is_open(otklik))
    async with otklik.desk() as desk:
        for chat in CHATS:
            said = [one for one in await thread_of(desk, chat=chat) if one["kind"] == "message"]
            assert [one["text"] for one in said if one["direction"] == "in"] == questions(chat)
            assert sorted(one["text"] for one in said if one["direction"] == "out") == sorted(answers(chat))
    await the_ledger_agrees_with_the_bot_api(otklik, bot_api)
    await otklik.stop()


async def one_life(otklik: Otklik, bot_api: HoldingBotApi, progress: Progress) -> None:
    """Start, let the world do a little, and kill at a moment of its own."""
    progress.permit(of_each=ACTIONS_A_LIFE)
    await otklik.start()
    moment = choose_moment(bot_api, progress)
    with suppress(TimeoutError):  # the world may have no more to do before the moment comes
        await eventually(moment, timeout_seconds=MOMENT_SECONDS)
        progress.killed_midway += 1
    otklik.kill()
    bot_api.hold_at = 0
    bot_api.release.set()


def choose_moment(bot_api: HoldingBotApi, progress: Progress) -> Callable[[], bool]:
    """At a webhook's answer, at a reply's, while the Bot API holds a request, just after it answered, or at once."""
    more = random.randint(1, ACTIONS_A_LIFE // 2)
    webhooks, replies = progress.webhooks + more, progress.replies + more
    taken, answered = bot_api.taken + more, bot_api.answered + more

    def held() -> bool:
        return bot_api.taken >= taken

    bot_api.release.clear()
    chosen = random.randrange(5)
    bot_api.hold_at = taken if chosen == 0 else 0
    moments: list[Callable[[], bool]] = [
        held,
        lambda: bot_api.answered >= answered,
        lambda: progress.webhooks >= webhooks,
        lambda: progress.replies >= replies,
        lambda: True,
    ]
    return moments[chosen]


async def customer_writes(telegram: aiohttp.ClientSession, otklik: Otklik, progress: Progress, *, chat: int) -> None:
    """Telegram tells one update after another, and repeats each until it is answered 200."""
    for number, text in enumerate(questions(chat)):
        await progress.may_ask.acquire()
        # four messages share each second: the order within it is the order they came in
        body = update(chat, number, text, at=ASKED_AT + number // 4)
        await eventually(partial(is_taken, telegram, otklik, body), timeout_seconds=WORLD_SECONDS)
        progress.webhooks += 1


async def is_taken(telegram: aiohttp.ClientSession, otklik: Otklik, body: Json) -> bool:
    return await told(telegram, otklik, body) == 200


async def operator_answers(desk: Desk, progress: Progress, *, chat: int) -> None:
    """The browser repeats a request whose answer it has not seen, under the same key."""
    conversation_id = await conversation_of(desk, chat=chat)
    for number, text in enumerate(answers(chat)):
        await progress.may_answer.acquire()
        path, key = f"/conversations/{conversation_id}/messages", f"{chat}-{number}"
        reply = partial(accepted, desk, path, {"text": text}, key=key)
        await eventually(reply, timeout_seconds=WORLD_SECONDS)
        progress.replies += 1


async def accepted(desk: Desk, path: str, body: Json, *, key: str) -> bool:
    with suppress(aiohttp.ClientError, TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            status = await desk.post(path, body, key=key)
        assert status == 201 or status >= 500
        return status == 201
    return False


async def conversation_of(desk: Desk, *, chat: int) -> str:
    """The id, as soon as the customer's first message is in the inbox."""
    while True:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                page = await desk.get("/conversations?view=all")
            found = [row["id"] for row in page["items"] if row["contact"]["name"] == f"Чат {chat}"]
            if found:
                return str(found[0])
        await asyncio.sleep(STEP_SECONDS)


async def thread_of(desk: Desk, *, chat: int) -> list[Json]:
    return await desk.whole_thread(await conversation_of(desk, chat=chat))


async def nothing_is_open(otklik: Otklik) -> bool:
    waiting = await otklik.rows("SELECT count(*) FROM journal WHERE state <> 'read'")
    rows = await otklik.rows("SELECT count(*) FROM ledger WHERE state IN ('planned', 'claimed', 'handed')")
    return waiting[0][0] == rows[0][0] == 0


async def the_ledger_agrees_with_the_bot_api(otklik: Otklik, bot_api: BotApi) -> None:
    sent = Counter(str(call["text"]) for call in bot_api.called("sendMessage"))
    rows = await otklik.rows("SELECT content->>'text', state, code FROM ledger")
    assert sorted(row[0] for row in rows) == sorted(text for chat in CHATS for text in answers(chat))
    for text, state, code in rows:
        assert (state, code) in {("accepted", ""), ("unknown", "interrupted")}
        assert sent[text] == 1 if state == "accepted" else sent[text] <= 1
    in_order = defaultdict[object, list[str]](list)
    for call in bot_api.called("sendMessage"):
        in_order[call["chat_id"]].append(str(call["text"]))
    assert all(texts == sorted(texts) for texts in in_order.values())
    twice = "SELECT ledger_id FROM ledger_steps WHERE state = 'handed' GROUP BY ledger_id HAVING count(*) > 1"
    assert await otklik.rows(twice) == []


def questions(chat: int) -> list[str]:
    return [f"Вопрос {chat}-{number:02}" for number in range(EACH)]


def answers(chat: int) -> list[str]:
    return [f"Ответ {chat}-{number:02}" for number in range(EACH)]
