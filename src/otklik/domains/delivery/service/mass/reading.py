"""Hits become readings and clicks: judged together a moment later, written on the row, told, kept as facts of people.

A moment later, for a scanner is known by the links it follows at once (`channels.mail.mass.machines`).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.mail.mass import machines
from otklik.channels.mail.mass.machines import Act, Hit, Judgement, Who
from otklik.domains.activity.service import recording
from otklik.domains.activity.service.recording import FactIn, PersonRef
from otklik.domains.delivery import events
from otklik.domains.delivery.models_mass import MassBatch, MassHit, MassMessage
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.queries import mass_hits
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish

JUDGE_AFTER: Final = timedelta(seconds=machines.BURST_SECONDS + 2)
OPENED: Final = "mail_opened"
CLICKED: Final = "mail_clicked"
SOURCE: Final = "mail"
REACHED: Final = frozenset({"handed", "accepted", "delivered", "unknown"})
"""A message in such a state that is read was delivered, whatever else was heard of it."""


class _Told(msgspec.Struct, frozen=True):
    hit: MassHit
    row: MassMessage
    judgement: Judgement
    url: str

    @property
    def human(self) -> bool:
        return self.judgement.who is Who.HUMAN


async def judge_waiting(parts: Parts) -> int:
    """Judge what has waited long enough, of every company; returns how many hits."""
    before = parts.get(Timekeeper).now() - JUDGE_AFTER
    async with parts.get(Database).system() as session:
        found = await mass_hits.companies_with_hits(session, before=before)
    return sum([await _judge(parts, workspace_id, before=before) for workspace_id in found])


async def _judge(parts: Parts, workspace_id: WorkspaceId, *, before: datetime) -> int:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        waiting = await mass_hits.waiting(ctx, before=before)
        if not waiting:
            return 0
        told = await _judged(ctx, waiting)
        await mass_hits.say(ctx, [mass_hits.Said(one.id, who, reason) for one, who, reason in _said(waiting, told)])
        by_batch: dict[UUID, list[_Told]] = defaultdict(list)
        for one in told:
            by_batch[one.row.batch_id].append(one)
        batches = await queries.batches(ctx, list(by_batch))
        for batch_id in sorted(by_batch):
            await _write(ctx, batches[batch_id], by_batch[batch_id])
    return len(waiting)


async def _judged(ctx: Ctx, waiting: Sequence[MassHit]) -> list[_Told]:
    """What waits, each judged beside all hits of its message; of messages that are no more, nothing."""
    ids = list({one.message_id for one in waiting})
    rows = await mass_hits.rows(ctx, ids)
    near = timedelta(seconds=machines.BURST_SECONDS)
    by_message: dict[UUID, list[MassHit]] = defaultdict(list)
    for one in await mass_hits.neighbours(ctx, ids, since=min(one.at for one in waiting) - near):
        by_message[one.message_id].append(one)
    urls = await mass_hits.urls(ctx, list({one.batch_id for one in waiting}))
    asked = {one.id for one in waiting}
    told: list[_Told] = []
    for message_id, hits in by_message.items():
        row = rows.get(message_id)
        if row is None:
            continue
        accepted = row.accepted_at.timestamp() if row.accepted_at else None
        judged = machines.judge_all([_hit(one) for one in hits], accepted_at=accepted)
        told += [
            _Told(hit, row, judgement, hit.url or urls.get((hit.batch_id, hit.link), ""))
            for hit, judgement in zip(hits, judged, strict=True)
            if hit.id in asked
        ]
    return told


def _said(waiting: Sequence[MassHit], told: Sequence[_Told]) -> list[tuple[MassHit, str, str]]:
    known = {one.hit.id: one.judgement for one in told}
    return [
        (one, known[one.id].who.value, known[one.id].reason) if one.id in known else (one, Who.UNKNOWN.value, "no_row")
        for one in waiting
    ]


def _hit(row: MassHit) -> Hit:
    return Hit(
        act=Act(row.act),
        link=row.link,
        at=row.at.timestamp(),
        method=row.method,
        user_agent=row.user_agent,
        prefetch=row.prefetch,
    )


async def _write(ctx: Ctx, batch: MassBatch, told: Sequence[_Told]) -> None:
    """One batch's readings and clicks, the earliest first."""
    tally = Tally()
    read: list[events.MassHitRow] = []
    clicked: list[events.MassHitRow] = []
    facts: list[FactIn] = []
    for one in sorted(told, key=lambda one: one.hit.at):
        if mark_read(tally, one.row, at=one.hit.at, machine=not one.human):
            read.append(_row(one))
            facts += [_fact(batch, one, OPENED)] if one.human else []
        if one.hit.act == Act.CLICKED:
            clicked.append(msgspec.structs.replace(_row(one), url=one.url))
            if one.human:
                _mark_clicked(tally, one.row, at=one.hit.at)
                facts.append(_fact(batch, one, CLICKED))
    await ctx.session.flush()
    whose = {"owner": batch.owner, "owner_id": batch.owner_id, "batch_id": batch.id}
    if read:
        await publish(ctx, events.MassRead(**whose, rows=tuple(read)))  # pyright: ignore[reportArgumentType]
    if clicked:
        await publish(ctx, events.MassClicked(**whose, rows=tuple(clicked)))  # pyright: ignore[reportArgumentType]
    if facts:
        await recording.record(ctx, facts)
    await queries.count(ctx, batch.id, tally.deltas)


def mark_read(tally: Tally, row: MassMessage, *, at: datetime, machine: bool) -> bool:
    """Write a reading on the row; False when as much was known: one by a person outweighs one by a machine."""
    if row.read_at is not None and (machine or not row.read_by_machine):
        return False
    if row.read_at is not None:
        tally.mark(row.variant, "read_machine", count=-1)
    row.read_at, row.read_by_machine = at, machine
    tally.mark(row.variant, "read_machine" if machine else "read_human")
    if row.state in REACHED:
        tally.move(row.variant, before=(row.state, row.code), after=("read", ""))
        row.state, row.code, row.claimed_by = "read", "", None
        row.accepted_at = row.accepted_at or at
    return True


def _mark_clicked(tally: Tally, row: MassMessage, *, at: datetime) -> None:
    if row.clicked_at is None:
        row.clicked_at = at
        tally.mark(row.variant, "clicked")


def _row(one: _Told) -> events.MassHitRow:
    return events.MassHitRow(message_id=one.row.id, contact_id=one.row.contact_id, at=one.hit.at, machine=not one.human)


def _fact(batch: MassBatch, one: _Told, name: str) -> FactIn:
    """A repeat is the same fact: of a reading one a message, of a click each."""
    key = f"{name}:{one.row.id}" if name == OPENED else f"{name}:{one.hit.id}"
    properties = {"owner": batch.owner, "owner_id": str(batch.owner_id), "batch_id": str(batch.id)}
    return FactIn(
        name=name,
        person=PersonRef(contact_id=one.row.contact_id),
        at=one.hit.at,
        key=key,
        source=SOURCE,
        properties={**properties, "url": one.url} if name == CLICKED else properties,
    )
