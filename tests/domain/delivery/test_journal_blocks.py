"""Items that come at the same moment are stored together, and each is told what became of it alone."""

import asyncio
from uuid import UUID

import pytest
from tests import factories
from tests.factories_delivery import create_channel

from otklik.channels.contract import RawItem
from otklik.domains.delivery.journal import WAITING_MAX, Journal, JournalFull
from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock
from otklik.platform.ids import new_id
from otklik.program import Program


@pytest.fixture
async def channel(program: Program) -> Channel:
    return await create_channel(program, await factories.create_workspace(program), kind="webchat")


async def store(program: Program, channel: Channel, event_id: str, *, channel_id: UUID | None = None) -> bool:
    return await program.parts.get(Journal).store(
        channel_id=channel_id or channel.id,
        workspace_id=channel.workspace_id,
        item=RawItem(event_id=event_id, body=event_id.encode()),
        received_at=SystemClock().now(),
    )


async def kept(program: Program, channel: Channel) -> list[tuple[object, ...]]:
    async with program.pool.connection() as connection:
        query = "SELECT event_id, convert_from(body, 'UTF8') FROM journal WHERE channel_id = %s ORDER BY id"
        return await (await connection.execute(query, (channel.id,))).fetchall()


async def test_of_many_at_once_each_is_kept_once_and_in_order(program: Program, channel: Channel) -> None:
    names = [f"{number:03}" for number in range(300)]
    new = await asyncio.gather(*(store(program, channel, name) for name in [*names, *names]))
    assert (new.count(True), new.count(False)) == (300, 300)
    assert await kept(program, channel) == [(name, name) for name in names]


async def test_one_that_cannot_be_stored_is_refused_alone(program: Program, channel: Channel) -> None:
    nowhere = new_id()  # no such channel
    said = [store(program, channel, "first"), store(program, channel, "lost", channel_id=nowhere)]
    found = await asyncio.gather(*said, store(program, channel, "second"), return_exceptions=True)
    assert (found[0], found[2]) == (True, True)
    assert isinstance(found[1], Exception)
    assert [row[0] for row in await kept(program, channel)] == ["first", "second"]


async def test_whoever_goes_away_takes_nobody_else_along(program: Program, channel: Channel) -> None:
    gone = asyncio.create_task(store(program, channel, "gone"))
    stays = asyncio.create_task(store(program, channel, "stays"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays
    assert await store(program, channel, "later")


async def test_more_than_the_database_takes_are_asked_to_come_again(program: Program, channel: Channel) -> None:
    found = await asyncio.gather(
        *(store(program, channel, f"{number}") for number in range(WAITING_MAX + 50)), return_exceptions=True
    )
    refused = [one for one in found if isinstance(one, JournalFull)]
    assert 0 < len(refused) <= 50
    assert len(await kept(program, channel)) == len(found) - len(refused)
