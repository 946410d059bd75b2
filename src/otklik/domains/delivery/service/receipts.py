"""What providers tell of our messages afterwards: delivered, read, failed, bounced."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import InboundBounce, InboundRead, InboundReceipt
from otklik.domains.consents import service as consents
from otklik.domains.delivery import events, queries, rules
from otklik.domains.delivery.models import JournalItem, LedgerRow
from otklik.domains.delivery.service import channels, ledger
from otklik.domains.delivery.service.mass import returning
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.jobs import Jobs

STATES: Final = {
    "InboundAccepted": "accepted",
    "InboundDelivered": "delivered",
    "InboundRead": "read",
    "InboundFailed": "failed",
}
BOUNCED_FOR_GOOD: Final = "bounced_permanently"
EARLY_PAUSES: Final = (timedelta(seconds=3), timedelta(seconds=30), timedelta(minutes=5))
"""Before a receipt that names nothing is tried again; the longest send call and its writing fit in."""


async def apply(
    ctx: Ctx, *, channel_id: UUID, receipt: InboundReceipt, received_at: datetime, attempt: int = 0
) -> None:
    """Move the rows the receipt speaks of.

    One that names nothing of ours is tried again a few times: a provider may tell of a delivery before its answer to
    the send call is written down. Then it is let go, for it speaks of what another client sent.
    """
    at = receipt.sent_at or received_at
    state = STATES[type(receipt).__name__]
    rows = await _rows(ctx, channel_id=channel_id, receipt=receipt, at=at)
    if not rows and _names_one(receipt) and await returning.take_receipt(ctx, receipt, state=state, at=at):
        return
    if not rows and _names_one(receipt) and attempt < len(EARLY_PAUSES):
        await _try_later(ctx, channel_id=channel_id, receipt=receipt, at=at, attempt=attempt)
    for row in rows:
        reached, code = await _reached(ctx, row, receipt, state=state)
        if rules.advances(row.state, reached):
            row.read_by_machine = receipt.by_machine if reached == "read" else row.read_by_machine
            await ledger.move(ctx, row, state=reached, code=code, at=at)


async def apply_bounce(ctx: Ctx, *, channel_id: UUID, item: JournalItem, bounce: InboundBounce) -> None:
    """Fail our message the bounce is about, and tell of it either way: a person must see it (RFC 3464)."""
    if await returning.take_bounce(ctx, bounce):
        return  # of letters to many nobody is told one by one: the batch's figures say it
    row = await _bounced_row(ctx, channel_id=channel_id, bounce=bounce)
    if row is not None and not bounce.delayed and rules.advances(row.state, "failed"):
        first = next(iter(bounce.recipients), None)
        code = BOUNCED_FOR_GOOD if first is not None and first.permanent else "bounced"
        await ledger.move(ctx, row, state="failed", code=code, at=bounce.sent_at, detail=first.reason if first else "")
        if code == BOUNCED_FOR_GOOD:
            await _leave_in_peace(ctx, row, note=first.reason if first else "")
    await publish(
        ctx,
        events.BounceReceived(
            channel_id=channel_id,
            journal_id=item.id,
            received_at=item.received_at,
            external_id=bounce.external_id,
            recipients=bounce.recipients,
            subject=bounce.subject,
            text=bounce.visible_text or bounce.text,
            sent_at=bounce.sent_at,
            delayed=bounce.delayed,
            ledger_id=row.id if row else None,
            subject_id=row.subject_id if row else None,
        ),
    )


async def _leave_in_peace(ctx: Ctx, row: LedgerRow, *, note: str) -> None:
    channel = await channels.any_state(ctx, row.channel_id)
    kind = channels.manifest(ctx, channel.kind).address_kind
    await consents.suppress(ctx, address_kind=kind, address=row.to_address, reason="hard_bounce", note=note)


async def _reached(ctx: Ctx, row: LedgerRow, receipt: InboundReceipt, *, state: str) -> tuple[str, str]:
    """How far the whole message got, and why no further: a receipt for a part speaks for that part alone."""
    parts = await queries.parts_of(ctx, row.id) if _names_one(receipt) else ()
    told = next((one for one in parts if one.external_id == receipt.external_id), None)
    if told is None:
        return state, receipt.reason
    if rules.advances(told.state, state):
        told.state, told.code = state, receipt.reason
    return rules.whole([(one.state, one.code) for one in parts])


def _names_one(receipt: InboundReceipt) -> bool:
    """Whether it speaks of one message: "read up to here" finds nothing whenever all before it is read already."""
    return bool(receipt.external_id) and not (isinstance(receipt, InboundRead) and receipt.up_to)


async def _try_later(ctx: Ctx, *, channel_id: UUID, receipt: InboundReceipt, at: datetime, attempt: int) -> None:
    from otklik.domains.delivery import jobs  # noqa: PLC0415 - jobs call verbs of this package

    arguments = {
        "channel_id": channel_id,
        "receipt": msgspec.json.encode(receipt).decode(),
        "received_at": at.isoformat(),
        "attempt": attempt + 1,
    }
    await ctx.use(Jobs).defer(ctx, jobs.apply_early_receipt, arguments=arguments, at=ctx.now() + EARLY_PAUSES[attempt])


async def _rows(ctx: Ctx, *, channel_id: UUID, receipt: InboundReceipt, at: datetime) -> list[LedgerRow]:
    if isinstance(receipt, InboundRead) and receipt.up_to:
        found = await queries.accepted_up_to(ctx, channel_id=channel_id, thread_id=receipt.thread_id, moment=at)
    else:
        found = await queries.ledger_rows_by_external(ctx, channel_id=channel_id, external_id=receipt.external_id)
    return [row for row in found if not receipt.thread_id or row.thread_id == receipt.thread_id]


async def _bounced_row(ctx: Ctx, *, channel_id: UUID, bounce: InboundBounce) -> LedgerRow | None:
    if not bounce.original_message_id:
        return None
    rows = await queries.ledger_rows_by_external(ctx, channel_id=channel_id, external_id=bounce.original_message_id)
    return next(iter(rows), None)
