"""What one more message costs the journal's reader in statements: that bounds how many are read a second."""

import json
from collections import Counter

import pytest
from tests.client import Client
from tests.counting import counted_statements
from tests.factories import Company
from tests.factories_delivery import deposit, read_journal
from tests.faults import telegram
from tests.faults.conftest import CHATS, Writes

from otklik.domains.delivery.models import Channel
from otklik.program import Program

pytestmark = pytest.mark.faults

MANY = 20
STATEMENTS_EACH = 0
"""Whose address it is, which conversation, whether it is here and what to call the person are asked for a block."""


async def test_one_more_message_of_a_known_person_costs_few_statements(
    program: Program, channel: Channel, writes: Writes
) -> None:
    for chat in CHATS[:MANY]:
        await writes(chat=chat)
    few = await _read(program, channel, CHATS[:1], number=100)
    many = await _read(program, channel, CHATS[:MANY], number=200)
    each = (len(many) - len(few)) // (MANY - 1)
    assert each <= STATEMENTS_EACH, Counter(many) - Counter(few)


async def _read(program: Program, channel: Channel, chats: range, *, number: int) -> list[str]:
    for chat in chats:
        body = telegram.update(chat, number, "Ещё вопрос")
        await deposit(program, channel, event_id=str(body["update_id"]), body=json.dumps(body).encode())
    with counted_statements(program) as sent:
        await read_journal(program, channel)
    return sent


async def test_a_block_that_tells_a_new_name_shows_it_from_there_on(
    program: Program, workspace: Company, channel: Channel, writes: Writes, signed_in: Client
) -> None:
    await writes(chat=CHATS[0])
    said = [telegram.update(CHATS[0], number, f"Вопрос {number}") for number in (2, 3, 4)]
    for body in said[1:]:
        body["message"]["from"]["first_name"] = "Мария"
    for body in said:
        await deposit(program, channel, event_id=str(body["update_id"]), body=json.dumps(body).encode())
    await read_journal(program, channel)
    rows = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert [row["contact"]["name"] for row in rows] == [f"Мария {CHATS[0]}"]
    async with program.pool.connection() as connection:
        query = (
            "SELECT data->'conversation'->'contact'->>'name' FROM live_entries"
            " WHERE kind = 'message.added' AND workspace_id = %s ORDER BY seq"
        )
        shown = [row[0] for row in await (await connection.execute(query, (workspace.id,))).fetchall()]
    assert shown == [f"Чат {CHATS[0]}"] * 2 + [f"Мария {CHATS[0]}"] * 2
