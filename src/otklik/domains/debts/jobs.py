"""What debts do by the clock and after others' work."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, cast
from uuid import UUID

from otklik.domains.debts.queries import ledger
from otklik.domains.debts.service import deciding, refreshing
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx
from otklik.platform.jobs import BULK, Jobs, job


@alarm
async def refresh_conversation(ctx: Ctx, conversation_id: UUID) -> None:
    await refreshing.now(ctx, "conversation", conversation_id)


@alarm
async def refresh_task(ctx: Ctx, task_id: UUID) -> None:
    await refreshing.now(ctx, "task", task_id)


@alarm
async def refresh_consultation(ctx: Ctx, consultation_id: UUID) -> None:
    await refreshing.now(ctx, "consultation", consultation_id)


@alarm
async def come_back(ctx: Ctx, debt_id: UUID) -> None:
    """What was put off is due to be seen again."""
    await deciding.come_back(ctx, debt_id)


@alarm
async def rebuild(ctx: Ctx, workspace_id: UUID) -> None:  # noqa: ARG001 - the company is the transaction's
    """All lines of the company, page by page: set when a new version computes them otherwise."""
    for source in ledger.SOURCES:
        await ctx.use(Jobs).defer(ctx, rebuild_page, arguments={"source": source, "after": ""})


@job(queue=BULK)
async def rebuild_page(ctx: Ctx, *, source: str, after: str) -> None:
    """One page, and then the next."""
    kind = cast("ledger.Source", source)
    last = await refreshing.rebuild_page(ctx, kind, after=UUID(after) if after else None)
    if last is not None:
        await ctx.use(Jobs).defer(ctx, rebuild_page, arguments={"source": source, "after": last})


VERBS: Final[Mapping[ledger.Source, Callable[[Ctx, UUID], Awaitable[None]]]] = {
    "conversation": refresh_conversation,
    "task": refresh_task,
    "consultation": refresh_consultation,
}
