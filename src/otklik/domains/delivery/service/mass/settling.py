"""What became of rows that were handed over: written in blocks, counted, told; and of those a dead node held."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import structlog

from otklik.channels.contract import Price, Remedy
from otklik.channels.mail.mass.mails import Fate, Outcome
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import events, rules
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.queries import mass_blocks, mass_sending
from otklik.domains.delivery.queries.mass_blocks import Flight, Moved, Settled
from otklik.domains.delivery.service import ledger
from otklik.domains.delivery.service.mass import handing, purse
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.delivery.service.mass.ports import Batch
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

RESTING: Final = frozenset({"accepted", "delivered", "failed", "skipped", "unknown"})
UNTRIED_PAUSE: Final = timedelta(seconds=30)
"""A mail nobody began waits so long: the server was away, or a domain's day is over."""
DAY_LIMIT: Final = "smtp.day_limit"
DAY_PAUSE: Final = timedelta(hours=1)

log = structlog.get_logger()


class Flying(NamedTuple):
    """A letter on its way."""

    row_id: UUID
    batch: Batch
    flight: Flight
    attempts: int
    """With this one."""
    identity_id: UUID
    record_id: UUID | None


def settled(outcome: Outcome, flying: Flying, *, now: datetime) -> Settled:
    """The row's next state."""
    error = outcome.error
    if error is None:
        return _settled(flying, "accepted", "")
    if outcome.fate is Fate.UNTRIED:
        pause = DAY_PAUSE if outcome.stage == DAY_LIMIT else UNTRIED_PAUSE
        return _settled(flying, "planned", error.code, due_at=now + pause, tried=False)
    after = rules.after_error(error.remedy, code=error.code, attempts=flying.attempts, retry_after_seconds=None)
    return _settled(flying, after.state, after.code, due_at=now + after.due_in if after.due_in else None)


async def settle(ctx: Ctx, batch: Batch, told: Sequence[tuple[Outcome, Flying]], *, price: Price | None = None) -> None:
    """One batch's outcomes: those taken as a block, the others each by itself. `price`: of a letter that was taken."""
    tally = Tally()
    others = [(outcome, flying) for outcome, flying in told if outcome.fate is not Fate.ACCEPTED]
    taken = [flying for outcome, flying in told if outcome.fate is Fate.ACCEPTED]
    accepted, odd = await _accept(ctx, taken, tally, price=price)
    rows = [settled(outcome, flying, now=ctx.now()) for outcome, flying in others]
    moved = await mass_blocks.settle(ctx, [*rows, *odd], price=price)
    for one in moved:
        if one.state == "accepted":
            _charge(tally, one.variant, price, count=1)
        if batch.limited and one.state != "unknown":
            tally.hold(one.variant, purse.micros(price), count=-1)
    await _apply(ctx, batch, moved, tally, accepted=accepted)
    for outcome, flying in others:
        error = outcome.error
        if error is not None and error.remedy is Remedy.UNREACHABLE:
            await contacts.set_reachable(ctx, identity_id=flying.identity_id, reachable=False, code=error.code)


async def _accept(
    ctx: Ctx, taken: Sequence[Flying], tally: Tally, *, price: Price | None
) -> tuple[int, Sequence[Settled]]:
    """Letters the server took, a statement a flight: how many, and those of flights of which something was heard of
    before the server's answer.
    """
    accepted, odd = 0, list[Settled]()
    blocks: dict[Flight, list[Flying]] = defaultdict(list)
    for flying in taken:
        blocks[flying.flight].append(flying)
    for flight, block in blocks.items():
        found = await mass_blocks.accept(ctx, flight, [(one.row_id, one.record_id) for one in block], price=price)
        for variant, count in found.items():
            tally.move(variant, before=("handed", ""), after=("accepted", ""), count=count)
            _charge(tally, variant, price, count=count)
            if block[0].batch.limited:
                tally.hold(variant, purse.micros(price), count=-count)
        accepted += sum(found.values())
        if sum(found.values()) < len(block):
            odd += [_settled(one, "accepted", "") for one in block]
    return accepted, odd


def _charge(tally: Tally, variant: int, price: Price | None, *, count: int) -> None:
    """What so many letters cost, once the server took them."""
    if price is not None and count:
        tally.charge(variant, price, count=count)


async def apply(ctx: Ctx, batch_id: UUID, moved: Sequence[Moved], tally: Tally | None = None) -> None:
    """Counters and events of rows whose state was just changed. `tally`: what else is counted of them."""
    if moved:
        row = await queries.batch(ctx, batch_id)
        assert row is not None
        await _apply(ctx, row, moved, tally or Tally(), accepted=0)


async def _apply(ctx: Ctx, batch: MassBatch | Batch, moved: Sequence[Moved], tally: Tally, *, accepted: int) -> None:
    for one in moved:
        tally.move(one.variant, before=(one.before, one.before_code), after=(one.state, one.code))
    rested = [
        events.MassRow(message_id=one.id, contact_id=one.contact_id, state=one.state, code=one.code)
        for one in moved
        if one.state in RESTING
    ]
    await handing.tell(ctx, batch, rested, accepted=accepted)
    await queries.count(ctx, batch.id, tally.deltas)


def _settled(flying: Flying, state: str, code: str, *, due_at: datetime | None = None, tried: bool = True) -> Settled:
    return Settled(flying.row_id, state, code, due_at, tried, flying.flight, flying.record_id)


async def recover(parts: Parts) -> int:
    """What dead nodes had handed over is unknown: nobody sends it again by guess. Returns how many."""
    async with parts.get(Database).system() as session:
        found = await mass_blocks.abandoned(session)
    for one in found:
        doubted = [
            Settled(row_id, "unknown", "interrupted", None, tried=True, flight=one.flight, consent_record_id=record_id)
            for row_id, record_id in one.rows
        ]
        async with parts.get(Database).transaction(one.workspace_id) as ctx:
            await apply(ctx, one.batch_id, await mass_blocks.settle(ctx, doubted))
            await mass_blocks.land(ctx, [one.flight.id])
        log.warning("delivery.mass.interrupted", batch_id=str(one.batch_id), rows=len(doubted))
    return sum(len(one.rows) for one in found)


async def sweep(parts: Parts) -> int:
    """Rows of stopped batches become skipped, a block each; returns how many."""
    async with parts.get(Database).system() as session:
        found = await mass_sending.stopped_batches(session)
    return sum([await _sweep(parts, batch_id, workspace_id) for batch_id, workspace_id in found])


async def leave_out(ctx: Ctx, batch_ids: Sequence[UUID], contact_ids: Sequence[UUID], *, code: str) -> None:
    """What waits for these people in these batches, here or in the ledger, is not sent, and `code` says why."""
    found = await mass_sending.leave_out(ctx, batch_ids, contact_ids, code=code)
    for batch_id in sorted(found):
        await apply(ctx, batch_id, found[batch_id])
    for row in await mass_sending.in_the_ledger(ctx, batch_ids, contact_ids):
        await ledger.move(ctx, row, state="skipped", code=code, at=ctx.now())


async def _sweep(parts: Parts, batch_id: UUID, workspace_id: WorkspaceId) -> int:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        moved = await mass_sending.sweep(ctx, batch_id)
        await apply(ctx, batch_id, moved)
    return len(moved)
