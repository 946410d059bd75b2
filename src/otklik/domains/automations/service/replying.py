"""May a machine answer here and now: RFC 3834, and no more than a few times a day."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.automations import errors, queries, rules
from otklik.platform.context import Ctx

DAY: Final = timedelta(days=1)


async def permit(
    ctx: Ctx, automation_id: UUID, *, conversation_id: UUID, message_id: UUID | None, in_group: bool
) -> None:
    """Write down that the automation answers, or raise `ReplyWithheld`."""
    to = await queries.message_replied_to(ctx, conversation_id, message_id)
    past = await queries.replies(ctx, conversation_id)
    why = rules.withheld(
        kind=to.kind if to else "",
        automatic=to.automatic if to else False,
        in_group=in_group,
        last=past.get(automation_id),
        today=sum(ctx.now() - at < DAY for at in past.values()),
        now=ctx.now(),
    )
    if why is not None:
        raise errors.ReplyWithheld(params={"reason": why})
    await queries.replied(ctx, automation_id, conversation_id)
