"""The endless loops of delivery: reading the journal, sending the ledger, keeping listeners connected."""

import asyncio
import secrets
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
import structlog

from otklik.channels import contract
from otklik.channels.contract import ChannelError
from otklik.channels.registry import Registry
from otklik.domains.delivery import journal, queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels, intake, ledger, sending
from otklik.domains.delivery.service.mass import planning, reading
from otklik.domains.delivery.service.mass import sending as mass_loop
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database, gave_up
from otklik.platform.realtime import Hub
from otklik.platform.workers import Bell, worker

IDLE_SECONDS: Final = 5.0
CLAIM_BLOCK: Final = 50
SENDS_AT_ONCE: Final = 32
INTAKES_AT_ONCE: Final = 4
ROUND_SECONDS: Final = 0.05
"""Of a stream of messages as many are read together as came in this time; the first is read at once."""
SENDS_GRACE_SECONDS: Final = 5.0
MASS_IDLE_SECONDS: Final = 2.0
"""A batch's rows become due by themselves, and journeys wait for minutes, not for moments."""
MASS_MORE_SECONDS: Final = 0.2
HITS_SECONDS: Final = 2.0
DATABASE_PAUSE_SECONDS: Final = 0.5
STUCK_SECONDS: Final = 0.2
LISTEN_PAUSE_SECONDS: Final = 5.0
LISTEN_PAUSE_LONGEST_SECONDS: Final = 300.0

Waiting = Sequence[tuple[UUID, UUID]]

log = structlog.get_logger()


@worker
async def read_journal(parts: Parts) -> None:
    """Read what came in, channel by channel, as soon as it is there."""
    bell = Bell()
    forget = parts.get(Hub).on_notify(journal.ARRIVED, bell.ring)
    gate = asyncio.Semaphore(INTAKES_AT_ONCE)
    before: Waiting = []
    try:
        while True:
            began = asyncio.get_running_loop().time()
            async with parts.get(Database).system() as session:
                waiting = await queries.channels_with_waiting_items(session)
            async with asyncio.TaskGroup() as group:
                for channel_id, workspace_id in waiting:
                    group.create_task(_drain(parts, gate, channel_id=channel_id, workspace_id=workspace_id))
            if not waiting or waiting == before:  # the same again: another node reads them, or they could not be read
                await bell.wait(seconds=STUCK_SECONDS if waiting else IDLE_SECONDS)
            before = waiting
            await asyncio.sleep(began + ROUND_SECONDS - asyncio.get_running_loop().time())
    finally:
        forget()


async def _drain(parts: Parts, gate: asyncio.Semaphore, *, channel_id: UUID, workspace_id: UUID) -> None:
    """Read all that waits; where two channels' transactions got into each other's way, the next round reads on."""
    async with gate:
        more = True
        with lost_database_told("delivery.intake.put_off"):
            while more:
                more = await intake.read_channel(parts, channel_id=channel_id, workspace_id=WorkspaceId(workspace_id))


@worker
async def send_ledger(parts: Parts) -> None:
    """Send what is due; this node's life is proved by an advisory lock that dies with its connection."""
    bell = Bell()
    forget = parts.get(Hub).on_notify(ledger.PLANNED, bell.ring)
    node = secrets.randbits(31)
    running: set[asyncio.Task[None]] = set()
    try:
        while True:
            with lost_database_told("delivery.sender.lost_database"):
                await _send_as_node(parts, bell, running, node=node)
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
    finally:
        forget()
        await _wind_up(running)


async def _send_as_node(parts: Parts, bell: Bell, running: set[asyncio.Task[None]], *, node: int) -> None:
    """Sends that are under way when the database goes stay ours: they settle when it is back."""
    async with await psycopg.AsyncConnection.connect(parts.get(Database).url, autocommit=True) as life:
        await life.execute("SELECT pg_advisory_lock(%s, %s)", (queries.NODE_LOCKS, node))
        while True:
            await life.execute("SELECT 1")
            await sending.recover(parts)
            now = parts.get(Timekeeper).now()
            room = SENDS_AT_ONCE - len(running)
            claimed = await sending.claim_block(parts, node=node, now=now, limit=min(room, CLAIM_BLOCK)) if room else []
            for row_id, workspace_id in claimed:
                task = asyncio.create_task(sending.send(parts, ledger_id=row_id, workspace_id=workspace_id))
                running.add(task)
                task.add_done_callback(running.discard)
                task.add_done_callback(lambda _: bell.ring())
            if not claimed:
                await bell.wait(seconds=await _patience(parts, now))


@worker
async def send_mass(parts: Parts) -> None:
    """Send batches to many; as with the ledger, this node's life is proved by an advisory lock."""
    bell = Bell()
    forget = parts.get(Hub).on_notify(planning.PLANNED, bell.ring)
    node = secrets.randbits(31)
    couriers = mass_loop.Couriers(parts, node=node)
    try:
        while True:
            with lost_database_told("delivery.mass.lost_database"):
                await _send_mass_as_node(parts, bell, couriers, node=node)
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
    finally:
        forget()
        await couriers.wind_up()


