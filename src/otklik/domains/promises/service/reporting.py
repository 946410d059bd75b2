"""The report of promises kept: shares by channel, operator, team and hour of the week, and what they are made of."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from otklik.domains.contacts import service as contacts
from otklik.domains.promises import queries, rules, schemas
from otklik.domains.promises.models import Promise
from otklik.domains.promises.queries import Counted, Narrow
from otklik.domains.promises.rules import Outcome, Period
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx


async def report(ctx: Ctx, *, period: Period, narrow: Narrow) -> schemas.Report:
    """Promises due in the period, by each of four groupings at once."""
    rows = await queries.counted(ctx, period, narrow)
    channels = _group(rows, queries.BY_CHANNEL, lambda row: row.channel_id)
    people = _group(rows, queries.BY_OPERATOR, lambda row: row.operator_id)
    teams = _group(rows, queries.BY_TEAM, lambda row: row.team_id)
    found = await operators.operators_by_id(ctx, [one for one, _ in people if one is not None])
    names = await queries.names(
        ctx,
        channels=[one for one, _ in channels if one is not None],
        teams=[one for one, _ in teams if one is not None],
    ) | {one.id: one.name for one in found.values()}
    overall = next((row for row in rows if row.grouping == queries.OVERALL), None)
    hours = [row for row in rows if row.grouping == queries.BY_HOUR and row.hour_of_week is not None]
    return schemas.Report(
        start=period.start,
        end=period.end,
        all=_figures(overall),
        by_channel=_named(channels, names),
        by_operator=_named(people, names),
        by_team=_named(teams, names),
        by_hour=[
            schemas.KeptAt(hour_of_week=row.hour_of_week or 0, figures=_figures(row))
            for row in sorted(hours, key=lambda row: row.hour_of_week or 0)
        ],
    )


async def kept_and_broken(ctx: Ctx, *, start: datetime, end: datetime) -> tuple[int, int]:
    """Of the promises due in the period, in one question: how many were kept and how many broken."""
    rows = await queries.counted(ctx, Period(start=start, end=end), Narrow())
    overall = next((row for row in rows if row.grouping == queries.OVERALL), None)
    return (overall.kept, overall.broken) if overall else (0, 0)


async def listing(
    ctx: Ctx, *, period: Period, narrow: Narrow, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.PromiseOut]:
    """The promises behind a figure, the last due first."""
    return await _shapes(ctx, await queries.listed(ctx, period, narrow, before=before, limit=limit))


async def _shapes(ctx: Ctx, rows: Sequence[tuple[Promise, int, UUID]]) -> list[schemas.PromiseOut]:
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in rows])
    return [
        _shape(promise, number=number, name=people[contact_id].name if contact_id in people else "")
        for promise, number, contact_id in rows
    ]


def _shape(promise: Promise, *, number: int, name: str) -> schemas.PromiseOut:
    return schemas.PromiseOut(
        id=promise.id,
        conversation_id=promise.conversation_id,
        conversation_number=number,
        contact_name=name,
        channel_id=promise.channel_id,
        operator_id=promise.operator_id,
        team_id=promise.team_id,
        source=msgspec.convert(promise.source, schemas.Source),
        said=msgspec.convert(promise.said, schemas.Said),
        basis=msgspec.convert(promise.basis, schemas.Basis),
        waiting_since=promise.waiting_since,
        made_at=promise.made_at,
        due_at=promise.due_at,
        state=msgspec.convert(promise.state, schemas.State),
        reason=promise.reason,
        answered_at=promise.answered_at,
    )


def _figures(row: Counted | None) -> schemas.Kept:
    if row is None:
        return schemas.Kept(kept=0, broken=0, closed=0, running=0, share=None, enough=False)
    enough = row.kept + row.broken >= rules.ENOUGH
    share = rules.kept_share({Outcome.KEPT: row.kept, Outcome.BROKEN: row.broken})
    return schemas.Kept(
        kept=row.kept,
        broken=row.broken,
        closed=row.closed,
        running=row.running,
        share=share if enough else None,
        enough=enough,
    )


def _group(
    rows: Sequence[Counted], grouping: int, key: Callable[[Counted], UUID | None]
) -> list[tuple[UUID | None, Counted]]:
    """The grouping's rows, the most promises first."""
    chosen = [(key(row), row) for row in rows if row.grouping == grouping]
    return sorted(chosen, key=lambda pair: -(pair[1].kept + pair[1].broken))


def _named(groups: Sequence[tuple[UUID | None, Counted]], names: dict[UUID, str]) -> list[schemas.KeptBy]:
    return [
        schemas.KeptBy(id=one, name=names.get(one, "") if one else "", figures=_figures(row)) for one, row in groups
    ]
