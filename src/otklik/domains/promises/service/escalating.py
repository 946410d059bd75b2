"""Say in time that a promise is about to break: to whoever leads, their team, the supervisors; or ask for another."""

from collections.abc import Sequence
from math import ceil
from typing import Final
from uuid import UUID

from otklik.domains.conversations.service import managing, reading
from otklik.domains.notifications import service as notifications
from otklik.domains.promises import queries
from otklik.domains.promises.events import PromiseAtRisk
from otklik.domains.promises.models import Promise
from otklik.domains.promises.rules import Act, Step
from otklik.domains.routing.service import arranging
from otklik.platform.context import Ctx
from otklik.platform.events import publish

SUPERVISORS: Final = ("supervisor",)
LEADERS: Final = ("administrator", "owner")
"""They are told where there is no supervisor."""
LATE: Final = managing.Reason(code="promises.late", takes=True)


async def escalate(ctx: Ctx, promise: Promise, step: Step) -> None:
    """Warn whom the step names, or let the rules find somebody else; where they cannot, the supervisors must."""
    await publish(
        ctx,
        PromiseAtRisk(
            promise_id=promise.id,
            conversation_id=promise.conversation_id,
            due_at=promise.due_at,
            percent=step.percent,
            act=step.act.value,
        ),
        subject_id=promise.conversation_id,
    )
    if step.act is Act.REASSIGN and await _reassign(ctx, promise):
        return
    left = max(ceil((promise.due_at - ctx.now()).total_seconds() / 60), 1)
    act = Act.WARN_SUPERVISORS if step.act is Act.REASSIGN else step.act
    await _tell(ctx, promise, await _whom(ctx, promise, act), code="promises.at_risk", minutes=left)


async def _reassign(ctx: Ctx, promise: Promise) -> bool:
    """Let the rules find somebody else; False where no rule gives conversations of the channel out by itself."""
    conversation = await queries.conversation(ctx, promise.conversation_id)
    if conversation is None or conversation.assignee_id is None:
        return False
    rule = await arranging.rule_for(ctx, channel_id=conversation.channel_id, team_id=conversation.team_id)
    if rule is None:
        return False
    await managing.assign(ctx, conversation.id, operator_id=None, team_id=conversation.team_id, reason=LATE)
    return True


async def say_broken(ctx: Ctx, promise: Promise) -> None:
    """Whoever leads the conversation learns it, and whoever looks after them."""
    told = {*await _whom(ctx, promise, Act.WARN_ASSIGNEE), *await _supervisors(ctx)}
    await _tell(ctx, promise, sorted(told), code="promises.broken")


async def _whom(ctx: Ctx, promise: Promise, act: Act) -> Sequence[UUID]:
    """Nobody assigned: the team; no team: the supervisors. A warning that reaches nobody is none."""
    conversation = await queries.conversation(ctx, promise.conversation_id)
    if act is Act.WARN_ASSIGNEE and conversation is not None and conversation.assignee_id is not None:
        return [conversation.assignee_id]
    if act is not Act.WARN_SUPERVISORS and conversation is not None and conversation.team_id is not None:
        members = await queries.team_members(ctx, conversation.team_id)
        if members:
            return members
    return await _supervisors(ctx)


async def _supervisors(ctx: Ctx) -> Sequence[UUID]:
    return await queries.active_of_roles(ctx, SUPERVISORS) or await queries.active_of_roles(ctx, LEADERS)


async def _tell(
    ctx: Ctx, promise: Promise, operator_ids: Sequence[UUID], *, code: str, minutes: int | None = None
) -> None:
    number = (await reading.get(ctx, promise.conversation_id)).number
    params = {"number": str(number)} | ({"minutes": str(minutes)} if minutes is not None else {})
    subject = notifications.Subject(kind="conversation", id=promise.conversation_id)
    await notifications.tell(ctx, operator_ids, code=code, params=params, subject=subject)
