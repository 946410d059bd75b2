"""What comes twice or at once is one: the keys in PostgreSQL decide (guarantees 2, 3 and 5)."""

import asyncio
import json
from datetime import UTC, datetime

import msgspec
import pytest
from tests.client import Client, Reply
from tests.contract.botapi import BotApi
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal, send_due
from tests.faults import telegram, toy
from tests.faults.conftest import CHATS, Json, Writes, telegram_channel
from tests.faults.waiting import eventually

from otklik import web
from otklik.channels.contract import Inbound, InboundDelivered, InboundMessage, InboundRead, Sender
from otklik.domains.delivery.models import Channel
from otklik.program import Program

pytestmark = pytest.mark.faults

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def post(client: Client, channel: Channel, body: Json) -> Reply:
    headers = {"X-Telegram-Bot-Api-Secret-Token": channel.webhook_secret}
    return await client.post(f"/hooks/{channel.public_id}", json=body, headers=headers)


async def inbox(client: Client) -> list[Json]:
    return (await client.get("/api/v1/conversations?view=all&limit=200")).json()["items"]


async def thread(client: Client, conversation_id: str) -> list[Json]:
    return (await client.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"]


async def test_the_same_webhook_five_times_in_parallel_is_one_message(
    program: Program, client: Client, signed_in: Client, channel: Channel
) -> None:
    body = telegram.update(CHATS[0], 1, "Где мой заказ?")
    replies = await asyncio.gather(*(post(client, channel, body) for _ in range(5)))
    assert [reply.status_code for reply in replies] == [200] * 5
    await asyncio.gather(*(read_journal(program, channel) for _ in range(5)))
    rows = await inbox(signed_in)
    assert [(row["inbound_count"], row["preview"]) for row in rows] == [(1, "Где мой заказ?")]
    assert len(await thread(signed_in, rows[0]["id"])) == 1


async def test_one_webhook_with_several_messages_and_statuses_is_walked_whole(
    toy_program: Program, workspace: Company, signed_in: Client
) -> None:
    channel = await create_channel(toy_program, workspace, kind="toy_batch")
    await deliver_batch(toy_program, channel, [said("Первое", thread_id="anna"), said("Другая", thread_id="vera")])
    conversation_id = next(row["id"] for row in await toy_inbox(toy_program, signed_in) if row["preview"] == "Первое")
    async with toy.browser(toy_program, signed_in) as browser:
        for text in ("Раз", "Два"):
            sent = await browser.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": text})
            assert sent.status_code == 201, sent.text
    await send_due(toy_program, workspace)
    first, second = [row[0] for row in await external_ids(toy_program, channel)]
    await deliver_batch(
        toy_program,
        channel,
        [
            said("Второе", thread_id="anna"),
            InboundDelivered(external_id=first),
            InboundRead(external_id=first),
            said("Третье", thread_id="anna"),
            InboundDelivered(external_id=second),
        ],
    )
    async with toy.browser(toy_program, signed_in) as browser:
        shown = await thread(browser, conversation_id)
    assert {one["text"] for one in shown if one["direction"] == "in"} == {"Первое", "Второе", "Третье"}
    states = {one["text"]: one["delivery"]["state"] for one in shown if one["direction"] == "out"}
    assert states == {"Раз": "read", "Два": "delivered"}


@pytest.mark.usefixtures("reading")
async def test_two_first_messages_at_once_open_one_conversation_a_chat_for_one_contact(
    program: Program, workspace: Company, bot_api: BotApi, client: Client, signed_in: Client, channel: Channel
) -> None:
    other = await telegram_channel(program, workspace, bot_api)
    chats = CHATS[:10]
    posts = [
        post(client, bot, telegram.update(chat, number, f"{number}"))
        for chat in chats
        for bot in (channel, other)
        for number in (1, 2)
    ]
    assert {reply.status_code for reply in await asyncio.gather(*posts)} == {200}
    await eventually(lambda: all_read(program, channel, other))
    rows = await inbox(signed_in)
    places = sorted((row["contact"]["name"], row["channel_id"]) for row in rows)
    assert places == sorted((f"Чат {chat}", str(bot.id)) for chat in chats for bot in (channel, other))
    assert {row["inbound_count"] for row in rows} == {2}
    assert len({row["contact"]["id"] for row in rows}) == len(chats)
    assert len({row["number"] for row in rows}) == len(rows)


@pytest.mark.usefixtures("reading")
async def test_two_channels_with_the_same_people_never_stop_each_other_for_good(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, channel: Channel
) -> None:
    """One bot meets them in one order, the other in the opposite: their transactions want each other's rows."""
    other = await telegram_channel(program, workspace, bot_api)
    for bot, chats in ((channel, CHATS), (other, tuple(reversed(CHATS)))):
        for chat in chats:
            for number in (1, 2):
                body = telegram.update(chat, number, f"{number}")
                await deposit(program, bot, event_id=str(body["update_id"]), body=json.dumps(body).encode())
    await eventually(lambda: all_read(program, channel, other))
    rows = await inbox(signed_in)
    assert len(rows) == 2 * len(CHATS)
    assert {row["inbound_count"] for row in rows} == {2}


async def test_two_browsers_pressing_send_at_once_with_one_key_send_once(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    path = f"/api/v1/conversations/{await writes()}/messages"
    same = [signed_in.post(path, json={"text": "Иду"}, headers={"Idempotency-Key": "one"}) for _ in range(4)]
    replies = await asyncio.gather(*same)
    assert [reply.status_code for reply in replies] == [201] * 4
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert await send_due(program, workspace) == 1
    assert [call["text"] for call in bot_api.called("sendMessage")] == ["Иду"]


async def test_two_browsers_pressing_send_at_once_with_two_keys_send_twice(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    path = f"/api/v1/conversations/{await writes()}/messages"
    keys = ("one", "two")
    replies = await asyncio.gather(
        *(signed_in.post(path, json={"text": key}, headers={"Idempotency-Key": key}) for key in keys)
    )
    assert len({reply.json()["id"] for reply in replies}) == 2
    assert await send_due(program, workspace) == 2
    assert sorted(str(call["text"]) for call in bot_api.called("sendMessage")) == ["one", "two"]


async def all_read(program: Program, *channels: Channel) -> bool:
    async with program.pool.connection() as connection:
        query = "SELECT count(*) FROM journal WHERE channel_id = ANY(%s) AND state <> 'read'"
        row = await (await connection.execute(query, ([one.id for one in channels],))).fetchone()
    return row == (0,)


def said(text: str, *, thread_id: str) -> InboundMessage:
    sender = Sender(id=thread_id, name=thread_id)
    return InboundMessage(
        external_id=f"{thread_id}-{text}", thread_id=thread_id, sender=sender, sent_at=NOON, text=text
    )


async def deliver_batch(program: Program, channel: Channel, events: list[Inbound]) -> None:
    async with Client(web.build(program)) as provider:
        reply = await provider.post(f"/hooks/{channel.public_id}?id={len(events)}", content=msgspec.json.encode(events))
    assert reply.status_code == 200
    await read_journal(program, channel)


async def toy_inbox(program: Program, signed_in: Client) -> list[Json]:
    async with toy.browser(program, signed_in) as browser:
        return await inbox(browser)


async def external_ids(program: Program, channel: Channel) -> list[tuple[str]]:
    async with program.pool.connection() as connection:
        query = "SELECT external_id FROM ledger WHERE channel_id = %s ORDER BY id"
        return [(str(row[0]),) for row in await (await connection.execute(query, (channel.id,))).fetchall()]
