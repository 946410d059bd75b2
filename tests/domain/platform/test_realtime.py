"""Live streams: numbers without gaps, replay after a cut, fresh start when too much was missed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from tests.factories import Company, unit_of_work

from otklik.platform.realtime import REPLAY_MAX, Hub
from otklik.program import Program

Frame = dict[str, Any]  # Any: a JSON document


class Socket:
    """What a browser would see."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self._news = asyncio.Event()

    async def receive(self, frame: bytes) -> None:
        self.frames.append(msgspec.json.decode(frame))
        self._news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self._news.clear()
                await self._news.wait()

    @property
    def numbers(self) -> list[int]:
        return [frame["seq"] for frame in self.frames if frame.get("seq")]


async def push(program: Program, company: Company, stream: str, *, count: int = 1) -> None:
    async with unit_of_work(program, company) as ctx:
        for at in range(count):
            ctx.push(stream, "thing", {"at": at})


async def joined(hub: Hub, stream: str, *, after: int | None = None) -> tuple[Socket, Callable[[], None]]:
    socket = Socket()
    return socket, await hub.join(stream, socket.receive, after=after)


async def test_what_is_pushed_arrives_in_order_without_gaps(program: Program, workspace: Company) -> None:
    stream = f"test/{workspace.id}"
    socket, leave = await joined(program.hub, stream)
    writers: list[Awaitable[None]] = [push(program, workspace, stream, count=3) for _ in range(10)]
    await asyncio.gather(*writers)
    await socket.until(lambda: len(socket.numbers) == 30)
    assert socket.numbers == list(range(1, 31))
    leave()


async def test_a_cut_socket_gets_what_it_missed(program: Program, workspace: Company) -> None:
    stream = f"test/{workspace.id}"
    await push(program, workspace, stream, count=5)
    socket, leave = await joined(program.hub, stream, after=2)
    assert socket.frames[0] == {"head": 5}
    assert socket.numbers == [3, 4, 5]
    await push(program, workspace, stream)
    await socket.until(lambda: socket.numbers[-1:] == [6])
    leave()


async def test_too_far_behind_is_told_to_fetch_afresh(program: Program, workspace: Company) -> None:
    stream = f"test/{workspace.id}"
    await push(program, workspace, stream, count=REPLAY_MAX + 2)
    socket, leave = await joined(program.hub, stream, after=1)
    assert socket.frames == [{"head": REPLAY_MAX + 2}, {"gap": REPLAY_MAX + 2}]
    leave()


async def test_a_number_from_another_life_is_a_gap(program: Program, workspace: Company) -> None:
    stream = f"test/{workspace.id}"
    await push(program, workspace, stream)
    socket, leave = await joined(program.hub, stream, after=99)
    assert socket.frames == [{"head": 1}, {"gap": 1}]
    leave()


async def test_what_rolls_back_is_never_pushed(program: Program, workspace: Company) -> None:
    stream = f"test/{workspace.id}"
    socket, leave = await joined(program.hub, stream)

    class Oops(Exception):
        pass

    try:
        async with unit_of_work(program, workspace) as ctx:
            ctx.push(stream, "thing", {})
            raise Oops
    except Oops:
        pass
    await push(program, workspace, stream)
    await socket.until(lambda: bool(socket.numbers))
    assert socket.numbers == [1]
    leave()


async def test_a_flash_is_seen_by_those_who_are_there_and_kept_nowhere(program: Program, workspace: Company) -> None:
    stream = f"test/{workspace.id}"
    socket, leave = await joined(program.hub, stream)
    await program.hub.flash(stream, "typing", {"by": "Анна"})
    await socket.until(lambda: len(socket.frames) == 2)
    assert (socket.frames[1]["kind"], socket.frames[1]["seq"]) == ("typing", 0)
    late, leave_late = await joined(program.hub, stream, after=0)
    assert late.numbers == []
    leave()
    leave_late()
