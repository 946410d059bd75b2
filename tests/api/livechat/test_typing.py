"""Typing, both ways: seen for a moment by whom it concerns, kept nowhere."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import sql
from tests.client import Client
from tests.factories import Company
from tests.factories_livechat import PATIENCE_SECONDS, Browser, Visits, create_chat, deliver

from otklik.domains.delivery.models import Channel
from otklik.platform.realtime import Hub
from otklik.program import Program

_HOLDS = sql.SQL("SELECT 1 FROM {} AS r WHERE r::text LIKE %s LIMIT 1")
Frame = dict[str, Any]  # Any: JSON as it came


@asynccontextmanager
async def desk_frames(program: Program, company: Company) -> AsyncGenerator[Callable[[str], Awaitable[Frame]]]:
    """What the company's desk is told, by kind."""
    frames: asyncio.Queue[Frame] = asyncio.Queue()

    async def receive(frame: bytes) -> None:
        frames.put_nowait(json.loads(frame))

    async def until(kind: str) -> Frame:
        while True:
            frame = await asyncio.wait_for(frames.get(), PATIENCE_SECONDS)
            if frame.get("kind") == kind:
                return frame

    leave = await program.parts.get(Hub).join(f"desk/{company.id}", receive, after=None)
    try:
        yield until
    finally:
        leave()


async def written(program: Program, workspace: Company, chat: Channel, browser: Browser) -> None:
    await browser.say("Здравствуйте")
    await deliver(program, workspace, chat)


async def test_the_desk_sees_the_text_before_it_is_sent_with_cards_hidden(
    program: Program, workspace: Company, chat: Channel, visitor: Browser
) -> None:
    await written(program, workspace, chat, visitor)
    async with desk_frames(program, workspace) as until, visitor.socket() as socket:
        await socket.until("state")
        socket.send({"type": "typing", "text": "моя карта 4111 1111 1111 1111"})
        told = await until("typing")
    assert told["seq"] == 0
    assert told["data"]["by"] == {"kind": "contact"}
    assert told["data"]["conversation_id"] == (await visitor.begin())["conversation_id"]
    assert told["data"]["preview"] == "моя карта 4111 11•• •••• ••••"


async def test_where_the_company_does_not_want_it_only_the_typing_is_told(
    program: Program, workspace: Company, visit: Visits
) -> None:
    chat = await create_chat(program, workspace, config={"preview": False})
    browser = await visit(chat)
    assert browser.session["config"]["preview_disclosed"] is False
    await written(program, workspace, chat, browser)
    async with desk_frames(program, workspace) as until, browser.socket() as socket:
        await socket.until("state")
        socket.send({"type": "typing", "text": "тайна"})
        assert "preview" not in (await until("typing"))["data"]


async def test_what_was_typed_and_not_sent_is_stored_nowhere(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, postgres: str
) -> None:
    await written(program, workspace, chat, visitor)
    typed = "передумал-писать-это-слово"
    async with desk_frames(program, workspace) as until, visitor.socket() as socket:
        await socket.until("state")
        socket.send({"type": "typing", "text": typed})
        await until("typing")
    async with await psycopg.AsyncConnection.connect(postgres, autocommit=True) as connection:
        await connection.execute("SELECT set_config('otklik.workspace_id', '*', false)")
        tables = await (
            await connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).fetchall()
        holding = [
            name
            for name in [str(row[0]) for row in tables]
            if await (await connection.execute(_HOLDS.format(sql.Identifier(name)), (f"%{typed}%",))).fetchone()
        ]
    assert len(tables) > 10
    assert holding == []


async def test_typing_is_told_at_most_once_a_second(
    program: Program, workspace: Company, chat: Channel, visitor: Browser
) -> None:
    await written(program, workspace, chat, visitor)
    async with desk_frames(program, workspace) as until, visitor.socket() as socket:
        await socket.until("state")
        for number in range(5):
            socket.send({"type": "typing", "text": f"буква {number}"})
        socket.send({"type": "ping"})
        await socket.until("pong")
        first = await until("typing")
        await program.parts.get(Hub).flash(f"desk/{workspace.id}", "typing", {"end": True})
        second = await until("typing")
    assert first["data"]["preview"] == "буква 0"
    assert second["data"] == {"end": True}


async def test_the_visitor_sees_that_an_operator_types(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await written(program, workspace, chat, visitor)
    conversation_id = (await visitor.begin())["conversation_id"]
    async with visitor.socket() as socket:
        await socket.until("state")
        reply = await signed_in.put(f"/api/v1/conversations/{conversation_id}/typing", json={})
        assert reply.status_code == 204
        told = await socket.until("typing")
    assert told["seq"] == 0
    assert told["data"]["by"]["name"].startswith("Ольга")
