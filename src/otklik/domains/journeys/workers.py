"""The endless loop of journeys: whoever is due, or of whom there is news, is moved in blocks."""

from datetime import datetime, timedelta
from typing import Final

from otklik.domains.journeys.queries import walking
from otklik.domains.journeys.service import entering, stepping
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.realtime import Hub
from otklik.platform.workers import Bell, worker

IDLE_SECONDS: Final = 30.0
JOURNEYS_A_ROUND_MAX: Final = 100
BLOCKS_A_TURN_MAX: Final = 10
"""Of one journey before the others have their turn."""


@worker
async def move_people(parts: Parts) -> None:
    bell = Bell()
    forget = parts.get(Hub).on_notify(entering.WAKE, bell.ring)
    try:
        while True:
            if not await move_all(parts):
                await bell.wait(seconds=await _patience(parts))
    finally:
        forget()


async def move_all(parts: Parts) -> int:
    """One turn of every journey in which somebody is to be moved; how many people were."""
    database = parts.get(Database)
    now = parts.get(Timekeeper).now()
    async with database.system() as session:
        journeys = await walking.waiting(session, now=now, limit=JOURNEYS_A_ROUND_MAX)
    moved = 0
    for workspace_id, journey_id in journeys:
        for _ in range(BLOCKS_A_TURN_MAX):
            async with database.transaction(WorkspaceId(workspace_id)) as ctx:
                block = await stepping.move_block(ctx, journey_id)
            moved += block
            if block < stepping.BLOCK_MAX:
                break
    return moved


async def _patience(parts: Parts) -> float:
    """Until the next person is due, at most the idle time."""
    async with parts.get(Database).system() as session:
        due: datetime | None = await walking.next_due(session)
    if due is None:
        return IDLE_SECONDS
    return min(max((due - parts.get(Timekeeper).now()) / timedelta(seconds=1), 0.2), IDLE_SECONDS)
