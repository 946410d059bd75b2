"""What promises do by the clock."""

from uuid import UUID

from otklik.domains.promises.service import keeping
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx


@alarm
async def watch(ctx: Ctx, promise_id: UUID) -> None:
    """A step of escalation is due, or the promise itself."""
    await keeping.look(ctx, promise_id)