@worker
async def judge_hits(parts: Parts) -> None:
    """Tell people from machines among those who opened letters and followed links."""
    while True:
        judged = 0
        with lost_database_told("delivery.hits.lost_database"):
            judged = await reading.judge_waiting(parts)
        await asyncio.sleep(0 if judged else HITS_SECONDS)


async def _send_mass_as_node(parts: Parts, bell: Bell, couriers: mass_loop.Couriers, *, node: int) -> None:
    async with await psycopg.AsyncConnection.connect(parts.get(Database).url, autocommit=True) as life:
        await life.execute("SELECT pg_advisory_lock(%s, %s)", (queries.NODE_LOCKS, node))
        await couriers.adopt()
        while True:
            await life.execute("SELECT 1")
            more = await couriers.look()
            await bell.wait(seconds=MASS_MORE_SECONDS if more else MASS_IDLE_SECONDS)


async def _wind_up(running: set[asyncio.Task[None]]) -> None:
    """Let what is at a provider come back, so that an orderly stop leaves no message in doubt."""
    if running:
        _, late = await asyncio.wait(running, timeout=SENDS_GRACE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _patience(parts: Parts, now: datetime) -> float:
    """Until the next row is due, at most the idle time; a row held back only by its lane is woken by its neighbour."""
    async with parts.get(Database).system() as session:
        due = await queries.next_due(session)
    if due is None or due <= now:
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, 1.0)
    return min(IDLE_SECONDS, (due - now) / timedelta(seconds=1))


@contextmanager
def lost_database_told(event: str) -> Generator[None]:
    """Go on after the block where the database went away in it."""
    try:
        yield
    except Exception as error:
        if not gave_up(error):
            raise
        log.warning(event, error=type(error).__name__)


@worker
async def keep_listening(parts: Parts) -> None:
    """Keep one listener for each channel that wants one, on one node of all; start and stop them as channels change."""
    bell = Bell()
    forget = parts.get(Hub).on_notify(channels.CHANGED, bell.ring)
    tasks: dict[UUID, tuple[int, asyncio.Task[None]]] = {}
    try:
        while True:
            async with parts.get(Database).system() as session:
                wanted = {row.id: row for row in await queries.live_channels(session) if _wants(parts, row)}
            await _stop_changed(tasks, {key: _version(row) for key, row in wanted.items()})
            for channel_id, row in wanted.items():
                if channel_id not in tasks:
                    task = asyncio.create_task(_listen(parts, row), name=f"listen-{channel_id}")
                    tasks[channel_id] = (_version(row), task)
            await bell.wait(seconds=IDLE_SECONDS * 6)
    finally:
        forget()
        await _stop_changed(tasks, {})


def _wants(parts: Parts, channel: Channel) -> bool:
    provider = parts.get(Registry).get(channel.kind)
    return isinstance(provider, contract.Listens) and provider.listens(channels.config_of(parts, channel))


def _version(channel: Channel) -> int:
    """Changes when the listener must be started anew."""
    return hash((repr(sorted(channel.config.items())), channel.secrets))


async def _stop_changed(tasks: dict[UUID, tuple[int, asyncio.Task[None]]], wanted: dict[UUID, int]) -> None:
    for channel_id, (version, task) in list(tasks.items()):
        if wanted.get(channel_id) != version:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            del tasks[channel_id]


async def _listen(parts: Parts, channel: Channel) -> None:
    """Listen for ever, with a growing pause after each failure; a database that went away is waited for closely."""
    pause = LISTEN_PAUSE_SECONDS
    while True:
        started = parts.get(Timekeeper).now()
        lost_database = False
        try:
            await _listen_in_turn(parts, channel)
        except Exception as error:  # noqa: BLE001 - the edge of one channel: the others go on
            lost_database = gave_up(error)
            await _tell_stopped(parts, channel, error)
        if parts.get(Timekeeper).now() - started > timedelta(seconds=LISTEN_PAUSE_LONGEST_SECONDS):
            pause = LISTEN_PAUSE_SECONDS
        await asyncio.sleep(DATABASE_PAUSE_SECONDS if lost_database else pause)
        pause = pause if lost_database else min(pause * 2, LISTEN_PAUSE_LONGEST_SECONDS)


async def _listen_in_turn(parts: Parts, channel: Channel) -> None:
    """Alone among the nodes: the others wait for the lock."""
    provider = parts.get(Registry).get(channel.kind)
    assert isinstance(provider, contract.Listens)
    async with await psycopg.AsyncConnection.connect(parts.get(Database).url, autocommit=True) as turn:
        key = int.from_bytes(channel.id.bytes[:8], signed=True)
        await turn.execute("SELECT pg_advisory_lock(%s)", (key,))
        await provider.listen(ChannelPort.of(parts, channel), channels.config_of(parts, channel))


async def _tell_stopped(parts: Parts, channel: Channel, error: Exception) -> None:
    channel_id = str(channel.id)
    if gave_up(error):
        log.warning("delivery.listener.lost_database", channel_id=channel_id, error=type(error).__name__)
    elif isinstance(error, ChannelError):
        log.warning("delivery.listener.stopped", channel_id=channel_id, code=error.code)
        with lost_database_told("delivery.listener.unreported"):
            await ChannelPort.of(parts, channel).report(error)
    else:
        log.error("delivery.listener.fell", channel_id=channel_id, exc_info=error)
