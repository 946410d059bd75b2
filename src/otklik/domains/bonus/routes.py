"""HTTP of the leader board, its rules and monthly statements."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from otklik.domains.bonus import schemas
from otklik.domains.bonus.rules import Terms
from otklik.domains.bonus.service import exporting, ruling, showing
from otklik.platform.context import Ctx
from otklik.platform.sheets import Kind
from otklik.platform.web import API

Month = Annotated[
    str | None,
    QueryParameter(max_length=7, required=False, description="`2026-11`; this one by default"),
]
Format = Annotated[Kind, QueryParameter(name="format", required=False)]


@get(f"{API}/bonus/board", permission="bonus.read")
async def get_bonus_board(ctx: Ctx, *, month: Month = None) -> schemas.Board:
    """The month's leader board: as it was closed, or as it stands now. Operators see what the rules let them."""
    return await showing.board(ctx, month)


@get(f"{API}/bonus/statement", permission="bonus.read")
async def get_bonus_statement(ctx: Ctx, *, month: Month = None, operator_id: UUID | None = None) -> schemas.Statement:
    """What an operator gets for a month and why; one's own by default."""
    return await showing.statement(ctx, month, operator_id)


@get(f"{API}/bonus/months", permission="bonus.read")
async def list_bonus_months(ctx: Ctx) -> Sequence[schemas.MonthOut]:
    """Months whose statements are fixed, latest first."""
    return await showing.months(ctx)


@post(f"{API}/bonus/closures", permission="bonus.write")
async def close_bonus_month(ctx: Ctx, *, data: schemas.ClosureIn) -> schemas.Board:
    """Close a month that is over: its statements are fixed as they are now, for ever."""
    return await showing.close(ctx, data.month)


@get(f"{API}/bonus/rules", permission="bonus.read")
async def get_bonus_rules(ctx: Ctx) -> schemas.BonusRules:
    """By what the bonus is counted."""
    return await ruling.get(ctx)


@put(f"{API}/bonus/rules", permission="bonus.write")
async def put_bonus_rules(ctx: Ctx, *, data: Terms) -> schemas.BonusRules:
    """Change the rules; they hold for the month that runs. Closed months keep theirs."""
    return await ruling.put(ctx, data)


@post(f"{API}/bonus/preview", permission="bonus.write", status_code=200)
async def preview_bonus(ctx: Ctx, *, data: Terms, month: Month = None) -> schemas.Board:
    """The board of a month by rules that are only tried."""
    return await showing.preview(ctx, month, data)


@get(f"{API}/bonus/board/export", permission="bonus.read")
async def export_bonus_board(ctx: Ctx, *, kind: Format = Kind.CSV, month: Month = None) -> Stream:
    """The board as a table, as much of it as the caller sees."""
    return await exporting.board(ctx, kind, month)


@get(f"{API}/bonus/statement/export", permission="bonus.read")
async def export_bonus_statement(
    ctx: Ctx, *, kind: Format = Kind.CSV, month: Month = None, operator_id: UUID | None = None
) -> Stream:
    """One statement as a table."""
    return await exporting.statement(ctx, kind, month, operator_id)


routes: Sequence[ControllerRouterHandler] = [
    get_bonus_board,
    get_bonus_statement,
    list_bonus_months,
    close_bonus_month,
    get_bonus_rules,
    put_bonus_rules,
    preview_bonus,
    export_bonus_board,
    export_bonus_statement,
]
