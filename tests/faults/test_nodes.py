"""A worker that dies, falls or cannot write holds no message for ever (guarantee 6)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import psycopg
import pytest
from tests.client import Client
from tests.contract.botapi import BotApi
from tests.factories import Company, unit_of_work
from tests.factories_delivery import ROWS_MAX, send_due
from tests.faults import toy
from tests.faults.conftest import CHATS, Writes

from otklik.domains.conversations.service import writing
from otklik.domains.delivery import queries
from otklik.domains.delivery.service import sending
from otklik.platform.clock import SystemClock
from otklik.platform.db import Database
from otklik.program import Program

pytestmark = pytest.mark.faults

DYING, LIVING = 1_001, 1_002


@asynccontextmanager
async def node(program: Program, number: int) -> AsyncGenerator[None]:
    """A node that lives as long as the block: its lock goes with its connection."""
    async with await psycopg.AsyncConnection.connect(program.database.url, autocommit=True) as life:
        await life.execute("SELECT pg_advisory_lock(%s, %s)", (queries.NODE_LOCKS, number))
        yield


async def say(client: Client, conversation_id: str, text: str) -> None:
    reply = await client.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": text})
    assert reply.status_code == 201, reply.text


async def states(program: Program, company: Company) -> list[tuple[object, ...]]:
    async with program.pool.connection() as connection:
        query = "SELECT content->>'text', state, code FROM ledger WHERE workspace_id = %s ORDER BY id"
        return await (await connection.execute(query, (company.id,))).fetchall()


async def claim(program: Program, *, by: int) -> None:
    async with program.parts.get(Database).system() as session:
        await queries.claim(session, node=by, now=SystemClock().now(), limit=ROWS_MAX)


async def hand(program: Program, company: Company, texts: Sequence[str]) -> None:
    """The node said that it was about to ask the provider; nobody knows whether it did."""
    async with program.pool.connection() as connection:
        query = "UPDATE ledger SET state = 'handed' WHERE workspace_id = %s AND content->>'text' = ANY(%s)"
        await connection.execute(query, (company.id, list(texts)))


async def test_what_a_dead_node_only_held_goes_again_and_what_it_handed_is_unknown(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    await say(signed_in, await writes(chat=CHATS[0]), "взято")
    await say(signed_in, await writes(chat=CHATS[1]), "передано")
    async with node(program, DYING):
        await claim(program, by=DYING)
        await hand(program, workspace, ["передано"])
        await sending.recover(program.parts)
        alive = await states(program, workspace)
    assert alive == [("взято", "claimed", ""), ("передано", "handed", "")]

    await sending.recover(program.parts)
    assert await states(program, workspace) == [("взято", "planned", ""), ("передано", "unknown", "interrupted")]
    await send_due(program, workspace)
    assert await states(program, workspace) == [("взято", "accepted", ""), ("передано", "unknown", "interrupted")]
    assert [call["text"] for call in bot_api.called("sendMessage")] == ["взято"]


async def test_a_message_in_doubt_does_not_hold_back_the_next(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    conversation_id = await writes()
    for text in ("первое", "второе"):
        await say(signed_in, conversation_id, text)
    async with node(program, DYING):
        await claim(program, by=DYING)
        await hand(program, workspace, ["первое"])
    await sending.recover(program.parts)
    await send_due(program, workspace)
    assert await states(program, workspace) == [("первое", "unknown", "interrupted"), ("второе", "accepted", "")]
    assert [call["text"] for call in bot_api.called("sendMessage")] == ["второе"]


async def test_a_row_that_cannot_be_made_ready_is_given_back_and_fails_in_the_end(
    program: Program, workspace: Company, bot_api: BotApi, signed_in: Client, writes: Writes
) -> None:
    """A living node's row would otherwise stay claimed until the next restart, and its lane with it."""
    conversation_id = await writes()
    await say(signed_in, conversation_id, "сломано")
    async with program.pool.connection() as connection:
        broken = "UPDATE ledger SET content = content || '{\"attachment_ids\": 7}' WHERE workspace_id = %s"
        await connection.execute(broken, (workspace.id,))
    async with node(program, LIVING):
        while await send_due(program, workspace):
            async with program.pool.connection() as connection:
                await connection.execute("UPDATE ledger SET due_at = now() WHERE workspace_id = %s", (workspace.id,))
    assert await states(program, workspace) == [("сломано", "failed", "not_handed")]
    assert bot_api.called("sendMessage") == []


async def test_a_provider_that_falls_leaves_the_message_in_doubt_and_the_next_goes(
    toy_program: Program, workspace: Company
) -> None:
    sent = await toy_says(toy_program, workspace, ["fall", "give up", "go"])
    assert sent == [("fall", "unknown", "provider_fell"), ("give up", "failed", "toy.refused"), ("go", "accepted", "")]


async def toy_says(program: Program, company: Company, texts: Sequence[str]) -> list[tuple[object, ...]]:
    _, conversation_id = await toy.opened(program, company)
    for text in texts:
        async with unit_of_work(program, company) as ctx:
            await writing.reply(ctx, conversation_id, writing.Words(text=text))
    await send_due(program, company)
    return await states(program, company)
