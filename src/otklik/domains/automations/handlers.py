"""What automations do when something happens: write it down, and look at it right after the commit."""

from otklik.domains.automations import jobs
from otklik.domains.automations.service import happening
from otklik.domains.automations.triggers import EVENTS
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import Event, on
from otklik.platform.ids import new_id


@on(*EVENTS)
async def on_happened(ctx: Ctx, event: Event) -> None:
    if await happening.happened(ctx, event):
        await set_alarm(ctx, jobs.look_through, new_id(), at=ctx.now())
