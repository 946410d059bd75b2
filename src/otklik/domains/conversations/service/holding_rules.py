"""Answers that only ask to wait: how the company tells them, and whose clock they stop after all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import events, holding, schemas
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.queries import holding as queries
from otklik.domains.conversations.service import live
from otklik.platform.context import Ctx
from otklik.platform.events import publish

STOPPED: Final = "stopped"
"""`extra.clock` of a holding answer that a real one followed in time."""


async def get(ctx: Ctx) -> schemas.HoldingRules:
    row = await queries.rules(ctx)
    if row is None:
        return schemas.HoldingRules()
    return schemas.HoldingRules(recognise=row.recognise, phrases=row.phrases, follow_minutes=row.follow_minutes)


async def put(ctx: Ctx, rules: schemas.HoldingRules) -> schemas.HoldingRules:
    phrases = list(dict.fromkeys(" ".join(one.split()) for one in rules.phrases if one.strip()))
    await queries.save_rules(ctx, recognise=rules.recognise, phrases=phrases, follow_minutes=rules.follow_minutes)
    await publish(ctx, events.HoldingRulesChanged())
    return await get(ctx)


async def recognises(ctx: Ctx, conversation: Conversation, text: str, file_ids: Sequence[UUID]) -> bool:
    """Whether the company's rules take the text for one that only asks to wait."""
    if not holding.may_hold(text, with_files=bool(file_ids)):
        return False
    rules = await get(ctx)
    if not rules.recognise:
        return holding.is_one_of(text, phrases=rules.phrases)
    person = (await contacts.summaries(ctx, [conversation.contact_id])).get(conversation.contact_id)
    return holding.is_holding(text, names=[person.name] if person else [], phrases=rules.phrases)


async def answered_at(ctx: Ctx, conversation_id: UUID, *, waiting_since: datetime, accepted_at: datetime) -> datetime:
    """When the wait ended: with the answer, or with the holding one that it followed within the company's minutes."""
    within = timedelta(minutes=(await get(ctx)).follow_minutes)
    held = await queries.earliest_accepted(
        ctx,
        conversation_id,
        written_from=waiting_since,
        accepted_from=accepted_at - within,
        accepted_until=accepted_at,
    )
    if held is None:
        return accepted_at
    message, at = held
    message.extra = {**message.extra, "clock": STOPPED}
    await live.message_changed(ctx, message)
    return at
