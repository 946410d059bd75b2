"""What happens before a breach and at it: whoever holds it is told, it is taken away, somebody higher is called."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.conversations.service import managing
from otklik.domains.notifications import service as notifications
from otklik.domains.targets import events, queries
from otklik.domains.targets.models import TargetWait
from otklik.domains.targets.service import waits
from otklik.platform.context import Ctx
from otklik.platform.events import publish

LATE: Final = managing.Reason(code="targets.late", takes=True)
ESCALATED: Final = managing.Reason(code="targets.escalated", takes=True)


async def look(ctx: Ctx, wait_id: UUID) -> None:
    """The alarm rang: do whatever is due by now, in order, and set the next."""
    known = await queries.wait(ctx, wait_id)
    if known is None or await queries.locked_conversation(ctx, known.conversation_id) is None:
        return
    wait = await queries.wait(ctx, wait_id, lock=True)
    if wait is None or wait.ended_at is not None:
        return
    if wait.warn_at is not None and wait.warn_at <= ctx.now():
        wait.warn_at = None
        await _warn(ctx, wait)
    if wait.reassign_at is not None and wait.reassign_at <= ctx.now():
        wait.reassign_at = None
        await _reassign(ctx, wait)
    if wait.due_at <= ctx.now() and wait.broken_at is None:
        await waits.mark_broken(ctx, wait)
        await _tell(ctx, wait, await _holders(ctx, wait), what="broken")
    if wait.escalate_at is not None and wait.escalate_at <= ctx.now():
        wait.escalate_at = None
        await _escalate(ctx, wait)
    await ctx.session.flush()
    await waits.set_next_alarm(ctx, wait)


async def _warn(ctx: Ctx, wait: TargetWait) -> None:
    conversation = await queries.conversation(ctx, wait.conversation_id)
    at_risk = events.TargetAtRisk(
        wait_id=wait.id,
        conversation_id=wait.conversation_id,
        channel_id=wait.channel_id,
        target_id=wait.target_id,
        due_at=wait.due_at,
        solving=wait.solving,
    )
    await publish(ctx, at_risk, subject_id=conversation.contact_id if conversation else None)
    await _tell(ctx, wait, await _holders(ctx, wait), what="soon")


async def _reassign(ctx: Ctx, wait: TargetWait) -> None:
    """Back to the team's queue, or everyone's; whoever had it is told. Nobody's stays nobody's."""
    conversation = await queries.conversation(ctx, wait.conversation_id)
    if conversation is None or conversation.assignee_id is None:
        return
    holder_id, team_id = conversation.assignee_id, conversation.team_id
    await managing.assign(ctx, wait.conversation_id, operator_id=None, team_id=team_id, reason=LATE)
    await _tell(ctx, wait, [holder_id], what="taken")


async def _escalate(ctx: Ctx, wait: TargetWait) -> None:
    team_id = _escalation_team(wait)
    if team_id is None or not await queries.team_exists(ctx, team_id):
        await _tell(ctx, wait, await queries.supervisors(ctx), what="escalated")
        return
    await managing.assign(ctx, wait.conversation_id, operator_id=None, team_id=team_id, reason=ESCALATED)
    await _tell(ctx, wait, await queries.members(ctx, team_id), what="escalated")


async def _holders(ctx: Ctx, wait: TargetWait) -> Sequence[UUID]:
    """Whose it is; of nobody's, the team; of no team's, whoever supervises."""
    conversation = await queries.conversation(ctx, wait.conversation_id)
    if conversation is None:
        return []
    if conversation.assignee_id is not None:
        return [conversation.assignee_id]
    team = await queries.members(ctx, conversation.team_id) if conversation.team_id else []
    return team or await queries.supervisors(ctx)


async def _tell(ctx: Ctx, wait: TargetWait, operator_ids: Sequence[UUID], *, what: str) -> None:
    """In other words where a solution is wanted and not an answer."""
    code = f"targets.solve_{what}" if wait.solving else f"targets.{what}"
    conversation = await queries.conversation(ctx, wait.conversation_id)
    left = max((wait.due_at - ctx.now()).total_seconds(), 0)
    params = {
        "number": str(conversation.number if conversation else ""),
        "target": str(wait.terms["name"]),
        "minutes": str(round(left / 60)),
    }
    subject = notifications.Subject(kind="conversation", id=wait.conversation_id)
    await notifications.tell(ctx, operator_ids, code=code, params=params, subject=subject)


def _escalation_team(wait: TargetWait) -> UUID | None:
    named = wait.terms.get("escalate_team_id")
    return UUID(named) if named else None
