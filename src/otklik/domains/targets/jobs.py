"""What targets do by the clock."""

from uuid import UUID

from otklik.domains.targets.service import acting
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx


@alarm
async def look(ctx: Ctx, wait_id: UUID) -> None:
    """A share of the wait's time is over, or all of it."""
    await acting.look(ctx, wait_id)
