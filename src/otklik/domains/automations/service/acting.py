"""Doing actions one after another: each whole or not at all, and an outcome for each."""

from collections.abc import Sequence

from otklik.domains.automations.actions import Act, Scene
from otklik.domains.automations.schemas import Outcome
from otklik.platform.context import Ctx
from otklik.platform.errors import OtklikError


async def perform(ctx: Ctx, actions: Sequence[Act], scene: Scene) -> tuple[Outcome, ...]:
    """Stops at the first that cannot be done: a conversation is not closed when its answer was refused."""
    outcomes: list[Outcome] = []
    for action in actions:
        if outcomes and outcomes[-1].state != "done":
            outcomes.append(Outcome(kind=_kind(action), state="skipped"))
        else:
            outcomes.append(await _one(ctx, action, scene))
    return tuple(outcomes)


async def _one(ctx: Ctx, action: Act, scene: Scene) -> Outcome:
    """What an action began before it was refused is taken back, its news too."""
    try:
        async with ctx.attempt():
            await action.do(ctx, scene)
            await ctx.session.flush()
    except OtklikError as error:
        return Outcome(kind=_kind(action), state="failed", code=error.code, params=error.params)
    return Outcome(kind=_kind(action), state="done")


def _kind(action: Act) -> str:
    return str(action.__struct_config__.tag)
