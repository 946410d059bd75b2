"""Alarms rung by hand."""

from sqlalchemy import func, select

from otklik.platform.alarms import ring_due
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.tables import Alarm


async def ring(parts: Parts, *, workspace_id: WorkspaceId) -> int:
    """Ring what is due; returns how many alarms, not counting those of the debts, which follow every change."""
    due = select(func.count()).where(
        Alarm.workspace_id == workspace_id,
        Alarm.due_at <= parts.get(Timekeeper).now(),
        ~Alarm.failed,
        ~Alarm.name.startswith("debts."),
    )
    async with parts.get(Database).system() as session:
        count = await session.scalar(due)
    await ring_due(parts, workspace_id=workspace_id)
    return int(count or 0)
