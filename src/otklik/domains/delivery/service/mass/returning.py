"""What comes back about a letter to many: bounces, complaints, receipts, and leaving. Found by what the row gave it.

The Message-ID holds the row's id, and so does the address bounces come to where the mailbox takes a plus; neither can
be guessed, so nobody else's report moves a row. The address left in peace is the row's own, not the one reported.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from otklik.channels.contract import BouncedRecipient, InboundBounce, InboundComplaint, InboundReceipt
from otklik.domains.consents import service as consents
from otklik.domains.consents.events import ConsentChanged
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import IdentityNotFound
from otklik.domains.delivery import events, rules
from otklik.domains.delivery.models_mass import MassBatch, MassMessage
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.queries import mass_hits
from otklik.domains.delivery.service.mass import handing, reading, settling
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.delivery.service.mass.mailing import BOUNCE_MARK
from otklik.platform.context import Ctx
from otklik.platform.events import publish

BOUNCED_FOR_GOOD: Final = "bounced_permanently"
BOUNCED: Final = "bounced"
LEAVING_WITHIN: Final = timedelta(days=60)
"""A letter is held to be the reason for leaving for so long."""
NOT_SPAM: Final = "not-spam"
ERASED: Final = "person_erased"
JOINED: Final = "joined"
NEWS_FOR: Final = timedelta(days=7)
"""Of two cards a message of one batch is the same when they are due within so long."""
_UNSAID: Final = frozenset({"skipped", "failed"})
_LEFT: Final = frozenset({"withdrawn"})
_ID: Final = re.compile(r"<?([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE)
_MARK: Final = re.compile(rf"{BOUNCE_MARK}([0-9a-f]{{32}})", re.IGNORECASE)


async def take_bounce(ctx: Ctx, bounce: InboundBounce) -> bool:
    """Write a bounce or complaint on the row it is about; False when it is about no letter to many."""
    about = bounce.about_message_id if isinstance(bounce, InboundComplaint) else bounce.original_message_id
    found = await _row(ctx, message_id=about, token=bounce.came_to)
    if found is None:
        return False
    row, batch = found
    if isinstance(bounce, InboundComplaint):
        await _complained(ctx, batch, row, bounce)
    elif not bounce.delayed:
        await _bounced(ctx, batch, row, bounce)
    return True


async def take_receipt(ctx: Ctx, receipt: InboundReceipt, *, state: str, at: datetime) -> bool:
    """A receipt that names a letter to many: delivered, or read; False when it names none."""
    found = await _row(ctx, message_id=receipt.external_id, token="")
    if found is None:
        return False
    row, batch = found
    tally = Tally()
    if state == "read":
        machine = receipt.by_machine is not False
        if reading.mark_read(tally, row, at=at, machine=machine):
            told = events.MassHitRow(message_id=row.id, contact_id=row.contact_id, at=at, machine=machine)
            await ctx.session.flush()
            await publish(
                ctx, events.MassRead(owner=batch.owner, owner_id=batch.owner_id, batch_id=batch.id, rows=(told,))
            )
    elif state == "delivered" and rules.advances(row.state, state):
        await _move(ctx, batch, row, tally, state=state, code="")
    await ctx.session.flush()
    await queries.count(ctx, batch.id, tally.deltas)
    return True


async def left(ctx: Ctx, event: ConsentChanged) -> None:
    """Somebody does not want such letters any more: the last one they got is where they left."""
    if event.act not in _LEFT:
        return
    cards = await queries.cards_of(ctx, event.contact_id)
    row_id = await mass_hits.latest_accepted(ctx, cards, purpose=event.purpose, within=LEAVING_WITHIN)
    row = (await mass_hits.rows(ctx, [row_id])).get(row_id) if row_id else None
    if row is None or row.unsubscribed_at is not None:
        return
    row.unsubscribed_at = ctx.now()
    await ctx.session.flush()
    await _mark(ctx, row, "unsubscribed")


async def let_be(ctx: Ctx, contact_id: UUID) -> None:
    """The person is about to be erased: what still waits is not sent."""
    by_batch: dict[UUID, list[MassMessage]] = {}
    for row in await mass_hits.planned_for(ctx, await queries.cards_of(ctx, contact_id)):
        by_batch.setdefault(row.batch_id, []).append(row)
    batches = await queries.batches(ctx, list(by_batch))
    for batch_id, rows in sorted(by_batch.items()):
        tally = Tally()
        for row in rows:
            await _move(ctx, batches[batch_id], row, tally, state="skipped", code=ERASED)
        await queries.count(ctx, batch_id, tally.deltas)


async def join(ctx: Ctx, contact_id: UUID) -> None:
    """Two cards became one person: what waits for each of them is said once, and not at all where one heard it."""
    waiting = await mass_hits.planned_for(ctx, await queries.cards_of(ctx, contact_id))
    known = await queries.rows_of_person(ctx, contact_id, [row.batch_id for row in waiting]) if waiting else ()
    said = {row.id: row for row in known if row.state not in _UNSAID}
    for row in sorted(waiting, key=lambda row: (row.contact_id == contact_id, row.id)):
        if any(_the_same(row, one) for one in said.values()):
            del said[row.id]
            await settling.leave_out(ctx, [row.batch_id], [row.contact_id], code=JOINED)


async def hand_over(ctx: Ctx, batch_ids: Sequence[UUID], *, of: UUID, to: UUID) -> None:
    """Messages of these batches to a card that was joined are the person's from now on, for who looks back at them."""
    await queries.hand_over(ctx, batch_ids, of=of, to=to)


