"""One ordered lane a conversation, both ways; receipts only move a message up (guarantees 4 and 5)."""

import itertools
import json
import random
from datetime import UTC, datetime

import pytest
from tests.client import Client
from tests.contract.botapi import BotApi, Refused
from tests.factories import Company, unit_of_work
from tests.factories_delivery import deposit, read_journal, send_due
from tests.faults import telegram, toy
from tests.faults.conftest import CHATS, Json, Writes

from otklik.channels.contract import (
    Inbound,
    InboundAccepted,
    InboundDelivered,
    InboundFailed,
    InboundRead,
)
from otklik.domains.conversations.service import writing
from otklik.domains.delivery.models import Channel
from otklik.program import Program

pytestmark = pytest.mark.faults

MANY = 201
CHAT = CHATS[0]


async def walked(client: Client, conversation_id: str) -> list[Json]:
    """The whole thread by the cursor, oldest first, as a screen scrolls it up."""
    found: list[Json] = []
    cursor = ""
    while True:
        path = f"/api/v1/conversations/{conversation_id}/messages?limit=50{cursor}"
        page = (await client.get(path)).json()
        found = [*page["items"], *found]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def conversation_of(client: Client) -> str:
    rows = (await client.get("/api/v1/conversations?view=all")).json()["items"]
    assert len(rows) == 1
    return rows[0]["id"]


def in_a_minute(number: int) -> bytes:
    body = telegram.update(CHAT, number, f"{number}", at=telegram.ASKED_AT + number * 60 // MANY)
    return json.dumps(body).encode()


async def test_201_messages_in_a_minute_are_all_there_in_order(
    program: Program, channel: Channel, client: Client, signed_in: Client
) -> None:
    path, headers = f"/hooks/{channel.public_id}", {"X-Telegram-Bot-Api-Secret-Token": channel.webhook_secret}
    for number in range(MANY):
        assert (await client.post(path, content=in_a_minute(number), headers=headers)).status_code == 200
    await read_journal(program, channel)
    conversation_id = await conversation_of(signed_in)
    shown = await walked(signed_in, conversation_id)
    assert [one["text"] for one in shown] == [f"{number}" for number in range(MANY)]
    row = (await signed_in.get(f"/api/v1/conversations/{conversation_id}")).json()["row"]
    assert (row["inbound_count"], row["preview"]) == (MANY, f"{MANY - 1}")


async def test_messages_told_in_any_order_stand_by_the_providers_time(
    program: Program, channel: Channel, signed_in: Client
) -> None:
    numbers = list(range(60))
    random.shuffle(numbers)
    for number in numbers:
        body = json.dumps(telegram.update(CHAT, number, f"{number}", at=telegram.ASKED_AT + number)).encode()
        await deposit(program, channel, event_id=f"{number}", body=body)
        if random.random() < 0.2:
            await read_journal(program, channel)
    await read_journal(program, channel)
    conversation_id = await conversation_of(signed_in)
    assert [one["text"] for one in await walked(signed_in, conversation_id)] == [f"{number}" for number in range(60)]
    row = (await signed_in.get(f"/api/v1/conversations/{conversation_id}")).json()["row"]
    assert row["preview"] == "59"
    assert datetime.fromisoformat(row["waiting_since"]) == datetime.fromtimestamp(telegram.ASKED_AT, UTC)


async def test_a_message_that_waits_for_its_retry_holds_back_its_conversation_and_no_other(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    slow, quick = await writes(chat=CHATS[0]), await writes(chat=CHATS[1])
    bot_api.script("sendMessage", Refused(429, "Too Many Requests: retry after 3600", retry_after=3600))
    for conversation_id, text in ((slow, "первое"), (slow, "второе"), (quick, "другое")):
        sent = await signed_in.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": text})
        assert sent.status_code == 201
    await send_due(program, workspace)
    assert [call["text"] for call in bot_api.called("sendMessage")] == ["первое", "другое"]

    await now_due(program, workspace)
    await send_due(program, workspace)
    assert [call["text"] for call in bot_api.called("sendMessage")] == ["первое", "другое", "первое", "второе"]
    states = [one["delivery"]["state"] for one in await walked(signed_in, slow) if one["delivery"]]
    assert states == ["accepted", "accepted"]


async def now_due(program: Program, company: Company) -> None:
    """The retry's pause is over."""
    async with program.pool.connection() as connection:
        await connection.execute("UPDATE ledger SET due_at = now() WHERE workspace_id = %s", (company.id,))


RECEIPTS = {"accepted": InboundAccepted, "delivered": InboundDelivered, "read": InboundRead}


@pytest.mark.parametrize("order", list(itertools.permutations(RECEIPTS)), ids="-".join)
async def test_receipts_late_and_out_of_order_only_move_up(
    toy_program: Program, workspace: Company, order: tuple[str, ...]
) -> None:
    sent = await Sent.one(toy_program, workspace)
    highest = "accepted"
    for state in order:
        await sent.hears(RECEIPTS[state](external_id=sent.external_id))
        highest = max(highest, state, key=["accepted", "delivered", "read"].index)
        assert await sent.state() == highest
    await sent.hears(InboundFailed(external_id=sent.external_id, reason="late"))
    assert await sent.state() == "read"


async def test_a_failure_told_before_a_delivery_is_undone_by_it(toy_program: Program, workspace: Company) -> None:
    sent = await Sent.one(toy_program, workspace)
    await sent.hears(InboundFailed(external_id=sent.external_id, reason="too early"))
    assert await sent.state() == "failed"
    await sent.hears(InboundDelivered(external_id=sent.external_id))
    assert await sent.state() == "delivered"


class Sent:
    """One accepted message on the toy channel."""

    def __init__(self, program: Program, channel: Channel, external_id: str) -> None:
        self.external_id = external_id
        self._program = program
        self._channel = channel
        self._told = itertools.count(1)

    @classmethod
    async def one(cls, program: Program, company: Company) -> "Sent":
        channel, conversation_id = await toy.opened(program, company)
        async with unit_of_work(program, company) as ctx:
            await writing.reply(ctx, conversation_id, writing.Words(text="Здравствуйте"))
        await send_due(program, company)
        found = cls(program, channel, "")
        found.external_id = str((await found.rows("SELECT external_id FROM ledger WHERE channel_id = %s"))[0])
        return found

    async def hears(self, receipt: Inbound) -> None:
        await toy.hears(self._program, self._channel, receipt, number=next(self._told))

    async def state(self) -> object:
        shown = (await self.rows("SELECT state FROM messages WHERE channel_id = %s AND direction = 'out'"))[0]
        assert (await self.rows("SELECT state FROM ledger WHERE channel_id = %s"))[0] == shown
        return shown

    async def rows(self, query: str) -> list[object]:
        async with self._program.pool.connection() as connection:
            return [row[0] for row in await (await connection.execute(query.encode(), (self._channel.id,))).fetchall()]
