"""What tasks do when somebody leaves or a team is given up."""

from otklik.domains.tasks.service import changing
from otklik.domains.workspaces.events import OperatorDeactivated, TeamDeleted
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(OperatorDeactivated)
async def on_operator_deactivated(ctx: Ctx, event: OperatorDeactivated) -> None:
    await changing.operator_left(ctx, event.operator_id)


@on(TeamDeleted)
async def on_team_deleted(ctx: Ctx, event: TeamDeleted) -> None:
    await changing.team_gone(ctx, event.team_id)
