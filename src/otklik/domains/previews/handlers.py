"""What previews do when something is said."""

from otklik.domains.conversations.events import MessageAdded
from otklik.domains.previews import jobs
from otklik.platform.context import Ctx
from otklik.platform.events import on
from otklik.platform.jobs import Jobs


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    """Letters are left alone: a link in one often confirms or ends something for whoever opens it."""
    if event.with_link and event.kind in {"message", "note"}:
        await ctx.use(Jobs).defer(ctx, jobs.look_behind_link, arguments={"message_id": event.message_id})
