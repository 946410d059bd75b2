"""HTTP of absences: those of colleagues for whoever may plan them, one's own for everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from otklik.domains.absences.schemas import AbsenceChanges, AbsenceOut, NewAbsence, OwnAbsence, State
from otklik.domains.absences.service import planning
from otklik.domains.workspaces.service import SELF
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Chosen = Annotated[State | None, QueryParameter(name="state", required=False)]
ABSENCE = "{absence_id:uuid}"


@get(f"{API}/absences", permission="absences.read")
async def list_absences(
    ctx: Ctx,
    *,
    operator_id: UUID | None = None,
    chosen: Chosen = None,
    since: datetime | None = None,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[AbsenceOut]:
    """In order of their starts; `since`: those not over before that moment."""
    size = page_size(limit)
    found = await planning.listing(
        ctx, operator_id=operator_id, state=chosen, since=since, after=decode_position(cursor), limit=size + 1
    )
    rows = found[:size]
    more = encode_position(rows[-1].starts_at, rows[-1].id) if len(found) > size else None
    return Page(items=rows, next_cursor=more)


@post(f"{API}/absences", permission="absences.write")
async def plan_absence(ctx: Ctx, data: NewAbsence) -> AbsenceOut:
    """Plan for a colleague; one that has started begins at once."""
    return await planning.plan(ctx, data.operator_id, data)


@patch(f"{API}/absences/{ABSENCE}", permission="absences.write")
async def change_absence(ctx: Ctx, absence_id: UUID, data: AbsenceChanges) -> AbsenceOut:
    """Prolong it, name another deputy; once begun its start stays."""
    return await planning.change(ctx, absence_id, data)


@delete(f"{API}/absences/{ABSENCE}", permission="absences.write")
async def cancel_absence(ctx: Ctx, absence_id: UUID) -> None:
    """Take a planned one away."""
    await planning.cancel(ctx, absence_id)


@put(f"{API}/absences/{ABSENCE}/beginning", permission="absences.write")
async def begin_absence(ctx: Ctx, absence_id: UUID) -> AbsenceOut:
    """Begin it now, earlier than planned."""
    return await planning.begin_now(ctx, absence_id)


@put(f"{API}/absences/{ABSENCE}/ending", permission="absences.write")
async def end_absence(ctx: Ctx, absence_id: UUID) -> AbsenceOut:
    """End it now, earlier than planned; what nobody touched by choice comes back."""
    return await planning.end_now(ctx, absence_id)


@post(f"{API}/me/absences", permission=SELF)
async def plan_own_absence(ctx: Ctx, data: OwnAbsence) -> AbsenceOut:
    return await planning.plan(ctx, planning.own_id(ctx), data)


@patch(f"{API}/me/absences/{ABSENCE}", permission=SELF)
async def change_own_absence(ctx: Ctx, absence_id: UUID, data: AbsenceChanges) -> AbsenceOut:
    return await planning.change(ctx, absence_id, data, own=planning.own_id(ctx))


@delete(f"{API}/me/absences/{ABSENCE}", permission=SELF)
async def cancel_own_absence(ctx: Ctx, absence_id: UUID) -> None:
    await planning.cancel(ctx, absence_id, own=planning.own_id(ctx))


@put(f"{API}/me/absences/{ABSENCE}/beginning", permission=SELF)
async def begin_own_absence(ctx: Ctx, absence_id: UUID) -> AbsenceOut:
    return await planning.begin_now(ctx, absence_id, own=planning.own_id(ctx))


@put(f"{API}/me/absences/{ABSENCE}/ending", permission=SELF)
async def end_own_absence(ctx: Ctx, absence_id: UUID) -> AbsenceOut:
    return await planning.end_now(ctx, absence_id, own=planning.own_id(ctx))


routes: Sequence[HTTPRouteHandler] = [
    list_absences,
    plan_absence,
    change_absence,
    cancel_absence,
    begin_absence,
    end_absence,
    plan_own_absence,
    change_own_absence,
    cancel_own_absence,
    begin_own_absence,
    end_own_absence,
]
