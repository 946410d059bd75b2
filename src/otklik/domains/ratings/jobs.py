"""What ratings do by the clock."""

from uuid import UUID

from otklik.domains.ratings.service import asking
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx


@alarm
async def ask(ctx: Ctx, conversation_id: UUID) -> None:
    """The conversation ended a little while ago."""
    await asking.ask(ctx, conversation_id)
