"""Write down each answer once, with what was true at that moment: the hours, the team."""

from uuid import UUID

from otklik.domains.conversations.events import Answered
from otklik.domains.schedule import service as schedule
from otklik.domains.speed import queries
from otklik.domains.speed.models import Response
from otklik.domains.workspaces.service import operators, teams
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id


async def record(ctx: Ctx, told: Answered) -> None:
    """Keep how long somebody waited for this answer, in and out of the channel's hours."""
    hours = await schedule.hours_for(ctx, channel_id=told.channel_id)
    accepted_at = told.accepted_at or told.answered_at
    response = Response(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=told.conversation_id,
        channel_id=told.channel_id,
        operator_id=told.operator_id,
        team_id=told.team_id or await _only_team(ctx, told.operator_id),
        message_id=told.message_id,
        first=told.first,
        waiting_since=told.waiting_since,
        answered_at=told.answered_at,
        in_hours=schedule.open_at(hours, told.waiting_since),
        working_seconds=schedule.working_seconds(hours, told.waiting_since, told.answered_at),
        accepted_at=accepted_at,
        full_working_seconds=schedule.working_seconds(hours, told.waiting_since, accepted_at),
        letters=told.letters,
    )
    await queries.record(ctx, response)


async def team_goes(ctx: Ctx, team_id: UUID) -> None:
    """Its answers stay in the figures under the name it had."""
    await queries.keep_team_name(ctx, team_id, name=(await teams.team(ctx, team_id)).name)


async def _only_team(ctx: Ctx, operator_id: UUID) -> UUID | None:
    """The operator's team, where they have one: nobody can say for which of several they answered."""
    found = (await operators.operators_by_id(ctx, [operator_id])).get(operator_id)
    return found.team_ids[0] if found is not None and len(found.team_ids) == 1 else None
