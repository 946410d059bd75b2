"""Asking: by the channel's own buttons where it has enough of them, else by a signed link to a small page."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from otklik.channels.contract import Button
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading, remarking, writing
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.service import channels
from otklik.domains.ratings import queries, rules
from otklik.domains.ratings.models import Rating
from otklik.domains.ratings.schemas import RatingChoices
from otklik.domains.ratings.service import choosing
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.i18n import LOCALES, tr
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings as ServerSettings

BUTTON_PURPOSE: Final = "rating-button"
PAGE_PURPOSE: Final = "rating-page"


async def due_at(ctx: Ctx) -> datetime | None:
    """When whoever's conversation ends now is to be asked; None when nobody is."""
    chosen = await choosing.get(ctx)
    return ctx.now() + timedelta(minutes=chosen.delay_minutes) if chosen.enabled else None


async def ask(ctx: Ctx, conversation_id: UUID) -> Rating | None:
    """Ask the customer, unless something speaks against it; asking never stops a clock and never reopens."""
    chosen = await choosing.get(ctx)
    conversation = await reading.get(ctx, conversation_id)
    answers = await queries.answers(ctx, conversation) if conversation.closed_at else []
    last = await queries.last_inbound(ctx, conversation_id)
    ending = rules.Ending(
        closed=conversation.closed_at is not None,
        answered=bool(answers),
        last_from_person=last is not None and last.kind != "auto_reply" and not last.automatic,
        in_group=last is not None and bool(last.extra.get("in_group")),
        last_asked_at=await queries.last_asked_at(ctx, conversation.contact_id),
    )
    if not chosen.enabled or not rules.may_ask(ending, pause=choosing.pause(chosen), now=ctx.now()):
        return None
    if (await channels.any_state(ctx, conversation.channel_id)).deleted_at is not None:
        return None
    assert conversation.closed_at is not None
    operator_id, *helpers = rules.main_first(answers)
    rating = Rating(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=conversation_id,
        channel_id=conversation.channel_id,
        operator_id=operator_id,
        helper_ids=helpers,
        team_id=conversation.team_id,
        closed_at=conversation.closed_at,
        asked_at=ctx.now(),
        scale=chosen.scale,
        bad_up_to=chosen.bad_up_to,
        locale=await _locale(ctx, conversation.contact_id),
        comment="",
    )
    if not await _send(ctx, rating, chosen):
        return None
    until = ctx.now() + rules.TYPED_FOR
    await remarking.expect_words(ctx, conversation_id, words=tuple(rules.TYPED[rating.scale]), until=until)
    return rating


async def _send(ctx: Ctx, rating: Rating, chosen: RatingChoices) -> bool:
    """False when the channel does not take it: then nobody was asked, and nothing is kept of it."""
    words = await _words(ctx, rating, chosen)
    try:
        async with ctx.attempt():
            message = await writing.reply(ctx, rating.conversation_id, words)
            rating.message_id = message.id
            ctx.session.add(rating)
    except Refused:
        return False
    return True


async def _words(ctx: Ctx, rating: Rating, chosen: RatingChoices) -> writing.Words:
    channel = await channels.get(ctx, rating.channel_id)
    scores = rules.OPTIONS[chosen.scale]
    question = tr(rating.locale, f"ratings.ask.{chosen.scale}")
    if channels.manifest(ctx, channel.kind).capabilities.buttons_max >= len(scores):
        buttons = tuple(_button(ctx, rating, score) for score in scores)
        return writing.Words(text=question, buttons=buttons, automatic=True, question=True)
    token = ctx.use(Cipher).sign(str(rating.id), purpose=PAGE_PURPOSE)
    link = f"{ctx.use(ServerSettings).base_url()}/rate/{token}"
    # the link is the customer's alone: shown on the desk, an operator could follow it
    unseen = "\n\n" + tr(rating.locale, "ratings.ask.link", {"link": link})
    return writing.Words(text=question, unseen=unseen, automatic=True, question=True)


def _button(ctx: Ctx, rating: Rating, score: int) -> Button:
    signed = ctx.use(Cipher).sign(rules.payload(rating.id, score), purpose=BUTTON_PURPOSE)
    return Button(title=tr(rating.locale, f"ratings.{rating.scale}.{score}"), data=f"{rules.PAYLOAD}{signed}")


async def _locale(ctx: Ctx, contact_id: UUID) -> str:
    language = (await contacts.get(ctx, contact_id)).locale[:2].lower()
    return language if language in LOCALES else ctx.locale
