"""A customer writes by Telegram, an operator answers: the whole way through the rooms."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests.client import Client
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel, deposit, read_journal, send_due

from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.program import Program

CHAT = 1111111
ASKED_AT = int(time.time()) - 3_600


def update(number: int, *, text: str = "Где мой заказ?", chat: int = CHAT, at: int = ASKED_AT) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "Мария", "last_name": "Иванова", "language_code": "ru"}
    message = {"message_id": number, "date": at, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    async with botapi.bot_api() as api:
        yield api


@pytest.fixture
async def telegram(program: Program, workspace: Company, bot_api: BotApi) -> Channel:
    return await create_channel(
        program, workspace, kind="telegram", config={"token": TOKEN, "base_url": bot_api.base_url, "intake": "webhook"}
    )


async def the_conversation(signed_in: Client) -> UUID:
    page = (await signed_in.get("/api/v1/conversations?view=all")).json()
    assert len(page["items"]) == 1
    return UUID(page["items"][0]["id"])


async def test_what_a_customer_wrote_is_answered_and_counted(
    program: Program, workspace: Company, telegram: Channel, bot_api: BotApi, signed_in: Client
) -> None:
    await deposit(program, telegram, event_id="1", body=update(1))
    await read_journal(program, telegram)
    row = (await signed_in.get("/api/v1/conversations?view=waiting")).json()["items"][0]
    assert row["contact"]["name"] == "Мария Иванова"
    assert row["preview"] == "Где мой заказ?"
    assert row["unread_count"] == 1

    sent = await signed_in.post(
        f"/api/v1/conversations/{row['id']}/messages", json={"text": "Уже в пути"}, headers={"Idempotency-Key": "k1"}
    )
    assert sent.status_code == 201, sent.text
    assert sent.json()["delivery"]["state"] == "planned"
    assert await send_due(program, workspace) == 1

    call = bot_api.called("sendMessage")[0]
    assert (call["chat_id"], call["text"]) == (str(CHAT), "Уже в пути")
    thread = (await signed_in.get(f"/api/v1/conversations/{row['id']}/messages")).json()["items"]
    assert [one["delivery"]["state"] for one in thread if one["delivery"]] == ["accepted"]
    after = (await signed_in.get(f"/api/v1/conversations/{row['id']}")).json()["row"]
    assert after["waiting_since"] is None

    trail = (await signed_in.get(f"/api/v1/messages/{sent.json()['id']}/trail")).json()["steps"]
    assert [step["code"] for step in trail] == ["planned", "claimed", "handed", "accepted"]


async def test_the_same_update_five_times_is_one_message(
    program: Program, telegram: Channel, signed_in: Client
) -> None:
    new = [await deposit(program, telegram, event_id="1", body=update(1)) for _ in range(5)]
    await read_journal(program, telegram)
    assert new == [True, False, False, False, False]
    thread = (await signed_in.get(f"/api/v1/conversations/{await the_conversation(signed_in)}/messages")).json()
    assert len(thread["items"]) == 1


async def test_an_unreadable_item_is_kept_and_holds_up_nobody(
    program: Program, telegram: Channel, signed_in: Client
) -> None:
    await deposit(program, telegram, event_id="1", body=b"not json")
    await deposit(program, telegram, event_id="2", body=update(2))
    await read_journal(program, telegram)
    assert await the_conversation(signed_in)
    states = await journal_states(program, telegram)
    assert states == {"1": "failed", "2": "read"}


async def journal_states(program: Program, channel: Channel) -> dict[str, str]:
    async with program.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT event_id, state FROM journal WHERE channel_id = %s ORDER BY id", (channel.id,)
        )
        return {str(row[0]): str(row[1]) for row in await cursor.fetchall()}


async def test_search_finds_any_russian_word_form(program: Program, telegram: Channel, signed_in: Client) -> None:
    await deposit(program, telegram, event_id="1", body=update(1, text="Не пришли заказанные жёлтые тюльпаны"))
    await read_journal(program, telegram)
    found = (await signed_in.get("/api/v1/search?q=желтый тюльпан")).json()["items"]
    assert len(found) == 1
    assert "\u2068тюльпаны\u2069" in found[0]["snippet"]


async def test_two_equal_keys_are_one_message(program: Program, telegram: Channel, signed_in: Client) -> None:
    await deposit(program, telegram, event_id="1", body=update(1))
    await read_journal(program, telegram)
    url = f"/api/v1/conversations/{await the_conversation(signed_in)}/messages"
    first = await signed_in.post(url, json={"text": "Здравствуйте"}, headers={"Idempotency-Key": "same"})
    second = await signed_in.post(url, json={"text": "Здравствуйте"}, headers={"Idempotency-Key": "same"})
    assert first.json()["id"] == second.json()["id"]


async def test_closing_reopening_and_assigning_are_lines_in_the_thread(
    program: Program, telegram: Channel, signed_in: Client, workspace: Company
) -> None:
    await deposit(program, telegram, event_id="1", body=update(1))
    await read_journal(program, telegram)
    base = f"/api/v1/conversations/{await the_conversation(signed_in)}"
    await signed_in.put(f"{base}/assignment", json={"operator_id": str(workspace.owner.id)})
    assert (await signed_in.put(f"{base}/closure")).json()["state"] == "closed"
    await deposit(program, telegram, event_id="2", body=update(2, text="Ещё вопрос", at=ASKED_AT + 100))
    await read_journal(program, telegram)
    after = (await signed_in.get(base)).json()["row"]
    assert (after["state"], after["assignee_id"]) == ("open", str(workspace.owner.id))
    thread = (await signed_in.get(f"{base}/messages")).json()["items"]
    assert [one["extra"]["event"]["code"] for one in thread if one["kind"] == "event"] == ["assigned", "closed"]


async def test_the_speed_screen_counts_the_wait_from_question_to_acceptance(
    program: Program, workspace: Company, telegram: Channel, signed_in: Client
) -> None:
    asked_at = int(time.time()) - 120
    await deposit(program, telegram, event_id="1", body=update(1, at=asked_at))
    await read_journal(program, telegram)
    base = f"/api/v1/conversations/{await the_conversation(signed_in)}"
    await signed_in.post(f"{base}/messages", json={"text": "Уже в пути"})
    await send_due(program, workspace)

    speed = (await signed_in.get("/api/v1/speed")).json()
    assert speed["first"]["all"]["count"] == speed["any"]["all"]["count"] == 1
    assert 119 <= speed["first"]["all"]["median_seconds"] <= 150
    by_channel = (await signed_in.get("/api/v1/speed/breakdown?by=channel")).json()["groups"]
    assert [(one["kind"], one["any"]["count"]) for one in by_channel] == [("telegram", 1)]
    by_operator = (await signed_in.get("/api/v1/speed/breakdown?by=operator")).json()["groups"]
    assert [one["key"] for one in by_operator] == [str(workspace.owner.id)]
    behind = (await signed_in.get("/api/v1/speed/responses?first=true")).json()["items"]
    assert [one["contact_name"] for one in behind] == ["Мария Иванова"]
    assert behind[0]["seconds"] == pytest.approx(speed["first"]["all"]["median_seconds"])


async def test_what_came_before_a_channel_was_deleted_is_still_read(
    program: Program, workspace: Company, telegram: Channel, signed_in: Client
) -> None:
    await deposit(program, telegram, event_id="1", body=update(1))
    await deposit(program, telegram, event_id="2", body=b"not json")
    async with unit_of_work(program, workspace) as ctx:
        await channels.delete(ctx, channel_id=telegram.id)
    async with asyncio.timeout(20):
        await read_journal(program, telegram)
    assert await the_conversation(signed_in)
    assert await journal_states(program, telegram) == {"1": "read", "2": "failed"}
