"""What becomes of a question: answered, withdrawn, handed on, put off, overdue."""

from datetime import datetime
from uuid import UUID

from otklik.domains.consultations import errors, events, queries
from otklik.domains.consultations.models import Consultation
from otklik.domains.consultations.service import asking, telling
from otklik.domains.workspaces.service import owning
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def answer(ctx: Ctx, consultation_id: UUID, *, text: str) -> Consultation:
    """Raises `ConsultationNotFound`, `ConsultationSettled`, `NotConsulted`."""
    row = await _open(ctx, consultation_id)
    by = asking.caller(ctx)
    if not ctx.actor.may("conversations.write") and by not in await telling.owners(ctx, row):
        raise errors.NotConsulted
    row.answer, row.answered_by_id = text.replace("\0", "").strip(), by
    row.state, row.settled_at = "answered", ctx.now()
    await ctx.session.flush()
    await telling.line(ctx, row, code="consultation_answered")
    await telling.asker(ctx, row, code="consultation_answered")
    answered = events.ConsultationAnswered(consultation_id=row.id, conversation_id=row.conversation_id, operator_id=by)
    await publish(ctx, answered, subject_id=row.conversation_id)
    return row


async def withdraw(ctx: Ctx, consultation_id: UUID) -> Consultation:
    """The answer is not needed any more. Raises `ConsultationNotFound`, `ConsultationSettled`."""
    row = await _open(ctx, consultation_id)
    row.state, row.settled_at = "withdrawn", ctx.now()
    await ctx.session.flush()
    await telling.line(ctx, row, code="consultation_withdrawn")
    await _changed(ctx, row, "state")
    return row


async def hand(ctx: Ctx, consultation_id: UUID, *, operator_id: UUID | None, team_id: UUID | None) -> Consultation:
    """Give it to another owner, or take it oneself. Raises as `withdraw`, and `OwnerInvalid`."""
    row = await _open(ctx, consultation_id)
    await asking.check_owner(ctx, operator_id=operator_id, team_id=team_id, other_than=row.asker_id)
    await _give(ctx, row, operator_id=operator_id, team_id=team_id)
    return row


async def put_off(ctx: Ctx, consultation_id: UUID, *, due_at: datetime) -> Consultation:
    """Another deadline. Raises as `withdraw`, and `DeadlineInvalid`."""
    row = await _open(ctx, consultation_id)
    asking.check_deadline(ctx, due_at)
    row.due_at, row.escalated_at = due_at, None
    await ctx.session.flush()
    telling.changed(ctx, row)
    await _changed(ctx, row, "due_at")
    return row


async def overdue(ctx: Ctx, consultation_id: UUID) -> None:
    """Its time has come: who asked, who was asked and who leads are told, once."""
    row = await queries.consultation(ctx, consultation_id)
    if row is None or row.state != "open" or row.due_at > ctx.now() or row.escalated_at is not None:
        return
    row.escalated_at = ctx.now()
    await ctx.session.flush()
    await telling.line(ctx, row, code="consultation_overdue")
    told = [*await telling.owners(ctx, row), *await telling.heirs_of_asker(ctx, row), *await owning.leaders(ctx)]
    await telling.tell(ctx, row, told, code="consultation_overdue")
    event = events.ConsultationOverdue(consultation_id=row.id, conversation_id=row.conversation_id)
    await publish(ctx, event, subject_id=row.conversation_id)


async def operator_left(ctx: Ctx, operator_id: UUID) -> None:
    """Nothing that was asked of whoever leaves is lost."""
    for row in await queries.open_owned_by(ctx, operator_id):
        new_operator, new_team = await owning.heir(ctx, operator_id, team_id=row.team_id)
        if new_operator or new_team:
            await _give(ctx, row, operator_id=new_operator, team_id=new_team)


async def team_gone(ctx: Ctx, team_id: UUID) -> None:
    """What was asked of a team that is given up goes to whoever leads."""
    leaders = await owning.leaders(ctx)
    for row in await queries.open_of_team(ctx, team_id):
        if leaders:
            await _give(ctx, row, operator_id=leaders[0], team_id=None)


async def _give(ctx: Ctx, row: Consultation, *, operator_id: UUID | None, team_id: UUID | None) -> None:
    row.operator_id = operator_id
    row.team_id = team_id if operator_id is None else row.team_id
    await ctx.session.flush()
    await telling.line(ctx, row, code="consultation_handed")
    await telling.owner(ctx, row, code="consultation_asked")
    await _changed(ctx, row, "owner")


async def _changed(ctx: Ctx, row: Consultation, *fields: str) -> None:
    changed = events.ConsultationChanged(consultation_id=row.id, conversation_id=row.conversation_id, fields=fields)
    await publish(ctx, changed, subject_id=row.conversation_id)


async def _open(ctx: Ctx, consultation_id: UUID) -> Consultation:
    row = await queries.consultation(ctx, consultation_id)
    if row is None:
        raise errors.ConsultationNotFound
    if row.state != "open":
        raise errors.ConsultationSettled(params={"state": row.state})
    return row
