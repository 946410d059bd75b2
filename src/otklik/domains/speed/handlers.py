"""What speed does when a person was answered, and when a team goes."""

from otklik.domains.conversations.events import Answered
from otklik.domains.speed.service import recording
from otklik.domains.workspaces.events import TeamDeleted
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(Answered)
async def on_answered(ctx: Ctx, event: Answered) -> None:
    await recording.record(ctx, event)


@on(TeamDeleted)
async def on_team_deleted(ctx: Ctx, event: TeamDeleted) -> None:
    await recording.team_goes(ctx, event.team_id)