def _the_same(row: MassMessage, other: MassMessage) -> bool:
    """Said to another card of the person; what comes again next year is not."""
    near = abs(row.due_at - other.due_at) <= NEWS_FOR
    return near and other.batch_id == row.batch_id and other.contact_id != row.contact_id


async def _bounced(ctx: Ctx, batch: MassBatch, row: MassMessage, bounce: InboundBounce) -> None:
    if row.state == "failed" or (row.read_at is not None and not row.read_by_machine):
        return
    first = next(iter(bounce.recipients), None)
    code = BOUNCED_FOR_GOOD if first is not None and first.permanent else BOUNCED
    tally = Tally()
    await _move(ctx, batch, row, tally, state="failed", code=code)
    if first is not None and rules.address_is_dead(first.status, permanent=first.permanent):
        await _leave_in_peace(ctx, row, reason="hard_bounce", note=first.reason)
    await queries.count(ctx, batch.id, tally.deltas)


async def _complained(ctx: Ctx, batch: MassBatch, row: MassMessage, complaint: InboundComplaint) -> None:
    if complaint.complaint == NOT_SPAM or row.complained_at is not None:
        return
    row.complained_at = ctx.now()
    await ctx.session.flush()
    told: BouncedRecipient | None = next(iter(complaint.recipients), None)
    await _leave_in_peace(ctx, row, reason="complaint", note=told.reason if told else complaint.complaint)
    await _mark(ctx, row, "complained", batch_id=batch.id)


async def _move(ctx: Ctx, batch: MassBatch, row: MassMessage, tally: Tally, *, state: str, code: str) -> None:
    tally.move(row.variant, before=(row.state, row.code), after=(state, code))
    row.state, row.code, row.claimed_by = state, code, None
    await ctx.session.flush()
    told = events.MassRow(message_id=row.id, contact_id=row.contact_id, state=state, code=code)
    await handing.tell(ctx, batch, [told])


async def _mark(ctx: Ctx, row: MassMessage, name: str, *, batch_id: UUID | None = None) -> None:
    tally = Tally()
    tally.mark(row.variant, name)
    await queries.count(ctx, batch_id or row.batch_id, tally.deltas)


async def _leave_in_peace(ctx: Ctx, row: MassMessage, *, reason: str, note: str) -> None:
    if row.identity_id is None:
        return
    try:
        reach = await contacts.reach(ctx, identity_id=row.identity_id)
    except IdentityNotFound:
        return
    await consents.suppress(ctx, address_kind=reach.address_kind, address=reach.address, reason=reason, note=note)


async def _row(ctx: Ctx, *, message_id: str, token: str) -> tuple[MassMessage, MassBatch] | None:
    by_id, by_mark = _ID.match(message_id), _MARK.fullmatch(token)
    named = by_id[1] if by_id else by_mark[1] if by_mark else ""
    row = (await mass_hits.rows(ctx, [UUID(named)])).get(UUID(named)) if named else None
    batch = await queries.batch(ctx, row.batch_id) if row is not None else None
    return (row, batch) if row is not None and batch is not None else None
