"""A block of due rows is judged once more, written, and marked as handed over, before anything goes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.delivery import events, rules
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.queries import mass_blocks, mass_sending
from otklik.domains.delivery.queries.mass_blocks import DueRow, Flight, Handed
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.delivery.service.mass.judging import Asked, judged
from otklik.domains.delivery.service.mass.ports import Batch, ClaimedRow, Judged
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.turns import Turn

RATE_BURST: Final = timedelta(seconds=1)
"""What a batch with a rate of its own may send at once after a pause."""
NOT_WRITTEN: Final = "not_written"
LINK_BROKEN: Final = "link_broken"


class Going(NamedTuple):
    """A row that may go. Found by no key: hashing an id again and again was a twentieth of a campaign."""

    due: DueRow
    row: ClaimedRow
    answer: Judged

    def handed(self, *, state: str, code: str = "", held_micros: int | None = None) -> "Left":
        answer = self.answer
        ground, record_id = answer.ground, answer.consent_record_id
        return Left(self.due, Handed(self.row.id, state, code, None, ground, record_id, held_micros))

    def put_back(self, *, due_at: datetime | None = None) -> "Left":
        """It waits as it did, or until another moment."""
        return Left(self.due, Handed(self.row.id, "planned", self.due.code, due_at, "", None))


class Left(NamedTuple):
    """A row that does not go from here now, and what becomes of it."""

    due: DueRow
    handed: Handed


class Gated(msgspec.Struct, frozen=True, kw_only=True):
    """A block as the gate left it."""

    goes: Sequence[Going]
    others: Sequence[Left]

    @property
    def count(self) -> int:
        return len(self.goes) + len(self.others)


async def opened(ctx: Ctx, batch_id: UUID) -> mass_sending.Opened | None:
    """The batch with its channel, held so that nobody pauses it meanwhile; None when nothing of it may go now.

    One with a rate is held alone, for what it sends is counted in its row.
    """
    found = await mass_sending.opened(ctx, batch_id, alone=False)
    if found is not None and found.batch.per_second is not None:
        found = await mass_sending.opened(ctx, batch_id, alone=True)
    ready = found is not None and found.batch.state == "running" and allowance(found.batch, now=ctx.now())
    return found if ready else None


def allowance(batch: MassBatch, *, now: datetime) -> int:
    """How many rows may go now by the batch's own rate; a large number when it has none."""
    if not batch.per_second:
        return 1_000_000
    free_from = _free_from(batch, batch.per_second, now=now)
    return max(0, int((now - free_from).total_seconds() * batch.per_second + 1e-6))


def _free_from(batch: MassBatch, per_second: float, *, now: datetime) -> datetime:
    """Since when the rate is not used up; of one slower than a message a second, at least one message is saved up."""
    earliest = now - max(RATE_BURST, timedelta(seconds=1 / per_second))
    return max(batch.budget_at or earliest, earliest)


async def gate(ctx: Ctx, channel: Channel, batch: MassBatch, *, limit: int, node: int | None) -> Gated:
    """Take a block of due rows and ask for each whether it may go now."""
    now = ctx.now()
    taken = await mass_blocks.take(ctx, batch.id, limit=limit, node=node)
    held = [row for row in taken if not rules.too_late(row.until, at=now)]
    asked = [
        Asked(
            contact_id=row.contact_id,
            identity_id=row.identity_id if row.address else None,
            address=row.address or "",
            reachable=bool(row.reachable),
            unreachable_code=row.unreachable_code or "",
            row_id=row.id,
        )
        for row in held
    ]
    answers = await judged(ctx, channel, asked, purpose=batch.purpose, at=now, leaving=True) if held else []
    goes: list[Going] = []
    others = [_skipped(row, rules.TOO_LATE) for row in taken if rules.too_late(row.until, at=now)]
    turn = Turn()
    for row, answer in zip(held, answers, strict=True):
        if turn.over:
            await turn.give()
        if answer.refused:
            others.append(_skipped(row, answer.refused))
        elif answer.not_before is not None and rules.too_late(row.until, at=answer.not_before):
            others.append(_skipped(row, rules.TOO_LATE))
        elif answer.not_before is not None and answer.not_before > now:
            others.append(Left(row, Handed(row.id, "planned", "", answer.not_before, "", None)))
        else:
            goes.append(Going(row, _claimed(row), answer))
    return Gated(goes=goes, others=others)


def _skipped(row: DueRow, code: str) -> Left:
    return Left(row, Handed(row.id, "skipped", code, None, "", None))


async def launch(ctx: Ctx, batch: MassBatch, going: Iterable[Going], *, node: int) -> dict[str, Flight]:
    """Letters that go as soon as this is committed, by the ground they go on; of one purpose there is mostly one."""
    grounds: dict[str, list[tuple[UUID, UUID | None]]] = defaultdict(list)
    for one in going:
        grounds[one.answer.ground].append((one.row.id, one.answer.consent_record_id))
    return {
        ground: await mass_blocks.launch(ctx, batch.id, rows, ground=ground, node=node)
        for ground, rows in grounds.items()
    }


async def write_down(
    ctx: Ctx,
    batch: MassBatch,
    gated: Gated,
    rows: Sequence[Left],
    *,
    sent: Sequence[Going] = (),
    tally: Tally,
    node: int | None,
) -> None:
    """What becomes of rows that do not go from here now, counters, and who is told.

    `rows`: of those that the gate let go; whoever got nothing may get another message instead. `sent`: the rows that
    do go. `tally`: what else is counted of the block.
    """
    if not gated.count:
        return
    back = [(due.contact_id, due.id) for due, one in rows if one.state != "claimed"]
    await contact_policy.take_back(ctx, back)
    every = [*rows, *gated.others]
    await mass_blocks.put(ctx, [one.handed for one in every], node=node)
    ended = list[events.MassRow]()
    for (variant, code), count in Counter((one.due.variant, one.due.code) for one in sent).items():
        tally.move(variant, before=("planned", code), after=("handed", ""), count=count)
    for due, one in every:
        tally.move(due.variant, before=("planned", due.code), after=(one.state, one.code))
        if one.state in {"skipped", "failed"}:
            ended.append(events.MassRow(message_id=due.id, contact_id=due.contact_id, state=one.state, code=one.code))
    await tell(ctx, batch, ended)
    if batch.per_second:
        gone = len(sent) + sum(one.handed.state == "claimed" for one in rows)
        free_from = _free_from(batch, batch.per_second, now=ctx.now())
        await mass_sending.spend(ctx, batch.id, budget_at=free_from + timedelta(seconds=gone / batch.per_second))
    await queries.count(ctx, batch.id, tally.deltas)


async def tell(ctx: Ctx, batch: MassBatch | Batch, rows: Sequence[events.MassRow], *, accepted: int = 0) -> None:
    """Rows that came to rest, in one event."""
    if not rows and not accepted:
        return
    whose = {"owner": batch.owner, "owner_id": batch.owner_id, "batch_id": batch.id}
    await publish(ctx, events.MassSettled(**whose, rows=tuple(rows), accepted=accepted))  # pyright: ignore[reportArgumentType]


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
        until=row.until,
    )
