"""Giving out when something changed, and now and then as long as anybody waits."""

from uuid import UUID

from otklik.domains.routing.service import giving, queueing
from otklik.platform.alarms import alarm, once_for_all
from otklik.platform.context import Ctx


@once_for_all
@alarm
async def give_out(ctx: Ctx, _: UUID) -> None:
    """Each asking is a subject of its own (`queueing.ask`)."""
    await giving.give_out(ctx)


@alarm
async def look_again(ctx: Ctx, _: UUID) -> None:
    """Only asks: this alarm is set by whoever gives out, so whoever holds it must not wait to give out."""
    await queueing.ask(ctx)
