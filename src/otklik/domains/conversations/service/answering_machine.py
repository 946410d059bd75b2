"""The autoresponder: out of hours a person is told at once when the answer comes and what is open meanwhile."""

from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import queries, rules
from otklik.domains.conversations.events import MessageAdded
from otklik.domains.conversations.service import writing
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.service import channels
from otklik.domains.schedule import service as schedule
from otklik.platform import i18n
from otklik.platform.context import Ctx


async def answer(ctx: Ctx, told: MessageAdded) -> None:
    """Send the automatic answer when the channel is closed, at most once in a while (RFC 3834)."""
    if told.direction != "in" or not await _on_duty(ctx, told.channel_id):
        return
    conversation = await queries.conversation(ctx, told.conversation_id, lock=True)
    if conversation is None or not rules.may_auto_reply(
        kind=told.kind,
        automatic=told.automatic,
        in_group=told.in_group,
        last=conversation.auto_replied_at,
        now=ctx.now(),
    ):
        return
    locale = await _locale(ctx, told)
    text = await schedule.autoreply_text(
        ctx,
        channel_id=told.channel_id,
        locale=locale,
        at=ctx.now(),
        other_channels=await _open_elsewhere(ctx, told, locale=locale),
    )
    if text is None:
        return
    conversation.auto_replied_at = ctx.now()
    try:
        await writing.reply(ctx, conversation.id, writing.Words(text=text, automatic=True))
    except Refused:
        return


async def _on_duty(ctx: Ctx, channel_id: UUID) -> bool:
    """Asked once a transaction: a block of one channel's messages is read in one, in a moment."""
    known: dict[UUID, bool] = ctx.session.info.setdefault("autoresponds", {})
    if channel_id not in known:
        known[channel_id] = await schedule.autoresponds(ctx, channel_id=channel_id, at=ctx.now())
    return known[channel_id]


async def _locale(ctx: Ctx, told: MessageAdded) -> str:
    language = (await contacts.get(ctx, told.contact_id)).locale[:2].lower()
    return language if language in i18n.LOCALES else ctx.locale


async def _open_elsewhere(ctx: Ctx, told: MessageAdded, *, locale: str) -> list[str]:
    """Names of the other channels that are open at this moment and that a person can be sent to."""
    found: list[str] = []
    for channel in await channels.listing(ctx):
        if channel.id == told.channel_id or not channel.enabled:
            continue
        if (await schedule.availability(ctx, channel_id=channel.id, at=ctx.now())).open:
            title = i18n.choose(channels.manifest(ctx, channel.kind).title, locale)
            found.append(f"{title}: {channel.address}" if channel.address else title)
    return found
