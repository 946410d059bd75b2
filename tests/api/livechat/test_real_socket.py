"""The visitor's socket through the real server, on loopback: handshake, close codes, one slow reader among others."""

import asyncio
import json
import socket as machine
from urllib.parse import urlsplit

import pytest
from tests.api.livechat.conftest import SMALL_BYTES
from tests.factories import Company
from tests.factories_delivery import read_journal
from tests.factories_livechat import PATIENCE_SECONDS, Browser, Frame, key
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from otklik.domains.delivery.models import Channel
from otklik.platform import sockets
from otklik.platform.db import Database
from otklik.platform.realtime import Hub
from otklik.program import Program

ENTRIES = 1_500


async def frame(connection: ClientConnection) -> Frame:
    return json.loads(await asyncio.wait_for(connection.recv(), PATIENCE_SECONDS))


async def until(connection: ClientConnection, name: str) -> Frame:
    while True:
        found = await frame(connection)
        if found.get("kind") == name or name in found:
            return found


async def test_a_visitor_writes_through_the_real_server(
    program: Program, chat: Channel, visitor: Browser, served: str
) -> None:
    async with connect(f"{served}?token={visitor.token}&after=0") as first:
        assert await frame(first) == {"head": 0}
        mine = key()
        await first.send(json.dumps({"type": "message", "key": mine, "text": "Привет"}))
        assert (await until(first, "ack"))["message"]["text"] == "Привет"
        await read_journal(program, chat)
        assert (await until(first, "message"))["seq"] == 1
    async with connect(f"{served}?token={visitor.token}&after=0") as again:
        assert (await until(again, "message"))["data"]["message"]["id"] == mine


async def test_the_reason_of_a_refusal_reaches_the_browser(visitor: Browser, served: str) -> None:
    async with connect(f"{served}?token=wrong") as refused:
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(refused.recv(), PATIENCE_SECONDS)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == sockets.UNAUTHENTICATED
    async with connect(f"{served}?token={visitor.token}") as talkative:
        await talkative.send("{")
        with pytest.raises(ConnectionClosed) as closed:
            await until(talkative, "nothing of the kind")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == sockets.MALFORMED


async def test_a_page_that_reads_no_more_holds_up_nobody(
    program: Program, workspace: Company, visitor: Browser, served: str
) -> None:
    """Entries fill the slow socket's buffers and then its backlog; the other page of the visitor has them all."""
    stream = f"thread/{visitor.channel.id}/{visitor.id}"
    address = f"{served}?token={visitor.token}"
    async with (
        connect(address, sock=_narrow(served), max_queue=1, close_timeout=1) as slow,
        connect(address, max_queue=None) as quick,
    ):
        await until(quick, "state")
        slow.transport.pause_reading()
        for first in range(0, ENTRIES, 100):
            async with program.parts.get(Database).transaction(workspace.id) as ctx:
                for number in range(first, first + 100):
                    ctx.push(stream, "message", {"number": number, "filling": "x" * 4_000})
            seen = [(await until(quick, "message"))["data"]["number"] for _ in range(100)]
            assert seen == list(range(first, first + 100))
        assert await _alone(program.parts.get(Hub), stream)


async def _alone(hub: Hub, stream: str) -> bool:
    """Whether the stream comes down to one socket before patience ends."""
    for _ in range(200):
        if hub.listening(stream) == 1:
            return True
        await asyncio.sleep(PATIENCE_SECONDS / 200)
    return False


def _narrow(served: str) -> machine.socket:
    """A connection that takes little before it is read."""
    line = machine.socket()
    line.setsockopt(machine.SOL_SOCKET, machine.SO_RCVBUF, SMALL_BYTES)
    parts = urlsplit(served)
    line.connect((parts.hostname, parts.port))
    line.setblocking(False)
    return line
