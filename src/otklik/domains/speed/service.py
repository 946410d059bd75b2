"""The verbs of speed: record an answer, report a period, list what a figure is made of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.events import Answered
from otklik.domains.schedule import service as schedule
from otklik.domains.speed import queries, rules, schemas
from otklik.domains.speed.models import Response
from otklik.domains.speed.queries import Narrow, Row
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id


async def record(ctx: Ctx, told: Answered) -> None:
    """Keep how long somebody waited for this answer, in and out of the channel's hours."""
    availability = await schedule.availability(ctx, channel_id=told.channel_id, at=told.waiting_since)
    working = await schedule.working_seconds_between(
        ctx, channel_id=told.channel_id, start=told.waiting_since, end=told.answered_at
    )
    response = Response(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=told.conversation_id,
        channel_id=told.channel_id,
        operator_id=told.operator_id,
        message_id=told.message_id,
        first=told.first,
        waiting_since=told.waiting_since,
        answered_at=told.answered_at,
        in_hours=availability.open,
        working_seconds=working,
    )
    await queries.record(ctx, response)


async def report(ctx: Ctx, *, period: rules.Period, narrow: Narrow) -> schemas.SpeedOut:
    """First and any response of the period: overall, by hours, by channel, by operator."""
    rows = await queries.quantiles(ctx, period, narrow)
    count, since = await queries.waiting_now(ctx)
    waited = (ctx.now() - since).total_seconds() if since else None
    return schemas.SpeedOut(
        start=period.start,
        end=period.end,
        first=_split(rows, first=True),
        any=_split(rows, first=False),
        by_channel=await _by_channel(ctx, rows),
        by_operator=await _by_operator(ctx, rows),
        waiting_now=schemas.WaitingNow(count=count, longest_seconds=waited),
    )


async def responses(
    ctx: Ctx, *, period: rules.Period, narrow: Narrow, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.ResponseOut]:
    """The answers behind a figure, latest first."""
    found = await queries.responses(ctx, period, narrow, before=before, limit=limit)
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in found])
    return [
        _response(one, number=number, contact_name=people[contact_id].name if contact_id in people else "")
        for one, number, contact_id in found
    ]


def _split(rows: Sequence[Row], *, first: bool) -> schemas.Split:
    overall = next((row for row in rows if row.grouping == queries.OVERALL), None)
    hours = {row.in_hours: row for row in rows if row.grouping == queries.BY_HOURS}
    return schemas.Split(
        all=_figures(overall, first=first),
        in_hours=_figures(hours.get(True), first=first),
        out_of_hours=_figures(hours.get(False), first=first),
    )


def _figures(row: Row | None, *, first: bool) -> schemas.Figures:
    if row is None:
        return schemas.Figures(count=0, enough=False, median_seconds=None, p90_seconds=None)
    count = row.first_count if first else row.any_count
    return schemas.Figures(
        count=count,
        enough=count >= rules.ENOUGH,
        median_seconds=row.first_median if first else row.any_median,
        p90_seconds=row.first_p90 if first else row.any_p90,
    )


async def _by_channel(ctx: Ctx, rows: Sequence[Row]) -> list[schemas.ByChannel]:
    groups = {row.channel_id: row for row in rows if row.grouping == queries.BY_CHANNEL and row.channel_id}
    names = await queries.channel_names(ctx, list(groups))
    return [
        schemas.ByChannel(
            channel_id=channel_id,
            kind=names[channel_id][0],
            name=names[channel_id][1],
            first=_figures(row, first=True),
            any=_figures(row, first=False),
        )
        for channel_id, row in sorted(groups.items(), key=lambda pair: -pair[1].any_count)
        if channel_id in names
    ]


async def _by_operator(ctx: Ctx, rows: Sequence[Row]) -> list[schemas.ByOperator]:
    groups = {row.operator_id: row for row in rows if row.grouping == queries.BY_OPERATOR and row.operator_id}
    people = await operators.operators_by_id(ctx, list(groups))
    return [
        schemas.ByOperator(
            operator_id=operator_id,
            name=people[operator_id].name,
            photo_url=people[operator_id].photo_url,
            first=_figures(row, first=True),
            any=_figures(row, first=False),
        )
        for operator_id, row in sorted(groups.items(), key=lambda pair: -pair[1].any_count)
        if operator_id in people
    ]


def _response(one: Response, *, number: int, contact_name: str) -> schemas.ResponseOut:
    return schemas.ResponseOut(
        id=one.id,
        conversation_id=one.conversation_id,
        conversation_number=number,
        contact_name=contact_name,
        message_id=one.message_id,
        channel_id=one.channel_id,
        operator_id=one.operator_id,
        first=one.first,
        waiting_since=one.waiting_since,
        answered_at=one.answered_at,
        seconds=(one.answered_at - one.waiting_since).total_seconds(),
        working_seconds=one.working_seconds,
        in_hours=one.in_hours,
    )
