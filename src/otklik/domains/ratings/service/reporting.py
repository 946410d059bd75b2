"""The report: figures of a period by operator, channel and team, and the ratings behind each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.ratings import queries, rules, schemas
from otklik.domains.ratings.models import Rating
from otklik.domains.ratings.queries import Narrow, Row
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx


async def by_operator(
    ctx: Ctx, *, start: datetime, end: datetime, without_contacts: Collection[UUID] = ()
) -> list[schemas.OperatorRating]:
    """Each operator's ratings of those asked in the period, some contacts left out: what a quality gate weighs.

    A rating is whose it mainly was (rules.main_first). Raises `PeriodInvalid`.
    """
    period = rules.period(start, end, now=ctx.now())
    rows = await queries.figures(ctx, period, Narrow(), without=without_contacts)
    return [
        schemas.OperatorRating(
            operator_id=row.operator_id, asked=row.asked, rated=row.rated, bad=row.bad, average=row.average
        )
        for row in rows
        if row.grouping == queries.BY_OPERATOR and row.operator_id is not None
    ]


async def report(ctx: Ctx, *, period: rules.Period, narrow: Narrow) -> schemas.RatingReport:
    rows = await queries.figures(ctx, period, narrow)
    overall = next((row for row in rows if row.grouping == queries.OVERALL), None)
    scores = [overall.ones, overall.twos, overall.threes, overall.fours, overall.fives] if overall else [0] * 5
    return schemas.RatingReport(
        start=period.start,
        end=period.end,
        all=_figures(overall),
        by_score=scores,
        by_operator=await _operators(ctx, _group(rows, queries.BY_OPERATOR)),
        by_channel=await _channels(ctx, _group(rows, queries.BY_CHANNEL)),
        by_team=await _teams(ctx, _group(rows, queries.BY_TEAM)),
    )


async def listing(
    ctx: Ctx, *, period: rules.Period, narrow: Narrow, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.RatingOut]:
    """The ratings behind a figure, the latest asked first: two queries however many."""
    found = await queries.rated(ctx, period, narrow, before=before, limit=limit)
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in found])
    return [
        _shape(rating, number=number, name=people[contact_id].name if contact_id in people else "")
        for rating, number, contact_id in found
    ]


def _group(rows: Sequence[Row], grouping: int) -> list[Row]:
    """Whoever was rated most first."""
    return sorted((row for row in rows if row.grouping == grouping), key=lambda row: -row.rated)


def _figures(row: Row | None) -> schemas.RatingFigures:
    asked, rated, bad = (row.asked, row.rated, row.bad) if row else (0, 0, 0)
    return schemas.RatingFigures(
        asked=asked,
        rated=rated,
        enough=rated >= rules.ENOUGH,
        average=row.average if row else None,
        bad=bad,
        bad_share=bad / rated if rated else None,
        response_rate=rated / asked if asked else None,
    )


async def _operators(ctx: Ctx, rows: Sequence[Row]) -> list[schemas.RatingGroup]:
    groups = {row.operator_id: row for row in rows if row.operator_id}
    people = await operators.operators_by_id(ctx, list(groups))
    return [
        schemas.RatingGroup(id=operator_id, name=people[operator_id].name, figures=_figures(row))
        for operator_id, row in groups.items()
        if operator_id in people
    ]


async def _channels(ctx: Ctx, rows: Sequence[Row]) -> list[schemas.RatingGroup]:
    groups = {row.channel_id: row for row in rows if row.channel_id}
    names = await queries.channel_names(ctx, list(groups))
    return [
        schemas.RatingGroup(id=channel_id, name=names[channel_id][0], kind=names[channel_id][1], figures=_figures(row))
        for channel_id, row in groups.items()
        if channel_id in names
    ]


async def _teams(ctx: Ctx, rows: Sequence[Row]) -> list[schemas.RatingGroup]:
    names = await queries.team_names(ctx, [row.team_id for row in rows if row.team_id])
    return [
        schemas.RatingGroup(id=row.team_id, name=names[row.team_id] if row.team_id else "", figures=_figures(row))
        for row in rows
        if row.team_id is None or row.team_id in names
    ]


def _shape(one: Rating, *, number: int, name: str) -> schemas.RatingOut:
    assert one.score is not None
    assert one.rated_at is not None
    return schemas.RatingOut(
        id=one.id,
        conversation_id=one.conversation_id,
        conversation_number=number,
        contact_name=name,
        channel_id=one.channel_id,
        operator_id=one.operator_id,
        helper_ids=one.helper_ids,
        team_id=one.team_id,
        scale="thumbs" if one.scale == "thumbs" else "stars",
        score=one.score,
        bad=bool(one.bad),
        comment=one.comment,
        asked_at=one.asked_at,
        rated_at=one.rated_at,
    )
