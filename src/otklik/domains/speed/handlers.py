"""What speed does when a person was answered."""

from otklik.domains.conversations.events import Answered
from otklik.domains.speed import service
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(Answered)
async def on_answered(ctx: Ctx, event: Answered) -> None:
    await service.record(ctx, event)
