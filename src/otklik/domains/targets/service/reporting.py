"""How often customers were answered within the target, and the waits behind each figure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.errors import ConversationNotFound
from otklik.domains.targets import queries, rules, schemas
from otklik.domains.targets.models import TargetWait
from otklik.domains.targets.queries import reporting
from otklik.domains.targets.queries.reporting import Narrow, Row
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx

OF_CONVERSATION_MAX: Final = 50
"""Waits shown beside a conversation."""


async def report(ctx: Ctx, *, period: rules.Period, narrow: Narrow) -> schemas.TargetReport:
    """Shares of the period's waits: overall, by channel, team, operator and hour of the week."""
    zone = (await workspaces.workspace(ctx)).time_zone
    rows = await reporting.shares(ctx, period, narrow, zone=zone)
    overall = next(row for row in rows if row.grouping == reporting.OVERALL)
    return schemas.TargetReport(
        start=period.start,
        end=period.end,
        total=_share(overall),
        first=_counted(overall.first_kept, overall.first_broken),
        running=overall.running,
        by_target=[
            schemas.ByTarget(target_id=row.target_id, share=_share(row)) for row in _of(rows, reporting.BY_TARGET)
        ],
        by_channel=[
            schemas.ByChannel(channel_id=row.channel_id, share=_share(row))
            for row in _of(rows, reporting.BY_CHANNEL)
            if row.channel_id
        ],
        by_team=[schemas.ByTeam(team_id=row.team_id, share=_share(row)) for row in _of(rows, reporting.BY_TEAM)],
        by_operator=[
            schemas.ByOperator(operator_id=row.operator_id, share=_share(row))
            for row in _of(rows, reporting.BY_OPERATOR)
        ],
        by_hour=[
            schemas.ByHour(weekday=row.weekday or 0, hour=row.hour or 0, share=_share(row))
            for row in _of(rows, reporting.BY_HOUR)
        ],
        by_week=[
            schemas.ByWeek(week=row.week, share=_share(row))
            for row in sorted(_of(rows, reporting.BY_WEEK), key=lambda row: row.week or date.min)
            if row.week
        ],
    )


async def waits(
    ctx: Ctx, *, period: rules.Period, narrow: Narrow, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.WaitOut]:
    """The waits behind a figure, latest first."""
    zone = (await workspaces.workspace(ctx)).time_zone
    return await _shown(ctx, await reporting.waits(ctx, period, narrow, zone=zone, before=before, limit=limit))


async def running_of(ctx: Ctx, conversation_id: UUID) -> schemas.WaitOut | None:
    """The wait that runs in a conversation and why under this target; None: none runs.

    Raises `ConversationNotFound`.
    """
    if await queries.conversation(ctx, conversation_id) is None:
        raise ConversationNotFound
    found = await reporting.running_of(ctx, conversation_id)
    return (await _shown(ctx, [found]))[0] if found else None


async def of_conversation(ctx: Ctx, conversation_id: UUID) -> list[schemas.WaitOut]:
    """The conversation's latest waits, kept, broken and running. Raises `ConversationNotFound`."""
    if await queries.conversation(ctx, conversation_id) is None:
        raise ConversationNotFound
    return await _shown(ctx, await reporting.of_conversation(ctx, conversation_id, limit=OF_CONVERSATION_MAX))


async def _shown(ctx: Ctx, found: Sequence[tuple[TargetWait, int, UUID]]) -> list[schemas.WaitOut]:
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in found])
    return [
        _wait(one, number=number, contact_name=people[contact_id].name if contact_id in people else "")
        for one, number, contact_id in found
    ]


def _of(rows: Sequence[Row], grouping: int) -> list[Row]:
    """Groups in which something was judged, the largest first."""
    judged = [row for row in rows if row.grouping == grouping and row.kept + row.broken > 0]
    return sorted(judged, key=lambda row: -(row.kept + row.broken))


def _share(row: Row) -> schemas.Share:
    return _counted(row.kept, row.broken)


def _counted(kept: int, broken: int) -> schemas.Share:
    return schemas.Share(kept=kept, broken=broken, enough=kept + broken >= rules.ENOUGH)


def _wait(one: TargetWait, *, number: int, contact_name: str) -> schemas.WaitOut:
    terms = msgspec.convert(one.terms, rules.Terms)
    return schemas.WaitOut(
        id=one.id,
        conversation_id=one.conversation_id,
        conversation_number=number,
        contact_name=contact_name,
        channel_id=one.channel_id,
        target_id=one.target_id,
        target_name=terms.name,
        because=terms.because,
        first=one.first,
        solving=one.solving,
        seconds=terms.seconds,
        working=terms.working,
        started_at=one.started_at,
        due_at=one.due_at,
        broken_at=one.broken_at,
        ended_at=one.ended_at,
        outcome=one.outcome,
        held_by_id=one.held_by_id,
        held_team_id=one.held_team_id,
    )
