"""How far batches are, from counters; and why one person got, or did not get, a message."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.delivery.models_mass import MassBatch, MassCount, MassMessage
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.service.mass.ports import BatchProgress, MassMessageOut
from otklik.platform.context import Ctx

EXPLAINED: Final = frozenset({"skipped", "failed", "unknown"})


async def progress(ctx: Ctx, *, owner: str, owner_id: UUID) -> Sequence[BatchProgress]:
    """One of each batch and variant, the batches in the order they were opened."""
    batches = await queries.batches_of(ctx, owner=owner, owner_id=owner_id)
    counted: dict[tuple[UUID, int], list[MassCount]] = defaultdict(list)
    for one in await queries.counts(ctx, [row.id for row in batches]) if batches else []:
        counted[one.batch_id, one.variant].append(one)
    return [
        _progress(batch, variant, counted[batch.id, variant], unsaid=await _currency(ctx, counted, batch.id))
        for batch in batches
        for variant in sorted(variant for batch_id, variant in counted if batch_id == batch.id)
    ]


async def message_of(ctx: Ctx, *, owner: str, owner_id: UUID, contact_id: UUID) -> Sequence[MassMessageOut]:
    """What the owner planned for the person, the newest first."""
    batches = {row.id: row for row in await queries.batches_of(ctx, owner=owner, owner_id=owner_id)}
    return [_out(row, batches[row.batch_id]) for row in await queries.rows_of_person(ctx, contact_id, list(batches))]


async def messages_to(ctx: Ctx, contact_id: UUID) -> Sequence[MassMessageOut]:
    """What anybody planned for the person, the newest 500."""
    rows = await queries.rows_of_person(ctx, contact_id)
    batches = await queries.batches(ctx, list({row.batch_id for row in rows}))
    return [_out(row, batches[row.batch_id]) for row in rows]


async def _currency(ctx: Ctx, counted: dict[tuple[UUID, int], list[MassCount]], batch_id: UUID) -> str:
    """Of costs that an older version counted with the states of messages."""
    mine = (one for (owner, _), found in counted.items() if owner == batch_id for one in found)
    return await queries.currency(ctx, batch_id) if any(one.kind == "state" and one.cost_micros for one in mine) else ""


def _progress(batch: MassBatch, variant: int, counts: Sequence[MassCount], *, unsaid: str) -> BatchProgress:
    states: dict[str, int] = defaultdict(int)
    codes: dict[str, int] = {}
    marks: dict[str, int] = defaultdict(int)
    for one in counts:
        if one.kind == "mark":
            marks[one.name] = one.count
            continue
        states[one.name] += one.count
        if one.name in EXPLAINED:
            codes[f"{one.name}:{one.code}"] = one.count
    return BatchProgress(
        batch_id=batch.id,
        step=batch.step,
        state=batch.state,
        variant=variant,
        states=dict(states),
        codes=codes,
        read_by_human=marks["read_human"],
        read_by_machine=marks["read_machine"],
        clicked=marks["clicked"],
        unsubscribed=marks["unsubscribed"],
        complained=marks["complained"],
        costs=_costs(counts, unsaid=unsaid),
    )


def _costs(counts: Sequence[MassCount], *, unsaid: str) -> dict[str, int]:
    """By currency; `unsaid`: that of costs counted without one."""
    found = Counter[str]()
    for one in counts:
        if one.cost_micros and (one.kind == "state" or one.name == queries.COST):
            found[one.code if one.kind == "mark" else unsaid] += one.cost_micros
    return dict(found)


def _out(row: MassMessage, batch: MassBatch) -> MassMessageOut:
    return MassMessageOut(
        id=row.id,
        batch_id=row.batch_id,
        owner=batch.owner,
        owner_id=batch.owner_id,
        step=batch.step,
        channel_id=batch.channel_id,
        purpose=batch.purpose,
        contact_id=row.contact_id,
        round=row.round,
        variant=row.variant,
        language=row.language,
        state=row.state,
        code=row.code,
        ground=row.ground,
        consent_record_id=row.consent_record_id,
        due_at=row.due_at,
        handed_at=row.handed_at,
        accepted_at=row.accepted_at,
        read_at=row.read_at,
        read_by_machine=row.read_by_machine,
        clicked_at=row.clicked_at,
        unsubscribed_at=row.unsubscribed_at,
        complained_at=row.complained_at,
        cost_micros=row.cost_micros,
        cost_currency=row.cost_currency,
        segments=row.segments,
    )
