"""What consultations do when somebody leaves or a team is given up."""

from otklik.domains.consultations.service import settling
from otklik.domains.workspaces.events import OperatorDeactivated, TeamDeleted
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(OperatorDeactivated)
async def on_operator_deactivated(ctx: Ctx, event: OperatorDeactivated) -> None:
    await settling.operator_left(ctx, event.operator_id)


@on(TeamDeleted)
async def on_team_deleted(ctx: Ctx, event: TeamDeleted) -> None:
    await settling.team_gone(ctx, event.team_id)
