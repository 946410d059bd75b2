"""Absences by the clock: begin, end, go on with what one transaction did not hold."""

from uuid import UUID

from otklik.domains.absences.service import covering
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx


@alarm
async def begin(ctx: Ctx, absence_id: UUID) -> None:
    await covering.begin(ctx, absence_id)


@alarm
async def end(ctx: Ctx, absence_id: UUID) -> None:
    await covering.end(ctx, absence_id)


@alarm
async def give_back(ctx: Ctx, absence_id: UUID) -> None:
    await covering.give_back(ctx, absence_id)
