"""A block of due rows is judged once more, written, and marked as handed over, before anything goes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.delivery import events
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.queries.mass_sending import DueRow, Handed
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.delivery.service.mass.judging import Asked, judged
from otklik.domains.delivery.service.mass.ports import ClaimedRow, Judged
from otklik.platform.context import Ctx
from otklik.platform.events import publish

RATE_BURST: Final = timedelta(seconds=1)
"""What a batch with a rate of its own may send at once after a pause."""
NOT_WRITTEN: Final = "not_written"


class Gated(msgspec.Struct, frozen=True, kw_only=True):
    """A block as the gate left it: rows that may go, and what becomes of the others."""

    goes: Sequence[ClaimedRow]
    answers: Mapping[UUID, Judged]
    """Of the rows that go."""
    others: Sequence[Handed]
    held: Sequence[DueRow]


async def running(ctx: Ctx, batch_id: UUID, *, now: datetime) -> MassBatch | None:
    """The batch, held so that nobody pauses it meanwhile; None when it is not running.

    One with a rate is held alone, for what it sends is counted in its row.
    """
    found = await queries.batch(ctx, batch_id)
    alone = found is not None and found.per_second is not None
    row = await queries.batch(ctx, batch_id, lock=alone, share=not alone)
    return row if row is not None and row.state == "running" and allowance(row, now=now) else None


def allowance(batch: MassBatch, *, now: datetime) -> int:
    """How many rows may go now by the batch's own rate; a large number when it has none."""
    if not batch.per_second:
        return 1_000_000
    free_from = max(batch.budget_at or now - RATE_BURST, now - RATE_BURST)
    return max(0, int((now - free_from).total_seconds() * batch.per_second + 1e-6))


async def gate(ctx: Ctx, channel: Channel, batch: MassBatch, *, limit: int) -> Gated:
    """Hold a block of due rows and ask for each whether it may go now."""
    held = await mass_sending.due_rows(ctx, batch.id, limit=limit)
    asked = [
        Asked(
            contact_id=row.contact_id,
            identity_id=row.identity_id if row.address else None,
            reachable=bool(row.reachable),
            unreachable_code=row.unreachable_code or "",
            key=f"mass:{row.id}",
            row_id=row.id,
        )
        for row in held
    ]
    answers = await judged(ctx, channel, asked, purpose=batch.purpose, at=ctx.now(), leaving=True) if held else []
    goes: list[ClaimedRow] = []
    others: list[Handed] = []
    kept: dict[UUID, Judged] = {}
    for row, answer in zip(held, answers, strict=True):
        if answer.refused:
            others.append(Handed(row.id, "skipped", answer.refused, None, "", None))
        elif answer.not_before is not None and answer.not_before > ctx.now():
            others.append(Handed(row.id, "planned", "", answer.not_before, "", None))
        else:
            goes.append(_claimed(row))
            kept[row.id] = answer
    return Gated(goes=goes, answers=kept, others=others, held=held)


def handed(gated: Gated, row_id: UUID, *, state: str = "handed", code: str = "") -> Handed:
    answer = gated.answers[row_id]
    return Handed(row_id, state, code, None, answer.ground, answer.consent_record_id)


async def write_down(ctx: Ctx, batch: MassBatch, gated: Gated, rows: Sequence[Handed], *, node: int | None) -> None:
    """What becomes of every row of the block, its counters, and who is told."""
    every = [*rows, *gated.others]
    if not every:
        return
    await mass_sending.hand(ctx, every, node=node)
    by_id = {row.id: row for row in gated.held}
    tally, ended = Tally(), list[events.MassRow]()
    for one in every:
        row = by_id[one.id]
        tally.move(row.variant, before=("planned", row.code), after=(one.state, one.code))
        if one.state in {"skipped", "failed"}:
            ended.append(events.MassRow(message_id=row.id, contact_id=row.contact_id, state=one.state, code=one.code))
    await tell(ctx, batch, ended)
    if batch.per_second:
        sent = sum(one.state in {"handed", "claimed"} for one in rows)
        free_from = max(batch.budget_at or ctx.now() - RATE_BURST, ctx.now() - RATE_BURST)
        await mass_sending.spend(ctx, batch.id, budget_at=free_from + timedelta(seconds=sent / batch.per_second))
    await queries.count(ctx, batch.id, tally.deltas)


async def tell(ctx: Ctx, batch: MassBatch, rows: Sequence[events.MassRow]) -> None:
    """Rows that came to rest, in one event."""
    if rows:
        await publish(
            ctx, events.MassSettled(owner=batch.owner, owner_id=batch.owner_id, batch_id=batch.id, rows=tuple(rows))
        )


def grouped(
    rows: Sequence[ClaimedRow], key: Callable[[ClaimedRow], tuple[int, str]]
) -> Mapping[tuple[int, str], list[ClaimedRow]]:
    found: dict[tuple[int, str], list[ClaimedRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _claimed(row: DueRow) -> ClaimedRow:
    assert row.identity_id is not None
    return ClaimedRow(
        id=row.id,
        contact_id=row.contact_id,
        identity_id=row.identity_id,
        address=row.address or "",
        name=row.name or "",
        variant=row.variant,
        language=row.language,
        round=row.round,
    )
