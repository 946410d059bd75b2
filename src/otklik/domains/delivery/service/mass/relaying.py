"""Channels other than mail: rows of a batch become rows of the ledger, few at a time, and their states come back.

Few at a time, for the ledger serves whoever planned first, and an operator's answer is not to wait for a campaign.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import structlog

from otklik.channels.contract import Price
from otklik.domains.delivery import errors, events, queries, rules
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass as mass_queries
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.queries.mass_blocks import Moved
from otklik.domains.delivery.queries.mass_sending import Followed, Opened
from otklik.domains.delivery.service import channels, ledger
from otklik.domains.delivery.service.mass import handing, judging, purse, settling, steering
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.delivery.service.mass.handing import Going, Left
from otklik.domains.delivery.service.mass.ports import Author, Bells, BellsSlot, MassAuthors, Note
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up
from otklik.platform.events import publish

OPEN_MAX: Final = 50
"""Rows of one batch that may be in the ledger and not gone yet."""
WAITING: Final = ("planned", "claimed", "handed")
KEY: Final = "mass:"
NO_DEVICE: Final = "no_device"

log = structlog.get_logger()


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a ringing, as far as a row is moved by it."""

    state: str
    code: str
    at: datetime
    read_by_machine: bool | None = None


async def relay(parts: Parts, *, batch_id: UUID, workspace_id: WorkspaceId) -> int:
    """Put one block of due rows into the ledger; returns how many.

    Where the money is enough for none of a block those behind it are looked at, `purse.LOOKED_MAX` rows at most. Each
    block has a transaction of its own, for people are held in one order within one block only.
    """
    try:
        count = 0
        looked: purse.Looked | None = purse.Looked()
        while looked is not None:
            async with parts.get(Database).transaction(workspace_id) as ctx:
                count, looked = await _relay(ctx, batch_id, looked)
        return count
    except Exception as error:
        if not gave_up(error):
            log.exception("delivery.mass.block_fell", batch_id=str(batch_id))
        await asyncio.sleep(0)
        return 0


async def _relay(ctx: Ctx, batch_id: UUID, looked: purse.Looked) -> tuple[int, purse.Looked | None]:
    """How many went, and what was looked at where it is to be looked further."""
    found = await handing.opened(ctx, batch_id)
    author = ctx.use(MassAuthors).of(found.batch.owner) if found else None
    if found is None or author is None:
        return 0, None
    room = OPEN_MAX - await mass_sending.open_rows(ctx, batch_id)
    most = min(room, handing.allowance(found.batch, now=ctx.now()))
    if most <= 0 or not await purse.begins(ctx, found.batch, found.channel):
        return 0, None
    return await _relay_block(ctx, found, author, looked, most=most)


async def _relay_block(
    ctx: Ctx, found: Opened, author: Author, looked: purse.Looked, *, most: int
) -> tuple[int, purse.Looked | None]:
    row, channel = found.batch, found.channel
    limit = OPEN_MAX if looked.rows else most
    gated = await handing.gate(ctx, channel, row, limit=limit, node=None)
    goes = [one.row for one in gated.goes]
    contents = await author.contents(ctx, steering.seen(row), goes) if goes else {}
    shared = await purse.share(ctx, row, channel, gated.goes, contents, most=most)
    on = looked.on(shared, rows=gated.count, full=gated.count == limit)
    unpaid = await purse.put_back(ctx, row, shared, before=looked, on=on)
    bells = ctx.use(BellsSlot).of(channels.manifest(ctx, channel.kind).address_kind)
    if bells is not None:
        rows = await _ring(ctx, bells, shared.paid, contents)
    else:
        open_until = await judging.windows(ctx, channel, [one.identity_id for one in goes])
        rows = [await _plan(ctx, channel, row, one, contents.get(one[0].row.id), open_until) for one in shared.paid]
    await handing.write_down(ctx, row, gated, [*rows, *unpaid], tally=purse.tally_of(rows), node=None)
    return gated.count - len(unpaid), on


