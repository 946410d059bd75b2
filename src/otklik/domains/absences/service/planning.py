"""Planning absences: one's own, or a supervisor's for others; begun early, ended early, prolonged."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import UNSET

from otklik.domains.absences import errors, events, jobs, queries, rules
from otklik.domains.absences.models import Absence
from otklik.domains.absences.schemas import AbsenceChanges, AbsenceOut, OwnAbsence
from otklik.domains.absences.service import covering, shown, standing
from otklik.domains.workspaces import service as workspaces
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Forbidden, Invalid
from otklik.platform.events import publish
from otklik.platform.ids import new_id

AHEAD_MAX: Final = 50
"""Absences of one person that are not over."""
_INSTANT: Final = timedelta(microseconds=1)


async def listing(
    ctx: Ctx,
    *,
    operator_id: UUID | None,
    state: str | None,
    since: datetime | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[AbsenceOut]:
    """In order of their starts; `since`: those not over before it."""
    rows = await queries.listed(ctx, operator_id=operator_id, state=state, since=since, after=after, limit=limit)
    return await shown.shapes(ctx, rows)


async def plan(ctx: Ctx, operator_id: UUID, new: OwnAbsence) -> AbsenceOut:
    """One that starts now or has started begins at once.

    Raises `PeriodInvalid`, `OperatorUnknown`, `DeputyInvalid`, `AbsencesOverlap`, `DeputiesCircle`, `AbsencesTooMany`.
    """
    await queries.one_at_a_time(ctx)
    if not await queries.works_here(ctx, operator_id):
        raise errors.OperatorUnknown
    if await queries.how_many_ahead(ctx, operator_id) >= AHEAD_MAX:
        raise errors.AbsencesTooMany(params={"max": AHEAD_MAX})
    zone = new.time_zone or (await workspaces.workspace(ctx)).time_zone
    _check_zone(zone)
    document = msgspec.structs.asdict(new) | {"operator_id": operator_id, "time_zone": zone}
    row = Absence(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        state="planned",
        created_by_id=ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None,
        created_at=ctx.now(),
        **document,
    )
    await _check(ctx, row)
    ctx.session.add(row)
    await ctx.session.flush()
    await publish(ctx, events.AbsencePlanned(absence_id=row.id, operator_id=operator_id), subject_id=row.id)
    return await _arranged(ctx, row)


async def change(ctx: Ctx, absence_id: UUID, changes: AbsenceChanges, *, own: UUID | None = None) -> AbsenceOut:
    """Raises as `plan`, and `AbsenceNotFound`, `AbsenceOver`, `AbsenceBegunAlready`; `own`: only that person's."""
    await queries.one_at_a_time(ctx)
    row = await _required(ctx, absence_id, own=own)
    given = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not UNSET}
    if given.get("deputy_operator_id") is not None:
        given["deputy_team_id"] = None
    elif given.get("deputy_team_id") is not None:
        given["deputy_operator_id"] = None
    fields = tuple(name for name, value in given.items() if getattr(row, name) != value)
    if row.state == "begun" and "starts_at" in fields:
        raise errors.AbsenceBegunAlready
    for name in fields:
        setattr(row, name, given[name])
    await _check(ctx, row)
    await ctx.session.flush()
    if row.state == "begun" and {"deputy_operator_id", "deputy_team_id"} & set(fields):
        await covering.recover(ctx, row)
    changed = events.AbsenceChanged(absence_id=row.id, operator_id=row.operator_id, fields=fields)
    await publish(ctx, changed, subject_id=row.id)
    return await _arranged(ctx, row)


async def cancel(ctx: Ctx, absence_id: UUID, *, own: UUID | None = None) -> None:
    """Raises `AbsenceNotFound`, `AbsenceOver`, `AbsenceBegunAlready`."""
    row = await _required(ctx, absence_id, own=own)
    if row.state == "begun":
        raise errors.AbsenceBegunAlready
    await cancel_alarm(ctx, jobs.begin, absence_id)
    await cancel_alarm(ctx, jobs.end, absence_id)
    await queries.forget_absence(ctx, absence_id)
    await publish(ctx, events.AbsenceCancelled(absence_id=absence_id, operator_id=row.operator_id), subject_id=row.id)
    await shown.changed(ctx, row)


async def begin_now(ctx: Ctx, absence_id: UUID, *, own: UUID | None = None) -> AbsenceOut:
    """Earlier than planned; what has begun stays as it is. Raises as `change`."""
    row = await _required(ctx, absence_id, own=own)
    if row.state == "begun":
        return await shown.shape(ctx, row)
    return await change(ctx, absence_id, AbsenceChanges(starts_at=ctx.now()), own=own)


async def end_now(ctx: Ctx, absence_id: UUID, *, own: UUID | None = None) -> AbsenceOut:
    """Earlier than planned. Raises `AbsenceNotFound`, `AbsenceOver`, `AbsenceNotBegun`."""
    row = await _required(ctx, absence_id, own=own)
    if row.state != "begun":
        raise errors.AbsenceNotBegun
    row.ends_at = max(ctx.now(), row.starts_at + _INSTANT)
    await ctx.session.flush()
    await cancel_alarm(ctx, jobs.end, absence_id)
    await covering.end(ctx, absence_id)
    return await shown.shape(ctx, row)


async def _arranged(ctx: Ctx, row: Absence) -> AbsenceOut:
    """Alarms where they belong; what is due has happened."""
    await set_alarm(ctx, jobs.end, row.id, at=row.ends_at)
    if row.state == "planned" and row.starts_at > ctx.now():
        await set_alarm(ctx, jobs.begin, row.id, at=row.starts_at)
    elif row.state == "planned":
        await cancel_alarm(ctx, jobs.begin, row.id)
        await covering.begin(ctx, row.id)
    standing.forget(ctx)
    await shown.changed(ctx, row)
    return await shown.shape(ctx, row)


async def _check(ctx: Ctx, row: Absence) -> None:
    if not rules.period_valid(starts_at=row.starts_at, ends_at=row.ends_at, now=ctx.now()):
        raise errors.PeriodInvalid(params={"days_max": rules.DAYS_MAX})
    await _check_deputy(ctx, row)
    others = await queries.overlapping(ctx, starts_at=row.starts_at, ends_at=row.ends_at, but=row.id)
    if any(one.operator_id == row.operator_id for one in others):
        raise errors.AbsencesOverlap
    if rules.closes_circle(_span(row), [_span(one) for one in others]):
        raise errors.DeputiesCircle


async def _check_deputy(ctx: Ctx, row: Absence) -> None:
    colleague, team = row.deputy_operator_id, row.deputy_team_id
    one = (colleague is None) != (team is None)
    if not one or colleague == row.operator_id:
        raise errors.DeputyInvalid
    known = await queries.works_here(ctx, colleague) if colleague else team and await queries.team_exists(ctx, team)
    if not known:
        raise errors.DeputyInvalid


def _span(row: Absence) -> rules.Span:
    return rules.Span(row.operator_id, row.deputy_operator_id, row.starts_at, row.ends_at)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(params={"field": "time_zone"}) from error


async def _required(ctx: Ctx, absence_id: UUID, *, own: UUID | None) -> Absence:
    row = await queries.by_id(ctx, absence_id, lock=True)
    if row is None or (own is not None and row.operator_id != own):
        raise errors.AbsenceNotFound
    if row.state == "ended":
        raise errors.AbsenceOver
    return row


def own_id(ctx: Ctx) -> UUID:
    """Who plans for themselves. Raises `Forbidden` for a program."""
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise Forbidden(params={"permission": workspaces.SELF})
    return ctx.actor.id
