"""Another system through the real door: signed events become a conversation, the answer goes back signed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.client import Client
from tests.contract.httpside import SECRET_IN, SECRET_OUT, OtherSide, other_side, signed
from tests.factories import Company
from tests.factories_delivery import create_channel, read_journal, send_due

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import Timekeeper
from otklik.program import Program

ANNA = {"id": "42", "name": "Анна", "language": "ru"}


@pytest.fixture
async def side() -> AsyncIterator[OtherSide]:
    async with other_side() as running:
        yield running


@pytest.fixture
async def channel(program: Program, workspace: Company, side: OtherSide) -> Channel:
    config = {"system": "crm", "secret_in": SECRET_IN, "url": side.url, "secret_out": SECRET_OUT}
    return await create_channel(program, workspace, kind="http", name="CRM", config=config)


async def told(
    program: Program, client: Client, channel: Channel, *events: dict[str, Any], message_id: str, late: int = 0
) -> int:
    """Deliver and read; the answer's status."""
    body = json.dumps({"events": [{"thread_id": "chat-7", **one} for one in events]}).encode()
    at = program.parts.get(Timekeeper).now()
    headers = signed(body, message_id=message_id, at=at.fromtimestamp(at.timestamp() - late, at.tzinfo))
    reply = await client.post(f"/hooks/{channel.public_id}", content=body, headers=headers)
    await read_journal(program, channel)
    return reply.status_code


async def test_a_conversation_there_and_back(
    program: Program, workspace: Company, channel: Channel, client: Client, signed_in: Client, side: OtherSide
) -> None:
    asked = {"kind": "message", "id": "m1", "sender": ANNA, "text": "Когда приедет?"}
    for number in (1, 1, 2):  # the same request twice, then the same message in another
        assert await told(program, client, channel, asked, message_id=f"evt-{number}") == 200
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert found["contact"]["name"] == "Анна"
    where = f"/api/v1/conversations/{found['id']}/messages"
    assert (await signed_in.post(where, json={"text": "Завтра к десяти"})).status_code == 201
    await send_due(program, workspace)
    [answer] = side.messages()
    assert (answer["to"], answer["thread_id"], answer["text"]) == ("42", "chat-7", "Завтра к десяти")

    ours = f"theirs-{answer['id']}"
    receipt = {"kind": "read", "message_id": ours, "by_machine": False}
    assert await told(program, client, channel, receipt, message_id="evt-3") == 200
    asked_for, answered = (await signed_in.get(where)).json()["items"]
    assert (asked_for["direction"], asked_for["text"]) == ("in", "Когда приедет?")
    assert (answered["text"], answered["delivery"]["state"]) == ("Завтра к десяти", "read")


async def test_what_is_late_or_wrongly_signed_is_not_stored(
    program: Program, channel: Channel, client: Client, signed_in: Client
) -> None:
    asked = {"kind": "message", "id": "m1", "sender": ANNA, "text": "Когда приедет?"}
    assert await told(program, client, channel, asked, message_id="evt-1", late=400) == 403
    assert await told(program, client, channel, {"kind": "message"}, message_id="evt-2") == 422
    forged = await client.post(f"/hooks/{channel.public_id}", content=b"{}", headers={"webhook-id": "1"})
    assert forged.status_code in {400, 403}
    assert (await signed_in.get("/api/v1/conversations?view=all")).json()["items"] == []
