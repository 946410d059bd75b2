"""Channels, raw items and the loops' work done by hand, so that domain tests need no background loops."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from tests.factories import Company, unit_of_work

from otklik.channels.contract import ConfigValue, RawItem
from otklik.domains.delivery import queries
from otklik.domains.delivery.journal import Journal
from otklik.domains.delivery.models import Channel, LedgerRow
from otklik.domains.delivery.service import channels, intake, sending
from otklik.platform.clock import SystemClock
from otklik.platform.db import Database
from otklik.program import Program

NODE = 7
ROWS_MAX = 10_000
"""What other tests left planned is claimed too, and given back; it must not stand before ours."""


async def create_channel(
    program: Program,
    company: Company,
    *,
    kind: str,
    name: str = "Канал",
    config: Mapping[str, ConfigValue] | None = None,
) -> Channel:
    async with unit_of_work(program, company) as ctx:
        return await channels.create(ctx, kind=kind, name=name, config=config or {})


async def deposit(program: Program, channel: Channel, *, event_id: str, body: bytes) -> bool:
    """What a webhook or a listener does with a raw item."""
    return await program.parts.get(Journal).store(
        channel_id=channel.id,
        workspace_id=channel.workspace_id,
        item=RawItem(event_id=event_id, body=body),
        received_at=SystemClock().now(),
    )


async def read_journal(program: Program, channel: Channel) -> None:
    """Read everything that waits in the channel's journal."""
    while await intake.read_channel(program.parts, channel_id=channel.id, workspace_id=channel.workspace_id):
        pass


async def send_due(program: Program, company: Company, *, now: datetime | None = None) -> int:
    """Send what is due in this company, by the clock on the wall or at `now`, one after another; returns how many."""
    sent = 0
    while True:
        asked_at = now or SystemClock().now()
        async with program.parts.get(Database).system() as session:
            claimed = await queries.claim(session, node=NODE, now=asked_at, limit=ROWS_MAX)
            owners = await queries.workspaces_of(session, claimed)
        mine = [row_id for row_id, workspace_id in owners if workspace_id == company.id]
        for row_id in mine:
            await sending.send(program.parts, ledger_id=row_id, workspace_id=company.id)
        others: list[UUID] = [row_id for row_id, workspace_id in owners if workspace_id != company.id]
        async with program.parts.get(Database).system() as session:
            await queries.release(session, others)
        sent += len(mine)
        if not mine and (now is not None or not await _paced(program, company, asked_at)):
            return sent


async def _paced(program: Program, company: Company, asked_at: datetime) -> bool:
    """Wait for what was only put off to keep to the provider's rate; False when nothing falls due within a second.

    Counted from the moment that was asked about: what has fallen due since then is to be asked for again.
    """
    soon = select(func.min(LedgerRow.due_at)).where(
        LedgerRow.workspace_id == company.id,
        LedgerRow.state == "planned",
        LedgerRow.due_at > asked_at,
        LedgerRow.due_at < asked_at + timedelta(seconds=1),
    )
    async with program.parts.get(Database).system() as session:
        due = await session.scalar(soon)
    if due is None:
        return False
    await asyncio.sleep((due - SystemClock().now()).total_seconds())
    return True
