"""What tasks do by the clock."""

from uuid import UUID

from otklik.domains.tasks.service import reminding
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx


@alarm
async def look(ctx: Ctx, task_id: UUID) -> None:
    """It is to be reminded of, is due, or has rested long enough."""
    await reminding.look(ctx, task_id)
