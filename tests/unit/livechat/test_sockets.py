"""The live socket: order, limits, and how each side ends it."""

import asyncio
from typing import Any

import pytest
from litestar.types import Message

from otklik.platform import sockets
from otklik.platform.sockets import Gone, LiveSocket


class Line:
    """The server's side of a connection; `writable` off is a peer that reads no more."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[Any] = asyncio.Queue()  # Any: ASGI messages
        self.sent: list[Message] = []
        self.writable = asyncio.Event()
        self.writable.set()
        self.passed = asyncio.Condition()

    async def receive(self) -> Any:  # Any: as above
        return await self.incoming.get()

    async def send(self, message: Message) -> None:
        await self.writable.wait()
        async with self.passed:
            self.sent.append(message)
            self.passed.notify_all()

    async def until_sent(self, count: int) -> None:
        async with self.passed:
            await asyncio.wait_for(self.passed.wait_for(lambda: len(self.texts()) >= count), 5)

    def texts(self) -> list[str]:
        return [str(one["text"]) for one in self.sent if one["type"] == "websocket.send"]

    def closed_with(self) -> list[int]:
        return [int(one["code"]) for one in self.sent if one["type"] == "websocket.close"]


@pytest.fixture
def line() -> Line:
    return Line()


async def nothing(_data: bytes) -> None:
    return None


async def test_frames_leave_in_the_order_they_were_put(line: Line) -> None:
    socket = LiveSocket(line.receive, line.send)
    for number in range(20):
        await socket.put(str(number).encode())
    line.incoming.put_nowait({"type": "websocket.receive", "text": "{}"})

    async def leave(_data: bytes) -> None:
        await line.until_sent(20)
        line.incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})

    await socket.read(leave)
    assert line.texts() == [str(number) for number in range(20)]
    assert socket.gone


async def test_an_idle_socket_has_no_task_of_its_own(line: Line) -> None:
    before = asyncio.all_tasks()
    socket = LiveSocket(line.receive, line.send)
    reader = asyncio.create_task(socket.read(nothing))
    await socket.put(b"{}")
    await line.until_sent(1)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() - before == {reader}
    line.incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await reader


async def test_who_reads_too_slowly_is_cut_and_holds_up_nobody(line: Line) -> None:
    socket = LiveSocket(line.receive, line.send, backlog_max=3)
    reader = asyncio.create_task(socket.read(nothing))
    await asyncio.sleep(0)
    line.writable.clear()
    for _ in range(3):
        await socket.put(b"{}")
    with pytest.raises(Gone):
        await socket.put(b"{}")
    line.writable.set()
    await asyncio.wait_for(reader, 5)
    assert line.closed_with() == [sockets.TOO_SLOW]
    with pytest.raises(Gone):
        await socket.put(b"{}")


async def test_a_frame_beyond_the_limit_ends_the_socket(line: Line) -> None:
    socket = LiveSocket(line.receive, line.send)
    line.incoming.put_nowait({"type": "websocket.receive", "text": "x" * (sockets.FRAME_BYTES_MAX + 1)})
    await asyncio.wait_for(socket.read(nothing), 5)
    assert line.closed_with() == [sockets.TOO_LARGE]


async def test_what_was_put_before_the_end_still_arrives(line: Line) -> None:
    socket = LiveSocket(line.receive, line.send)

    async def answer(_data: bytes) -> None:
        await socket.put(b"bye")
        socket.end(sockets.MALFORMED)

    line.incoming.put_nowait({"type": "websocket.receive", "text": "?"})
    await asyncio.wait_for(socket.read(answer), 5)
    assert (line.texts(), line.closed_with()) == (["bye"], [sockets.MALFORMED])


async def test_the_servers_own_shutdown_is_not_swallowed(line: Line) -> None:
    reader = asyncio.create_task(LiveSocket(line.receive, line.send).read(nothing))
    await asyncio.sleep(0)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
