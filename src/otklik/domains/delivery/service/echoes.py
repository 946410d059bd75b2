"""What the company wrote comes back by webhook: ours is shown already, another client's is shown once.

Most providers bring a mark of ours back. Of the others an echo may be quicker than the answer to the send call that
says under which id the message went, and it may not say to whom it went.
"""

from datetime import timedelta
from typing import Final

from otklik.channels.contract import InboundMessage
from otklik.domains.delivery import queries, rules
from otklik.domains.delivery.models import Channel, JournalItem
from otklik.domains.delivery.service import ledger
from otklik.platform.context import Ctx
from otklik.platform.jobs import Jobs

PAUSES: Final = (timedelta(seconds=3), timedelta(seconds=30), timedelta(minutes=5))
"""Before it is looked again whether what is being sent is this; the longest send call and its writing fit in."""
DOUBTED: Final = timedelta(days=1)
"""For so long an echo with the same words settles a message of which nobody knew whether it went."""


async def held_back(
    ctx: Ctx, channel: Channel, item: JournalItem, message: InboundMessage, *, attempt: int = 0
) -> bool:
    """True when it is not to be told on now: it is ours, or nobody knows yet whether it is, or whom it is for."""
    if await _is_ours(ctx, channel, message):
        return True
    being_sent = await queries.being_sent(ctx, channel_id=channel.id, thread_id=message.thread_id)
    if being_sent and attempt < len(PAUSES):
        await _try_later(ctx, item, message, attempt=attempt + 1, pause=PAUSES[attempt])
        return True
    if not message.sender.id and not attempt:
        await _try_later(ctx, item, message, attempt=len(PAUSES), pause=timedelta())
        return True
    return False


async def _is_ours(ctx: Ctx, channel: Channel, message: InboundMessage) -> bool:
    known = await queries.ledger_rows_by_external(ctx, channel_id=channel.id, external_id=message.external_id)
    if any(row.thread_id == message.thread_id for row in known):
        return True
    doubted = await queries.doubted(ctx, channel_id=channel.id, thread_id=message.thread_id, since=ctx.now() - DOUBTED)
    row = next((one for one in doubted if rules.same_words(str(one.content.get("text", "")), message.text)), None)
    if row is None:
        return False
    row.external_id = message.external_id
    await ledger.move(ctx, row, state="accepted", at=max(message.sent_at, row.planned_at))
    return True


async def _try_later(ctx: Ctx, item: JournalItem, message: InboundMessage, *, attempt: int, pause: timedelta) -> None:
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    arguments = {"journal_id": item.id, "external_id": message.external_id, "attempt": attempt}
    await ctx.use(Jobs).defer(ctx, jobs.tell_outgoing, arguments=arguments, at=ctx.now() + pause)
