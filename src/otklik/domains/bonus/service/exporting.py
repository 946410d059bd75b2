"""The board, or one statement, as a table for a spreadsheet: what the caller may see of it, and nothing more."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

from litestar.response import Stream

from otklik.domains.bonus import schemas
from otklik.domains.bonus.rules import Part
from otklik.domains.bonus.service import showing
from otklik.platform import money, sheets
from otklik.platform.context import Ctx
from otklik.platform.i18n import tr
from otklik.platform.sheets import Kind, Row

TITLES: Final = (
    "month",
    "place",
    "operator",
    "score",
    "first_answers",
    "first_median",
    "first_usual",
    "first_share",
    "any_answers",
    "any_median",
    "any_usual",
    "any_share",
    "work",
    "load",
    "rating",
    "rated",
    "closings",
    "reopened",
    "marked_own",
    "marked_tiny",
    "marked_many",
    "marked_closed",
    "weight",
    "amount",
    "currency",
    "why",
)
WHY: Final = {
    "left_out": "left_out",
    "too_few": "too_few",
    "rating": "refused_rating",
    "reopened": "refused_reopened",
}


async def board(ctx: Ctx, kind: Kind, month: str | None) -> Stream:
    """Raises `MonthInvalid`."""
    told = await showing.board(ctx, month)
    return await _sheet(ctx, kind, told, name=f"{tr(ctx.locale, 'bonus.export.board')} {told.month}")


async def statement(ctx: Ctx, kind: Kind, month: str | None, operator_id: UUID | None) -> Stream:
    """Raises as `showing.statement`."""
    told = await showing.statement(ctx, month, operator_id)
    name = f"{tr(ctx.locale, 'bonus.export.statement')} {told.board.month} {told.line.name}"
    return await _sheet(ctx, kind, told.board, name=name)


async def _sheet(ctx: Ctx, kind: Kind, told: schemas.Board, *, name: str) -> Stream:
    titles = [tr(ctx.locale, f"bonus.export.{code}") for code in TITLES]
    return await sheets.sheet(kind, name=name, titles=titles, pages=_rows(ctx, told), locale=ctx.locale)


async def _rows(ctx: Ctx, told: schemas.Board) -> AsyncIterator[Sequence[Row]]:
    yield [_line(ctx, told, one) for one in told.lines]


def _line(ctx: Ctx, told: schemas.Board, one: schemas.Line) -> Row:
    marks = one.marks
    return (
        told.month,
        one.place,
        one.name,
        None if one.score is None else one.score / 100,
        *_part(one.first),
        *_part(one.any),
        one.work,
        _short(one.load),
        _short(one.rating_average),
        one.rated,
        one.closings,
        one.reopened,
        *((marks.own, marks.tiny, marks.many, marks.closed) if marks else (None,) * 4),
        one.weight,
        None if one.amount_minor is None else float(money.in_units(one.amount_minor, told.terms.currency)),
        told.terms.currency,
        tr(ctx.locale, f"bonus.export.{WHY[one.refused]}") if one.refused else "",
    )


def _part(part: Part | None) -> Row:
    if part is None:
        return (None,) * 4
    return (part.answers, _short(part.median_seconds), _short(part.usual_seconds), _short(part.share))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
