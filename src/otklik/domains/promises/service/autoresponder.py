"""The autoresponder: a person is told at once when the answer comes, who answers meanwhile and where it is quicker.

Out of hours, and, where the company wants it, in hours when nobody is free. Never to machines and at most once in
twelve hours (RFC 3834); what a machine said answers nobody, so the wait goes on.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from otklik.domains.absences.service import standing as absences
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.events import MessageAdded
from otklik.domains.conversations.service import automatic
from otklik.domains.delivery.service import channels
from otklik.domains.promises import texts
from otklik.domains.promises.schemas import Current
from otklik.domains.promises.service import computing, telling
from otklik.domains.schedule import service as schedule
from otklik.domains.workspaces.service import operators, presence
from otklik.platform import i18n
from otklik.platform.context import Ctx

ANSWERING_ROLES: Final = frozenset({"owner", "administrator", "supervisor", "operator"})


async def answer(ctx: Ctx, told: MessageAdded) -> None:
    """Say when the answer comes, if the channel is closed or nobody is free, and store what was promised."""
    if told.direction != "in" or told.kind != "message" or told.automatic or told.in_group:
        return
    on_duty = await _on_duty(ctx, told.channel_id)
    if not on_duty and not await absences.begun(ctx):  # nearly every message ends here, having asked nothing of its own
        return
    locale = await _locale(ctx, told)
    deputy = await absences.reply_words(ctx, conversation_id=told.conversation_id, locale=locale)
    if not (deputy or on_duty) or not await automatic.may_answer(ctx, told):
        return
    current = await computing.current(ctx, channel_id=told.channel_id)
    text = await _words(ctx, told, current, deputy=deputy, locale=locale)
    if not text:
        return
    said = await automatic.answer(ctx, told.conversation_id, text)
    if said:
        await telling.tell(ctx, told.conversation_id, current, source="autoresponder", text=text)


async def _words(ctx: Ctx, told: MessageAdded, current: Current, *, deputy: str, locale: str) -> str:
    """Empty when there is nothing true to say: open, nobody absent, and nothing is measured."""
    promise = texts.promised(current, locale=locale, at=ctx.now())
    if current.open and not promise:
        return deputy
    own = (await schedule.get_hours(ctx, channel_id=told.channel_id)).autoresponder.texts
    return texts.autoreply(
        own.ru if locale == "ru" else own.en,
        promise=promise,
        deputy=deputy,
        other_channels=[] if current.open else await _open_elsewhere(ctx, told, locale=locale),
        locale=locale,
    )


async def _on_duty(ctx: Ctx, channel_id: UUID) -> bool:
    """Asked once a minute in a transaction: a block of one channel's messages is read in one, in a moment."""
    known: dict[tuple[UUID, datetime], bool] = ctx.session.info.setdefault("autoresponds", {})
    key = (channel_id, ctx.now().replace(second=0, microsecond=0))
    if key not in known:
        known[key] = await _autoresponds(ctx, channel_id)
    return known[key]


async def _autoresponds(ctx: Ctx, channel_id: UUID) -> bool:
    chosen = (await schedule.get_hours(ctx, channel_id=channel_id)).autoresponder
    if not chosen.enabled:
        return False
    if not (await schedule.availability(ctx, channel_id=channel_id, at=ctx.now())).open:
        return True
    return chosen.when_busy and not await _somebody_free(ctx)


async def _somebody_free(ctx: Ctx) -> bool:
    """Whether anybody who may answer is at the desk."""
    online = await presence.online_operator_ids(ctx)
    found = await operators.operators_by_id(ctx, sorted(online))
    return any(one.role in ANSWERING_ROLES for one in found.values())


async def _locale(ctx: Ctx, told: MessageAdded) -> str:
    people = await contacts.profiles(ctx, [told.contact_id])
    language = people[told.contact_id].locale[:2].lower() if told.contact_id in people else ""
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
