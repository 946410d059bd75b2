"""What people decide about a debt: done with it, not now, somebody else's, taken back. Who, when and why is kept."""

from contextlib import suppress
from datetime import datetime
from typing import cast
from uuid import UUID

from otklik.domains.consultations.errors import ConsultationSettled
from otklik.domains.consultations.service import settling as consulting
from otklik.domains.conversations.service import managing
from otklik.domains.debts import errors, events, jobs, rules, schemas
from otklik.domains.debts.models import Debt, DebtDecision
from otklik.domains.debts.queries import ledger, reading
from otklik.domains.debts.service import listing, refreshing
from otklik.domains.notifications import service as notifications
from otklik.domains.tasks.service import changing as tasks
from otklik.domains.workspaces.service import owning
from otklik.platform.alarms import set_alarm
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id


async def settle(ctx: Ctx, debt_id: UUID, *, reason: str) -> schemas.DebtOut | None:
    """Done with, for a reason. A task is done, a question withdrawn; a customer's wait is out of the list for good.

    Returns None when it is no more. Raises `DebtNotFound`, `DebtReasonMissing` and what tasks and consultations raise.
    """
    debt = await _debt(ctx, debt_id)
    await _decide(ctx, debt, act="settled", reason=_said(reason))
    if debt.source_kind == "task":
        await tasks.settle(ctx, debt.source_id, state="done")
    elif debt.source_kind == "consultation":
        with suppress(ConsultationSettled):  # answered a moment ago: nothing is left to withdraw
            await consulting.withdraw(ctx, debt.source_id)
    return await _after(ctx, debt)


async def put_off(ctx: Ctx, debt_id: UUID, *, until: datetime, reason: str) -> schemas.DebtOut | None:
    """Out of sight until a moment, for a reason; then its owner is told. Raises `DebtNotFound`, `DebtRestInvalid`."""
    debt = await _debt(ctx, debt_id)
    if not rules.may_rest(until, now=ctx.now()):
        raise errors.DebtRestInvalid(params={"days_max": rules.LONGEST_REST.days})
    await _decide(ctx, debt, act="put_off", reason=_said(reason), until=until)
    await set_alarm(ctx, jobs.come_back, debt.id, at=until)
    return await _after(ctx, debt)


async def give(
    ctx: Ctx, debt_id: UUID, *, operator_id: UUID | None, team_id: UUID | None, reason: str
) -> schemas.DebtOut | None:
    """Somebody else's: the conversation, the task or the question itself is given to them.

    Raises `DebtNotFound`, `DebtOwnerInvalid` and what the room of the source raises.
    """
    debt = await _debt(ctx, debt_id)
    if (operator_id is None) == (team_id is None):
        raise errors.DebtOwnerInvalid
    if debt.source_kind == "task":
        await tasks.hand(ctx, debt.source_id, operator_id=operator_id, team_id=team_id)
    elif debt.source_kind == "consultation":
        await consulting.hand(ctx, debt.source_id, operator_id=operator_id, team_id=team_id)
    elif debt.conversation_id is not None:
        await managing.assign(ctx, debt.conversation_id, operator_id=operator_id, team_id=team_id)
    await _decide(ctx, debt, act="given", reason=reason.strip(), operator_id=operator_id, team_id=team_id)
    return await _after(ctx, debt)


async def take_back(ctx: Ctx, debt_id: UUID) -> schemas.DebtOut | None:
    """Neither done with nor put off after all. Raises `DebtNotFound`, also for a task that was finished here."""
    debt = await _debt(ctx, debt_id)
    await _decide(ctx, debt, act="taken_back", reason="")
    return await _after(ctx, debt)


async def come_back(ctx: Ctx, debt_id: UUID) -> None:
    """Its rest is over: whoever owes it is told, unless it was settled or put off further meanwhile."""
    debt = await reading.debt(ctx, debt_id)
    if debt is None or debt.state != "open" or (debt.rests_until is not None and debt.rests_until > ctx.now()):
        return
    refreshing.push(ctx)
    if debt.conversation_id is None:
        return
    number = (await listing.one(ctx, debt_id)).conversation_number
    await notifications.tell(
        ctx,
        await owning.people(ctx, operator_id=debt.operator_id, team_id=debt.team_id),
        code="debt_back",
        params={"number": str(number)},
        subject=notifications.Subject(kind="conversation", id=debt.conversation_id),
    )


async def _decide(
    ctx: Ctx,
    debt: Debt,
    *,
    act: schemas.Act,
    reason: str,
    until: datetime | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
) -> None:
    decision = DebtDecision(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        source_kind=debt.source_kind,
        source_id=debt.source_id,
        since=debt.since,
        conversation_id=debt.conversation_id,
        act=act,
        until=until,
        operator_id=operator_id,
        team_id=team_id,
        reason=reason,
        by_id=ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None,
        at=ctx.now(),
    )
    ctx.session.add(decision)
    await ctx.session.flush()
    decided = events.DebtDecided(
        debt_id=debt.id,
        decision_id=decision.id,
        kind=debt.kind,
        conversation_id=debt.conversation_id,
        act=act,
        until=until,
    )
    await publish(ctx, decided, subject_id=debt.source_id)


async def _after(ctx: Ctx, debt: Debt) -> schemas.DebtOut | None:
    """Whoever decided sees at once what came of it."""
    own = debt.source_kind in ledger.SOURCES
    source = cast("ledger.Source", debt.source_kind) if own else "conversation"
    source_id = debt.source_id if own else debt.conversation_id
    if source_id is not None:
        await refreshing.now(ctx, source, source_id)
    ctx.session.expunge(debt)  # the row was written by the statement of the ledger
    return await listing.left(ctx, debt.id)


async def _debt(ctx: Ctx, debt_id: UUID) -> Debt:
    debt = await reading.debt(ctx, debt_id)
    if debt is None:
        raise errors.DebtNotFound
    return debt


def _said(reason: str) -> str:
    """Raises `DebtReasonMissing`."""
    said = reason.replace("\\0", "").strip()
    if not said:
        raise errors.DebtReasonMissing
    return said
