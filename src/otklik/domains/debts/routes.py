"""HTTP of debts: each handler is one verb."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, put
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.debts import schemas
from otklik.domains.debts.queries.reading import Narrow
from otklik.domains.debts.rules import Kind, When, Whose
from otklik.domains.debts.service import deciding, listing
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
ONE = f"{API}/debts/{{debt_id:uuid}}"


@get(f"{API}/debts", permission="debts.read")
async def list_debts(
    ctx: Ctx,
    *,
    when: When = "overdue",
    whose: Whose = "mine",
    kind: Kind | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.DebtOut]:
    """The most urgent first. `today`: due before the company's midnight, or owed without a time; `resting`: put off."""
    size = page_size(limit)
    narrow = _narrow(ctx, whose, kind, operator_id=operator_id, team_id=team_id)
    found = await listing.listed(ctx, when, narrow, after=decode_position(cursor), limit=size + 1)
    shown = found[:size]
    if len(found) <= size:
        return Page(items=shown)
    return Page(items=shown, next_cursor=encode_position(_place(shown[-1], when), shown[-1].id))


@get(f"{API}/debts/summary", permission="debts.read")
async def get_debt_summary(
    ctx: Ctx,
    *,
    whose: Whose = "mine",
    kind: Kind | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
) -> schemas.DebtSummary:
    """How much is owed, by kind and by whom."""
    narrow = _narrow(ctx, whose, kind, operator_id=operator_id, team_id=team_id)
    return await listing.summary(ctx, narrow)


@get(f"{API}/debts/counts", permission="debts.read")
async def count_debts(ctx: Ctx) -> schemas.DebtCount:
    """The caller's own and what nobody has taken."""
    return await listing.count(ctx, Narrow(operator_id=_caller(ctx)))


@get(ONE, permission="debts.read")
async def get_debt(ctx: Ctx, debt_id: UUID) -> schemas.DebtOut:
    return await listing.one(ctx, debt_id)


@get(f"{ONE}/decisions", permission="debts.read")
async def list_debt_decisions(ctx: Ctx, debt_id: UUID) -> list[schemas.DecisionOut]:
    """Who decided what about it, when and why; the latest 50 first."""
    return await listing.decisions(ctx, debt_id)


@put(f"{ONE}/settlement", permission="conversations.write")
async def settle_debt(ctx: Ctx, debt_id: UUID, data: schemas.SettlementIn) -> schemas.Decided:
    """Done with, for a reason. A task is done, a question withdrawn."""
    return schemas.Decided(debt=await deciding.settle(ctx, debt_id, reason=data.reason))


@put(f"{ONE}/rest", permission="conversations.write")
async def put_off_debt(ctx: Ctx, debt_id: UUID, data: schemas.RestIn) -> schemas.Decided:
    """Out of sight until a moment, for a reason."""
    return schemas.Decided(debt=await deciding.put_off(ctx, debt_id, until=data.until, reason=data.reason))


@put(f"{ONE}/owner", permission="conversations.write")
async def give_debt(ctx: Ctx, debt_id: UUID, data: schemas.DebtOwnerIn) -> schemas.Decided:
    """Give the conversation, the task or the question to a colleague or a team."""
    given = await deciding.give(ctx, debt_id, operator_id=data.operator_id, team_id=data.team_id, reason=data.reason)
    return schemas.Decided(debt=given)


@delete(f"{ONE}/decision", permission="conversations.write", status_code=200)
async def take_back_debt(ctx: Ctx, debt_id: UUID) -> schemas.Decided:
    """Neither done with nor put off after all."""
    return schemas.Decided(debt=await deciding.take_back(ctx, debt_id))


def _narrow(
    ctx: Ctx,
    whose: Whose,
    kind: Kind | None,
    *,
    operator_id: UUID | None,
    team_id: UUID | None,
) -> Narrow:
    return Narrow(
        operator_id=_caller(ctx),
        whose=whose,
        kinds=(kind,) if kind else (),
        owner_id=operator_id,
        owner_team_id=team_id,
    )


def _caller(ctx: Ctx) -> UUID | None:
    """The operator who asks; a program owes nothing itself."""
    return ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None


def _place(last: schemas.DebtOut, when: When) -> datetime:
    if when == "resting" and last.rests_until is not None:
        return last.rests_until
    return last.due_at or last.since


routes: Sequence[ControllerRouterHandler] = [
    list_debts,
    get_debt_summary,
    count_debts,
    get_debt,
    list_debt_decisions,
    settle_debt,
    put_off_debt,
    give_debt,
    take_back_debt,
]
