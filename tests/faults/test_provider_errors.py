"""What a provider refuses, loses or breaks: repeated only where nothing can have gone out (guarantees 5 and 6)."""

from datetime import timedelta

import pytest
from aiohttp import web
from tests.client import Client
from tests.contract.botapi import BotApi, LostAnswer, Refused
from tests.factories import Company
from tests.factories_delivery import send_due
from tests.faults.conftest import CHATS, Json, Writes

from otklik.program import Program

pytestmark = pytest.mark.faults

CHAT = CHATS[0]


async def say(client: Client, conversation_id: str, text: str = "Уже едем") -> Json:
    reply = await client.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": text})
    assert reply.status_code == 201, reply.text
    return reply.json()


async def delivery(client: Client, conversation_id: str) -> Json:
    items = (await client.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"]
    return next(one["delivery"] for one in reversed(items) if one["delivery"])


async def pause(program: Program, company: Company) -> timedelta:
    """How long the row waits for its next try."""
    async with program.pool.connection() as connection:
        query = "SELECT due_at - now() FROM ledger WHERE workspace_id = %s"
        row = await (await connection.execute(query, (company.id,))).fetchone()
    assert row is not None
    assert isinstance(row[0], timedelta)
    return row[0]


async def after_the_pause(program: Program, company: Company) -> int:
    async with program.pool.connection() as connection:
        await connection.execute("UPDATE ledger SET due_at = now() WHERE workspace_id = %s", (company.id,))
    return await send_due(program, company)


async def test_429_waits_as_long_as_the_provider_says(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    conversation_id = await writes()
    bot_api.script("sendMessage", Refused(429, "Too Many Requests: retry after 900", retry_after=900))
    await say(signed_in, conversation_id)
    assert await send_due(program, workspace) == 1
    shown = await delivery(signed_in, conversation_id)
    assert (shown["state"], shown["code"]) == ("planned", "telegram.too_many")
    assert timedelta(minutes=10) < await pause(program, workspace) <= timedelta(minutes=15)
    assert await send_due(program, workspace) == 0
    assert await after_the_pause(program, workspace) == 1
    assert (await delivery(signed_in, conversation_id))["state"] == "accepted"
    assert len(bot_api.called("sendMessage")) == 2


async def test_500_is_tried_again_with_growing_pauses_and_not_for_ever(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    conversation_id = await writes()
    bot_api.script("sendMessage", *(web.json_response({"ok": False}, status=500) for _ in range(20)))
    await say(signed_in, conversation_id)
    await send_due(program, workspace)
    pauses = [await pause(program, workspace)]
    while await after_the_pause(program, workspace):
        pauses.append(await pause(program, workspace))
    assert pauses[0] < pauses[1] < pauses[2]
    shown = await delivery(signed_in, conversation_id)
    assert (shown["state"], shown["code"]) == ("failed", "telegram.unavailable")
    assert len(bot_api.called("sendMessage")) == 8


async def test_a_connection_cut_after_the_request_is_unknown_and_repeated_only_by_a_person(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    conversation_id = await writes()
    bot_api.script("sendMessage", LostAnswer())
    message = await say(signed_in, conversation_id)
    await send_due(program, workspace)
    shown = await delivery(signed_in, conversation_id)
    assert (shown["state"], shown["code"]) == ("unknown", "telegram.no_answer")
    assert await after_the_pause(program, workspace) == 0
    assert len(bot_api.called("sendMessage")) == 1

    again = await signed_in.post(f"/api/v1/messages/{message['id']}/retries")
    assert again.status_code == 201
    assert await send_due(program, workspace) == 1
    assert (await delivery(signed_in, conversation_id))["state"] == "accepted"
    assert len(bot_api.called("sendMessage")) == 2
    twice = await signed_in.post(f"/api/v1/messages/{message['id']}/retries")
    assert (twice.status_code, twice.json()["code"]) == (409, "delivery.retry_refused")


async def test_who_blocked_us_is_shown_unreachable_until_they_come_back(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    conversation_id = await writes()
    bot_api.script("sendMessage", Refused(403, "Forbidden: bot was blocked by the user"))
    await say(signed_in, conversation_id)
    await send_due(program, workspace)
    shown = await delivery(signed_in, conversation_id)
    assert (shown["state"], shown["code"]) == ("failed", "telegram.blocked")
    can = (await signed_in.get(f"/api/v1/conversations/{conversation_id}")).json()["can"]
    assert (can["reachable"], can["reason"]) == (False, "telegram.blocked")
    refused = await signed_in.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": "Вы тут?"})
    assert (refused.status_code, refused.json()["code"]) == (422, "delivery.refused")
    assert refused.json()["params"]["reason"] == "telegram.blocked"


async def test_what_was_planned_before_a_block_is_skipped_at_the_gate(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    conversation_id = await writes()
    bot_api.script("sendMessage", Refused(403, "Forbidden: bot was blocked by the user"))
    for text in ("первое", "второе"):
        await say(signed_in, conversation_id, text)
    await send_due(program, workspace)
    shown = await delivery(signed_in, conversation_id)
    assert (shown["state"], shown["code"]) == ("skipped", "telegram.blocked")
    assert len(bot_api.called("sendMessage")) == 1
