"""A socket that was cut, and what it missed: replayed in order, or told to fetch afresh."""

import asyncio

import aiohttp
import pytest
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_delivery import send_due
from tests.faults.conftest import Json, Screens, Writes

from otklik.platform.realtime import REPLAY_MAX
from otklik.program import Program

pytestmark = pytest.mark.faults

Screen = aiohttp.ClientWebSocketResponse[bool]


async def numbered(screen: Screen, *, until: int) -> list[Json]:
    """The stored frames up to that number; signals of the moment have none."""
    found: list[Json] = []
    while not found or found[-1]["seq"] < until:
        frame = await screen.receive_json(timeout=20)
        found += [frame] if frame.get("seq") else []
    return found


async def head_of(program: Program, company: Company) -> int:
    async with program.pool.connection() as connection:
        query = "SELECT seq FROM live_streams WHERE name = %s"
        row = await (await connection.execute(query, (f"desk/{company.id}",))).fetchone()
    return int(str(row[0])) if row else 0


async def test_a_socket_cut_during_a_colleagues_answer_shows_it_all_after_the_cut(
    program: Program, workspace: Company, signed_in: Client, screens: Screens, writes: Writes
) -> None:
    mine, colleagues = await screens(), await screens()
    conversation_id = await writes("До обрыва")
    last_seen = (await numbered(mine, until=await head_of(program, workspace)))[-1]["seq"]
    await mine.close()

    sent = await signed_in.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": "Ответ коллеги"})
    assert sent.status_code == 201
    await send_due(program, workspace)
    await writes("Пока связи не было", number=2)
    await signed_in.put(f"/api/v1/conversations/{conversation_id}/closure")
    head = await head_of(program, workspace)
    seen_by_colleague = await numbered(colleagues, until=head)

    back = await screens(after=last_seen)
    assert await back.receive_json(timeout=20) == {"head": head}
    missed = await numbered(back, until=head)
    assert [frame["seq"] for frame in missed] == list(range(last_seen + 1, head + 1))
    assert missed == [frame for frame in seen_by_colleague if frame["seq"] > last_seen]
    added = [frame["data"]["message"]["text"] for frame in missed if frame["kind"] == "message.added"]
    assert added[:2] == ["Ответ коллеги", "Пока связи не было"]
    states = [frame["data"]["message"]["delivery"] for frame in missed if frame["kind"] == "message.changed"]
    assert [one["state"] for one in states] == ["handed", "accepted"]

    await writes("После", number=3)
    after = await numbered(back, until=head + 1)
    assert [frame["seq"] for frame in after] == list(range(head + 1, head + 1 + len(after)))


async def test_a_socket_far_behind_is_told_to_fetch_afresh(
    program: Program, workspace: Company, screens: Screens
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        for number in range(REPLAY_MAX + 2):
            ctx.push(f"desk/{workspace.id}", "thing", {"number": number})
    behind = await screens(after=1)
    told = [await behind.receive_json(timeout=20) for _ in range(2)]
    head = await head_of(program, workspace)  # read now: that somebody came to the desk is an entry of its own
    assert told == [{"head": head}, {"gap": head}]
    async with unit_of_work(program, workspace) as ctx:
        ctx.push(f"desk/{workspace.id}", "thing", {})
    assert [frame["seq"] for frame in await numbered(behind, until=head + 1)] == [head + 1]


async def test_a_number_of_another_life_of_the_data_is_told_to_fetch_afresh(
    program: Program, workspace: Company, screens: Screens
) -> None:
    """After a restore from a backup a browser may know more than the server."""
    async with unit_of_work(program, workspace) as ctx:
        ctx.push(f"desk/{workspace.id}", "thing", {})
    ahead = await screens(after=await head_of(program, workspace) + 1_000)
    told = [await ahead.receive_json(timeout=20) for _ in range(2)]
    head = await head_of(program, workspace)
    assert told == [{"head": head}, {"gap": head}]


async def test_whoever_asks_late_is_woken_too(program: Program) -> None:
    """Loops begin after the hub does; without their channel they would only look every few seconds."""
    woken = asyncio.Event()
    forget = program.hub.on_notify("otklik_late", lambda _: woken.set())
    try:
        async with asyncio.timeout(20):
            await woken.wait()  # once it listens it wakes everybody, for something may have been missed
        woken.clear()
        async with program.pool.connection() as connection:
            await connection.execute("SELECT pg_notify('otklik_late', '')")
        async with asyncio.timeout(20):
            await woken.wait()
    finally:
        forget()
