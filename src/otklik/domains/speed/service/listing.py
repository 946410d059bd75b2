"""The answers behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.speed import queries, schemas
from otklik.domains.speed.models import Response
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import Period
from otklik.platform.context import Ctx


async def responses(
    ctx: Ctx, *, period: Period, narrow: Narrow, before: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.ResponseOut]:
    """The answers behind a figure, latest first."""
    found = await queries.responses(ctx, period, narrow, before=before, limit=limit)
    people = await contacts.summaries(ctx, [contact_id for _, _, contact_id in found])
    return [
        _response(one, number=number, contact_name=people[contact_id].name if contact_id in people else "")
        for one, number, contact_id in found
    ]


async def how_many(ctx: Ctx, *, period: Period, narrow: Narrow) -> int:
    """Exactly how many answers the figure is made of."""
    return await queries.how_many(ctx, period, narrow)


async def channel_names(ctx: Ctx, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What channels are called, deleted ones too."""
    return {one: name for one, (_, name) in (await queries.channel_names(ctx, ids)).items()}


async def team_names(ctx: Ctx, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What teams are called; those that are gone, as they were called last."""
    return await queries.team_names(ctx, ids)


def _response(one: Response, *, number: int, contact_name: str) -> schemas.ResponseOut:
    return schemas.ResponseOut(
        id=one.id,
        conversation_id=one.conversation_id,
        conversation_number=number,
        contact_name=contact_name,
        message_id=one.message_id,
        channel_id=one.channel_id,
        operator_id=one.operator_id,
        team_id=one.team_id,
        first=one.first,
        waiting_since=one.waiting_since,
        answered_at=one.answered_at,
        seconds=one.wait_seconds,
        working_seconds=one.working_wait_seconds,
        in_hours=one.in_hours,
    )