async def _ring(
    ctx: Ctx, bells: Bells, paid: Sequence[tuple[Going, int | None]], contents: Mapping[UUID, ledger.Content]
) -> list[Left]:
    """A chat of our own says nothing to whoever is not there: their phones and browsers are rung. So is a card's."""
    known = await bells.known(ctx, [one.row.address for one, _ in paid])
    rows: list[Left] = []
    for one, held in paid:
        content = contents.get(one.row.id)
        if content is None:
            rows.append(one.handed(state="failed", code=handing.NOT_WRITTEN))
        elif one.row.address not in known:
            rows.append(one.handed(state="skipped", code=NO_DEVICE))
        else:
            url = next((button.url for button in content.buttons), "")
            await bells.ring(ctx, one.row, Note(title=content.subject, text=content.text, url=url))
            rows.append(one.handed(state="claimed", held_micros=held))
    return rows


async def rung(ctx: Ctx, row_id: UUID, *, code: str = "") -> None:
    """A push service took it, or `code` says why none did: `too_late`, and none was asked."""
    state = "accepted" if not code else "skipped" if code == rules.TOO_LATE else "failed"
    told = Rung(state=state, code=code, at=ctx.now())
    found = await mass_sending.follow(ctx, row_id, told, ranks=rules.RANK)
    if found is not None:
        await _apply(ctx, found, paid=None)


async def _plan(
    ctx: Ctx,
    channel: Channel,
    batch: MassBatch,
    paid: tuple[Going, int | None],
    content: ledger.Content | None,
    open_until: Mapping[UUID, datetime],
) -> Left:
    """The row in the ledger; its own gate may say more: a window, a length, a prepared message."""
    going, held = paid
    if content is None:
        return going.handed(state="failed", code=handing.NOT_WRITTEN)
    row = going.row
    draft = ledger.Draft(
        channel_id=channel.id,
        lane=row.id,
        subject_id=row.id,
        key=f"{KEY}{row.id}",
        purpose=batch.purpose,
        to_address=row.address,
        thread_id=row.address,
        content=content,
        identity_id=row.identity_id,
        window_closes_at=open_until.get(row.identity_id),
        until=row.until,
    )
    try:
        await ledger.plan(ctx, draft)
    except errors.Refused as refused:
        return going.handed(state="skipped", code=str(refused.params["reason"]))
    return going.handed(state="claimed", held_micros=held)


async def follow(ctx: Ctx, event: events.StateChanged) -> None:
    """What the ledger says of a row that stands for one of a batch: its subject is that row, and so is its lane, or it
    has one of its own since it was put off.
    """
    if event.lane not in {event.subject_id, event.ledger_id} or event.state in WAITING:
        return
    told = await mass_sending.follow(ctx, event.subject_id, event, ranks=rules.RANK)
    if told is None:
        return
    await _apply(ctx, told, paid=await _cost(ctx, event))
    if event.state == "read":
        await _read(ctx, told.batch_id, told.moved, event)


async def _cost(ctx: Ctx, event: events.StateChanged) -> Price | None:
    """What the ledger says it cost, written into the row when it was accepted."""
    if event.state != "accepted":
        return None
    row = await queries.ledger_row(ctx, event.ledger_id)
    if row is None or row.cost_micros is None:
        return None
    price = Price(micros=row.cost_micros, currency=row.cost_currency or "")
    await mass_sending.price(ctx, event.subject_id, micros=price.micros, currency=price.currency, segments=row.segments)
    return price


async def _apply(ctx: Ctx, told: Followed, *, paid: Price | None) -> None:
    tally = Tally()
    if paid is not None:
        tally.charge(told.moved.variant, paid)
    if told.freed_micros is not None:
        tally.hold(told.moved.variant, told.freed_micros, count=-1)
    await settling.apply(ctx, told.batch_id, [told.moved], tally)


async def _read(ctx: Ctx, batch_id: UUID, moved: Moved, event: events.StateChanged) -> None:
    batch = await mass_queries.batch(ctx, batch_id)
    assert batch is not None
    machine = bool(event.read_by_machine)
    tally = Tally()
    tally.mark(moved.variant, "read_machine" if machine else "read_human")
    await mass_queries.count(ctx, batch_id, tally.deltas)
    row = events.MassHitRow(message_id=moved.id, contact_id=moved.contact_id, at=event.at, machine=machine)
    await publish(ctx, events.MassRead(owner=batch.owner, owner_id=batch.owner_id, batch_id=batch.id, rows=(row,)))
