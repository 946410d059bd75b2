"""The board and statements as each may see them, and the closing of a month."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from otklik.domains.bonus import events, queries, rules, schemas
from otklik.domains.bonus.errors import MonthClosed, MonthNotOver, NotYours, StatementMissing
from otklik.domains.bonus.models import BonusMonth
from otklik.domains.bonus.rules import Terms
from otklik.domains.bonus.service import counting, ruling
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx
from otklik.platform.events import publish

REVIEW = "bonus.review"


async def board(ctx: Ctx, month: str | None) -> schemas.Board:
    """The month's board, this one's by default: as it was closed, or counted now. Raises `MonthInvalid`."""
    return _seen(ctx, await _whole(ctx, month))


async def preview(ctx: Ctx, month: str | None, terms: Terms) -> schemas.Board:
    """What the month would be by other rules; nothing is kept. Raises `MonthInvalid` and as `ruling.check`."""
    await ruling.check(ctx, terms)
    span = await counting.span(ctx, await _first(ctx, month))
    return await counting.count(ctx, span, told=schemas.BonusRules(terms=terms, changed_at=None))


async def statement(ctx: Ctx, month: str | None, operator_id: UUID | None) -> schemas.Statement:
    """One operator's, the caller's own by default. Raises `NotYours`, `StatementMissing`, `MonthInvalid`."""
    wanted = operator_id or ctx.actor.id
    if wanted != ctx.actor.id and not ctx.actor.may(REVIEW):
        raise NotYours
    whole = await _whole(ctx, month)
    line = next((one for one in whole.lines if one.operator_id == wanted), None)
    if line is None:
        raise StatementMissing
    return schemas.Statement(
        board=msgspec.structs.replace(whole, lines=[line]),
        line=line,
        ranked=sum(one.place is not None for one in whole.lines),
    )


async def months(ctx: Ctx) -> Sequence[schemas.MonthOut]:
    """Those that are closed, latest first."""
    found = [(row, _board(row)) for row in await queries.months(ctx)]
    return [
        schemas.MonthOut(
            month=told.month, closed_at=row.closed_at, currency=told.terms.currency, paid_minor=told.paid_minor
        )
        for row, told in found
    ]


async def close(ctx: Ctx, month: str) -> schemas.Board:
    """Fix the month's statements as they are now, for ever. Raises `MonthNotOver`, `MonthClosed`, `MonthInvalid`."""
    first = rules.month(month)
    if await queries.month(ctx, first) is not None:
        raise MonthClosed
    span = await counting.span(ctx, first)
    if span.end > ctx.now():
        raise MonthNotOver
    counted = await counting.count(ctx, span, told=await ruling.get(ctx))
    closer = (await operators.operators_by_id(ctx, [ctx.actor.id])).get(ctx.actor.id) if ctx.actor.id else None
    final = msgspec.structs.replace(counted, closed_at=ctx.now(), closed_by=closer.name if closer else "")
    ctx.session.add(
        BonusMonth(
            workspace_id=ctx.workspace_id,
            month=first,
            closed_at=ctx.now(),
            closed_by_id=closer.id if closer else None,
            document=msgspec.to_builtins(final),
        )
    )
    await ctx.session.flush()
    await _tell(ctx, final)
    return final


async def _tell(ctx: Ctx, final: schemas.Board) -> None:
    closed = events.MonthClosed(
        month=final.month,
        paid_minor=final.paid_minor,
        currency=final.terms.currency,
        operator_ids=tuple(one.operator_id for one in final.lines),
    )
    await publish(ctx, closed)
    ruling.changed(ctx)


async def _whole(ctx: Ctx, month: str | None) -> schemas.Board:
    first = await _first(ctx, month)
    closed = await queries.month(ctx, first)
    if closed is not None:
        return _board(closed)
    return await counting.count(ctx, await counting.span(ctx, first), told=await ruling.get(ctx))


async def _first(ctx: Ctx, month: str | None) -> date:
    return rules.month(month) if month else await counting.this_month(ctx)


def _board(row: BonusMonth) -> schemas.Board:
    return msgspec.convert(row.document, schemas.Board)


def _seen(ctx: Ctx, whole: schemas.Board) -> schemas.Board:
    """Without what the rules keep from the caller. One's own line is always whole."""
    sees = "everything" if ctx.actor.may(REVIEW) else whole.terms.shown
    if sees == "everything":
        return whole
    lines = [one if one.operator_id == ctx.actor.id else _outline(one) for one in whole.lines]
    kept = [one for one in lines if one.operator_id == ctx.actor.id or (sees == "places" and one.place is not None)]
    return msgspec.structs.replace(whole, lines=kept, sees=sees)


def _outline(one: schemas.Line) -> schemas.Line:
    return schemas.Line(operator_id=one.operator_id, name=one.name, place=one.place, score=one.score)
