"""What was asked: in a conversation, of somebody, by somebody."""

from collections.abc import Sequence
from typing import Final, cast
from uuid import UUID

from otklik.domains.consultations import errors, queries, schemas
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading
from otklik.platform.context import Ctx
from otklik.platform.web import Position

SHOWN_MAX: Final = 50
"""Consultations of one conversation that are shown."""


async def one(ctx: Ctx, consultation_id: UUID) -> schemas.ConsultationOut:
    """Raises `ConsultationNotFound`."""
    found = await queries.line(ctx, consultation_id)
    if found is None:
        raise errors.ConsultationNotFound
    return (await _shapes(ctx, [found]))[0]


async def of_conversation(ctx: Ctx, conversation_id: UUID) -> list[schemas.ConsultationOut]:
    """Raises `ConversationNotFound`."""
    await reading.get(ctx, conversation_id)
    return await _shapes(ctx, await queries.of_conversation(ctx, conversation_id, limit=SHOWN_MAX))


async def asked_of(ctx: Ctx, operator_id: UUID, *, after: Position | None, limit: int) -> list[schemas.ConsultationOut]:
    return await _shapes(ctx, await queries.asked_of(ctx, operator_id, after=after, limit=limit))


async def asked_by(
    ctx: Ctx, operator_id: UUID, *, before: Position | None, limit: int
) -> list[schemas.ConsultationOut]:
    return await _shapes(ctx, await queries.asked_by(ctx, operator_id, before=before, limit=limit))


async def count(ctx: Ctx, operator_id: UUID) -> int:
    return await queries.count_asked_of(ctx, operator_id)


async def _shapes(ctx: Ctx, found: Sequence[queries.Line]) -> list[schemas.ConsultationOut]:
    """Two queries however many."""
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in found])
    return [
        schemas.ConsultationOut(
            id=row.id,
            conversation_id=row.conversation_id,
            conversation_number=number,
            contact_name=people[contact_id].name if contact_id in people else "",
            asker_id=row.asker_id,
            operator_id=row.operator_id,
            team_id=row.team_id,
            question=row.question,
            state=cast("schemas.State", row.state),
            asked_at=row.asked_at,
            due_at=row.due_at,
            escalated_at=row.escalated_at,
            answer=row.answer,
            answered_by_id=row.answered_by_id,
            settled_at=row.settled_at,
        )
        for row, number, contact_id in found
    ]
