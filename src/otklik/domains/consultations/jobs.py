"""What consultations do by the clock."""

from uuid import UUID

from otklik.domains.consultations.service import settling
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx


@alarm
async def overdue(ctx: Ctx, consultation_id: UUID) -> None:
    """The deadline has come."""
    await settling.overdue(ctx, consultation_id)
