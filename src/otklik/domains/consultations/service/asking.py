"""Asking: of whom, until when, and what the customer is told meanwhile."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.consultations import errors, queries, rules, schemas
from otklik.domains.consultations.events import ConsultationAsked
from otklik.domains.consultations.models import Consultation
from otklik.domains.consultations.service import telling
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading, writing
from otklik.domains.schedule import service as schedule
from otklik.domains.workspaces.service import owning
from otklik.platform import i18n
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Forbidden
from otklik.platform.events import publish
from otklik.platform.ids import new_id


async def ask(ctx: Ctx, conversation_id: UUID, asked: schemas.ConsultationIn) -> Consultation:
    """Ask, tell whoever is asked, and say the ready words to the customer if there are any.

    Raises `ConversationNotFound`, `OwnerInvalid`, `DeadlineInvalid`, `ConsultationsTooMany`, and `Refused` at the gate.
    """
    asker_id = caller(ctx)
    conversation = await reading.get(ctx, conversation_id)
    await check_owner(ctx, operator_id=asked.operator_id, team_id=asked.team_id, other_than=asker_id)
    check_deadline(ctx, asked.due_at)
    if await queries.open_in(ctx, conversation_id) >= rules.OPEN_MAX:
        raise errors.ConsultationsTooMany(params={"max": rules.OPEN_MAX})
    row = Consultation(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=conversation_id,
        asker_id=asker_id,
        operator_id=asked.operator_id,
        team_id=asked.team_id,
        question=asked.question.replace("\0", ""),
        state="open",
        asked_at=ctx.now(),
        due_at=asked.due_at,
        answer="",
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await telling.line(ctx, row, code="consulted")
    if asked.customer_text.strip():
        await writing.reply(ctx, conversation.id, writing.Words(text=asked.customer_text, holding=True))
    await telling.owner(ctx, row, code="consultation_asked")
    await publish(ctx, _asked(row), subject_id=conversation_id)
    return row


async def holding_words(ctx: Ctx, conversation_id: UUID, *, due_at: datetime) -> str:
    """`Уточняю у коллеги, отвечу до 14:20.`, in the customer's language and the channel's time zone."""
    check_deadline(ctx, due_at)
    conversation = await reading.get(ctx, conversation_id)
    language = (await contacts.get(ctx, conversation.contact_id)).locale[:2].lower()
    locale = language if language in i18n.LOCALES else ctx.locale
    zone = (await schedule.get_hours(ctx, channel_id=conversation.channel_id)).time_zone
    day = rules.day_of(due_at, seen_from=ctx.now(), zone=zone)
    clock = ZoneInfo(zone)
    values = {
        "time": i18n.clock_time(due_at, zone=clock, locale=locale),
        "day": i18n.day(due_at, zone=clock, locale=locale),
    }
    return i18n.tr(locale, f"consultations.holding.{day}", values)


async def check_owner(ctx: Ctx, *, operator_id: UUID | None, team_id: UUID | None, other_than: UUID | None) -> None:
    """One operator who works here, or one team. Raises `OwnerInvalid`."""
    if (operator_id is None) == (team_id is None):
        raise errors.OwnerInvalid(params={"reason": "one"})
    if operator_id is not None and operator_id == other_than:
        raise errors.OwnerInvalid(params={"reason": "self"})
    if not await owning.exists(ctx, operator_id=operator_id, team_id=team_id):
        raise errors.OwnerInvalid(params={"reason": "unknown"})


def check_deadline(ctx: Ctx, due_at: datetime) -> None:
    """Raises `DeadlineInvalid`."""
    if not rules.is_possible(due_at, now=ctx.now()):
        raise errors.DeadlineInvalid(params={"days_max": rules.LONGEST.days})


def caller(ctx: Ctx) -> UUID:
    """The operator who acts; a program has nobody to answer to. Raises `Forbidden`."""
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise Forbidden
    return ctx.actor.id


def _asked(row: Consultation) -> ConsultationAsked:
    return ConsultationAsked(
        consultation_id=row.id,
        conversation_id=row.conversation_id,
        asker_id=row.asker_id,
        operator_id=row.operator_id,
        team_id=row.team_id,
        due_at=row.due_at,
    )
