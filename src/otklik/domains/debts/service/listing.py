"""What is owed: the lists, how much of it, by whom."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.debts import errors, rules, schemas
from otklik.domains.debts.queries import reading
from otklik.domains.debts.queries.reading import Day, Narrow
from otklik.domains.schedule import service as schedule
from otklik.platform.context import Ctx
from otklik.platform.web import Position


async def one(ctx: Ctx, debt_id: UUID) -> schemas.DebtOut:
    """Raises `DebtNotFound`."""
    found = await left(ctx, debt_id)
    if found is None:
        raise errors.DebtNotFound
    return found


async def left(ctx: Ctx, debt_id: UUID) -> schemas.DebtOut | None:
    """None when nobody waits any more."""
    found = await reading.line(ctx, debt_id)
    return (await _shapes(ctx, [found]))[0] if found is not None else None


async def listed(
    ctx: Ctx, when: rules.When, narrow: Narrow, *, after: Position | None, limit: int
) -> list[schemas.DebtOut]:
    day = await today(ctx)
    return await _shapes(ctx, await reading.listed(ctx, when, narrow, day=day, after=after, limit=limit))


async def summary(ctx: Ctx, narrow: Narrow) -> schemas.DebtSummary:
    day = await today(ctx)
    found = await reading.tally(ctx, narrow, day=day)
    return schemas.DebtSummary(
        overdue=sum(row[1] for row in found),
        today=sum(row[2] for row in found),
        later=sum(row[3] for row in found),
        resting=sum(row[4] for row in found),
        kinds=[
            schemas.KindTally(kind=cast("rules.Kind", row[0]), overdue=row[1], today=row[2])
            for row in sorted(found, key=lambda row: (-row[1], -row[2], row[0]))
        ],
        owners=[
            schemas.OwnerTally(operator_id=operator, team_id=team, overdue=overdue, today=owed)
            for operator, team, overdue, owed in await reading.owners(ctx, day=day)
        ],
    )


async def count(ctx: Ctx, narrow: Narrow) -> schemas.DebtCount:
    found = await reading.tally(ctx, narrow, day=await today(ctx))
    return schemas.DebtCount(overdue=sum(row[1] for row in found), today=sum(row[2] for row in found))


async def decisions(ctx: Ctx, debt_id: UUID) -> list[schemas.DecisionOut]:
    """The latest first. Raises `DebtNotFound`."""
    debt = await reading.debt(ctx, debt_id)
    if debt is None:
        raise errors.DebtNotFound
    return [
        schemas.DecisionOut(
            id=row.id,
            act=cast("schemas.Act", row.act),
            until=row.until,
            operator_id=row.operator_id,
            team_id=row.team_id,
            reason=row.reason,
            by_id=row.by_id,
            at=row.at,
        )
        for row in await reading.decisions(ctx, debt)
    ]


async def today(ctx: Ctx) -> Day:
    zone = (await schedule.get_hours(ctx)).time_zone
    return Day(ctx.now(), rules.end_of_day(ctx.now(), zone=zone))


async def _shapes(ctx: Ctx, found: Sequence[reading.Line]) -> list[schemas.DebtOut]:
    """One query more however many."""
    people = await contacts.summaries(ctx, [line.contact_id for line in found if line.contact_id is not None])
    return [_shape(line, people.get(line.contact_id) if line.contact_id else None) for line in found]


def _shape(line: reading.Line, person: contacts.ContactSummary | None) -> schemas.DebtOut:
    debt = line.debt
    return schemas.DebtOut(
        id=debt.id,
        kind=cast("rules.Kind", debt.kind),
        source_id=debt.source_id,
        conversation_id=debt.conversation_id,
        conversation_number=line.number,
        channel_id=line.channel_id,
        contact_id=person.id if person else line.contact_id,
        contact_name=person.name if person else "",
        text=line.text,
        operator_id=debt.operator_id,
        team_id=debt.team_id,
        due_at=debt.due_at,
        since=debt.since,
        rests_until=debt.rests_until,
        why=debt.why,
        params=debt.params,
        settled=debt.state == "settled",
    )
