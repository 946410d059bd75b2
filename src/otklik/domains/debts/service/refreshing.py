"""Lines computed anew: soon after something they depend on changed, or all of them."""

from typing import Final
from uuid import UUID

from otklik.domains.debts import jobs
from otklik.domains.debts.queries import ledger
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx

CHANGED: Final = "debt.changed"
PAGE: Final = 200
"""Sources that one statement of a rebuild computes."""
_ASKED: Final = "debts.asked"


async def refresh(ctx: Ctx, source: ledger.Source, source_id: UUID) -> None:
    """Have the lines of a source computed after this transaction, once however often it is asked for.

    Not here: whoever reads customers' messages must not wait for it. Of many changes in a moment the alarm of the
    source makes one. In one transaction only the first time costs anything.
    """
    asked: set[tuple[str, UUID]] = ctx.session.info.setdefault(_ASKED, set())
    if (source, source_id) not in asked:
        asked.add((source, source_id))
        await set_alarm(ctx, jobs.VERBS[source], source_id, at=ctx.now())


async def now(ctx: Ctx, source: ledger.Source, source_id: UUID) -> None:
    """Compute the lines of one source, and tell open screens if they changed."""
    if await ledger.recompute(ctx, source, [source_id]):
        push(ctx)


async def rebuild_page(ctx: Ctx, source: ledger.Source, *, after: UUID | None) -> UUID | None:
    """Compute the next sources in order; returns the last of them, None when there are no more."""
    ids = await ledger.ids_after(ctx, source, after, limit=PAGE)
    if not ids:
        return None
    if await ledger.recompute(ctx, source, ids):
        push(ctx)
    return ids[-1]


def push(ctx: Ctx) -> None:
    """Lists and counts depend on who looks: each screen asks for its own."""
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {})
