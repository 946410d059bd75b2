"""What is to be done: of a person, in a conversation, by somebody."""

from collections.abc import Sequence
from typing import Final, cast
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading
from otklik.domains.tasks import errors, queries, schemas
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Forbidden
from otklik.platform.web import Position

SHOWN_MAX: Final = 50
"""Tasks of one person or conversation that are shown."""


def caller(ctx: Ctx) -> UUID:
    """The operator who asks; a program has no tasks of its own. Raises `Forbidden`."""
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise Forbidden
    return ctx.actor.id


async def one(ctx: Ctx, task_id: UUID) -> schemas.TaskOut:
    """Raises `TaskNotFound`."""
    found = await _shapes(ctx, await queries.lines(ctx, [task_id]))
    if not found:
        raise errors.TaskNotFound
    return found[0]


async def listed(
    ctx: Ctx, view: queries.View, whose: queries.Whose, *, after: Position | None, limit: int
) -> list[schemas.TaskOut]:
    found = await queries.listed(ctx, view, whose, operator_id=caller(ctx), after=after, limit=limit)
    return await _shapes(ctx, found)


async def of_conversation(ctx: Ctx, conversation_id: UUID) -> list[schemas.TaskOut]:
    """Raises `ConversationNotFound`."""
    await reading.get(ctx, conversation_id)
    return await _shapes(ctx, await queries.of_conversation(ctx, conversation_id, limit=SHOWN_MAX))


async def of_contact(ctx: Ctx, contact_id: UUID) -> list[schemas.TaskOut]:
    """Raises `ContactNotFound`."""
    await contacts.get(ctx, contact_id)
    return await _shapes(ctx, await queries.of_contact(ctx, contact_id, limit=SHOWN_MAX))


async def counts(ctx: Ctx) -> schemas.TaskCounts:
    mine, mine_overdue, team, team_overdue, everybodys, overdue = await queries.counts(ctx, caller(ctx))
    return schemas.TaskCounts(
        mine=mine,
        mine_overdue=mine_overdue,
        team=team,
        team_overdue=team_overdue,
        all=everybodys,
        all_overdue=overdue,
    )


async def _shapes(ctx: Ctx, found: Sequence[queries.Line]) -> list[schemas.TaskOut]:
    """One query more however many."""
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in found])
    return [
        schemas.TaskOut(
            id=row.id,
            text=row.text,
            state=cast("schemas.State", row.state),
            source=cast("schemas.Source", row.source),
            contact_id=contact_id,
            contact_name=people[contact_id].name if contact_id in people else "",
            conversation_id=row.conversation_id,
            conversation_number=number,
            operator_id=row.operator_id,
            team_id=row.team_id,
            author_id=row.author_id,
            created_at=row.created_at,
            due_at=row.due_at,
            due_on=row.due_on,
            overdue_at=row.overdue_at,
            snoozed_until=row.snoozed_until,
            settled_at=row.settled_at,
            settled_by_id=row.settled_by_id,
        )
        for row, number, contact_id in found
    ]
