"""What became of rows that were handed over: written in blocks, counted, told; and of those a dead node held."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

import structlog

from otklik.channels.contract import Remedy
from otklik.channels.mail.mass.mails import Fate, Outcome
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import events, rules
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.queries.mass_sending import Moved, Settled
from otklik.domains.delivery.service.mass import handing
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

RESTING: Final = frozenset({"accepted", "delivered", "failed", "skipped", "unknown"})
UNTRIED_PAUSE: Final = timedelta(seconds=30)
"""A mail nobody began waits so long: the server was away, or a domain's day is over."""
DAY_LIMIT: Final = "smtp.day_limit"
DAY_PAUSE: Final = timedelta(hours=1)

log = structlog.get_logger()


def settled(outcome: Outcome, *, attempts: int, now: datetime) -> Settled:
    """The row's next state. `attempts` counts this one."""
    row_id = UUID(outcome.mail.id)
    error = outcome.error
    if error is None:
        return Settled(row_id, "accepted", "", None, tried=True)
    if outcome.fate is Fate.UNTRIED:
        pause = DAY_PAUSE if outcome.stage == DAY_LIMIT else UNTRIED_PAUSE
        return Settled(row_id, "planned", error.code, now + pause, tried=False)
    after = rules.after_error(error.remedy, code=error.code, attempts=attempts, retry_after_seconds=None)
    return Settled(row_id, after.state, after.code, now + after.due_in if after.due_in else None, tried=True)


async def settle(
    ctx: Ctx,
    batch_id: UUID,
    outcomes: Sequence[Outcome],
    *,
    attempts: Mapping[str, int],
    identities: Mapping[str, UUID],
) -> None:
    """One batch's outcomes. `attempts`, `identities`: of each row, by its id."""
    rows = [settled(one, attempts=attempts[one.mail.id], now=ctx.now()) for one in outcomes]
    await apply(ctx, batch_id, await mass_sending.settle(ctx, rows))
    for one in outcomes:
        error = one.error
        if error is not None and error.remedy is Remedy.UNREACHABLE:
            await contacts.set_reachable(ctx, identity_id=identities[one.mail.id], reachable=False, code=error.code)


async def apply(ctx: Ctx, batch_id: UUID, moved: Sequence[Moved]) -> None:
    """Counters and events of rows whose state was just changed."""
    if not moved:
        return
    tally = Tally()
    for one in moved:
        tally.move(one.variant, before=(one.before, one.before_code), after=(one.state, one.code))
    batch = await queries.batch(ctx, batch_id)
    assert batch is not None
    rested = [
        events.MassRow(message_id=one.id, contact_id=one.contact_id, state=one.state, code=one.code)
        for one in moved
        if one.state in RESTING
    ]
    await handing.tell(ctx, batch, rested)
    await queries.count(ctx, batch_id, tally.deltas)


async def recover(parts: Parts) -> int:
    """What dead nodes had handed over is unknown: nobody sends it again by guess. Returns how many."""
    async with parts.get(Database).system() as session:
        found = await mass_sending.abandoned(session)
    for (batch_id, workspace_id), rows in groupby(found, key=lambda one: (one[1], one[2])):
        ids = [row[0] for row in rows]
        async with parts.get(Database).transaction(workspace_id) as ctx:
            doubted = [Settled(one, "unknown", "interrupted", None, tried=True) for one in ids]
            await apply(ctx, batch_id, await mass_sending.settle(ctx, doubted))
        log.warning("delivery.mass.interrupted", batch_id=str(batch_id), rows=len(ids))
    return len(found)


async def sweep(parts: Parts) -> int:
    """Rows of stopped batches become skipped, a block each; returns how many."""
    async with parts.get(Database).system() as session:
        found = await mass_sending.stopped_batches(session)
    return sum([await _sweep(parts, batch_id, workspace_id) for batch_id, workspace_id in found])


async def _sweep(parts: Parts, batch_id: UUID, workspace_id: WorkspaceId) -> int:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        moved = await mass_sending.sweep(ctx, batch_id)
        await apply(ctx, batch_id, moved)
    return len(moved)
