"""The loop behind batches to many: what is due goes by its channel's own way, what died is written down."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from otklik.domains.delivery.queries import mass_blocks, mass_sending
from otklik.domains.delivery.queries.mass_sending import DueBatch
from otklik.domains.delivery.service.mass import relaying, settling
from otklik.domains.delivery.service.mass.courier import Courier
from otklik.domains.delivery.service.mass.letters import MAIL
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts
from otklik.platform.db import Database, gave_up

COURIERS_MAX: Final = 20
"""Mailboxes one node sends from at the same time."""
REST_SECONDS: Final = 15.0
"""A mailbox whose courier fell or whose server took nothing rests so long."""
GRACE_SECONDS: Final = 6.0

log = structlog.get_logger()


class Couriers:
    """The couriers of one node, a mailbox each."""

    def __init__(self, parts: Parts, *, node: int) -> None:
        self._parts = parts
        self._node = node
        self._running: dict[UUID, tuple[Courier, asyncio.Task[None]]] = {}
        self._resting: dict[UUID, float] = {}

    async def adopt(self) -> None:
        """What nodes of an older version left standing."""
        async with self._parts.get(Database).system() as session:
            await mass_blocks.adopt(session)

    async def look(self) -> bool:
        """Start what is due, write down what died or was stopped; True when there is more to do at once."""
        await settling.recover(self._parts)
        swept = await settling.sweep(self._parts)
        async with self._parts.get(Database).system() as session:
            due = await mass_sending.due_batches(session, now=self._now())
        self._start(due)
        relayed = [
            await relaying.relay(self._parts, batch_id=one.batch_id, workspace_id=one.workspace_id)
            for one in due
            if one.kind != MAIL
        ]
        return bool(swept or any(relayed))

    async def wind_up(self) -> None:
        """Let what is at a server come back, so that an orderly stop leaves no message in doubt."""
        for courier, _ in self._running.values():
            courier.stop()
        tasks = [task for _, task in self._running.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def wait_idle(self) -> None:
        """Until no courier runs (tests)."""
        while self._running:
            await asyncio.gather(*[task for _, task in self._running.values()], return_exceptions=True)
            self._reap()

    def _start(self, due: Sequence[DueBatch]) -> None:
        self._reap()
        now = asyncio.get_running_loop().time()
        for one in due:
            waits = self._resting.get(one.channel_id, 0.0) > now or len(self._running) >= COURIERS_MAX
            if one.kind != MAIL or one.channel_id in self._running or waits:
                continue
            courier = Courier(self._parts, channel_id=one.channel_id, workspace_id=one.workspace_id, node=self._node)
            task = asyncio.create_task(courier.run(), name=f"mass-{one.channel_id}")
            self._running[one.channel_id] = courier, task

    def _reap(self) -> None:
        """Couriers that ended; one that fell, or whose server was away, is not started again at once."""
        for channel_id, (courier, task) in list(self._running.items()):
            if not task.done():
                continue
            del self._running[channel_id]
            error = None if task.cancelled() else task.exception()
            if error is not None and not gave_up(error):
                log.error("delivery.mass.courier_fell", channel_id=str(channel_id), exc_info=error)
            if error is not None or courier.away:
                self._resting[channel_id] = asyncio.get_running_loop().time() + REST_SECONDS

    def _now(self) -> datetime:
        return self._parts.get(Timekeeper).now()
