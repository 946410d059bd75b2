"""Questions about batches to many: planning, counters, what somebody got. Every one takes or changes a block."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.delivery.models_mass import MassBatch, MassCount, MassMessage
from otklik.domains.delivery.queries.mass_blocks import into_waiting
from otklik.platform.arrays import moments, numbers, texts, uuids
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

PERSON_ROWS_MAX = 500
COST = "cost"
HELD = "held"
"""Marks among the counters: what was paid, by currency; what is held back from a budget."""


class Delta(NamedTuple):
    """What a block changes of one counter."""

    variant: int
    kind: str
    name: str
    code: str
    by: int
    cost_micros: int = 0


class Address(NamedTuple):
    """Where a person is reached by a kind of channel; without an identity they are not."""

    identity_id: UUID | None
    address: str | None
    reachable: bool | None
    unreachable_code: str | None


class Planned(NamedTuple):
    """A row to be written."""

    id: UUID
    contact_id: UUID
    identity_id: UUID | None
    round: int
    variant: int
    language: str
    state: str
    code: str
    due_at: datetime
    until: datetime | None


class Written(NamedTuple):
    """Rows that were not there before: those that are planned together, who was left out alone."""

    id: UUID | None
    contact_id: UUID | None
    variant: int
    state: str
    code: str
    people: int


# ---- batches ------------------------------------------------------------------------------------------


async def add_batch(ctx: Ctx, row: Mapping[str, object]) -> None:
    """Nothing when there is one under the same key."""
    await ctx.session.execute(insert(MassBatch).values(**row).on_conflict_do_nothing())


async def batch_by_key(ctx: Ctx, key: str) -> MassBatch | None:
    return await ctx.session.scalar(scoped(ctx, MassBatch).where(MassBatch.key == key))


async def batch(ctx: Ctx, batch_id: UUID, *, lock: bool = False, share: bool = False) -> MassBatch | None:
    """`share`: held against whoever would stop or pause it, together with others who send from it."""
    query = scoped(ctx, MassBatch).where(MassBatch.id == batch_id).execution_options(populate_existing=True)
    if lock or share:
        query = query.with_for_update(read=share, key_share=lock)  # NO KEY UPDATE: rows that lean on it go on
    return await ctx.session.scalar(query)


async def batches_of(ctx: Ctx, *, owner: str, owner_id: UUID) -> Sequence[MassBatch]:
    query = scoped(ctx, MassBatch).where(MassBatch.owner == owner, MassBatch.owner_id == owner_id)
    return (await ctx.session.scalars(query.order_by(MassBatch.id))).all()


async def batches(ctx: Ctx, batch_ids: Sequence[UUID]) -> dict[UUID, MassBatch]:
    rows = await ctx.session.scalars(scoped(ctx, MassBatch).where(MassBatch.id.in_(batch_ids)))
    return {row.id: row for row in rows}


async def seen_at(ctx: Ctx, identity_ids: Sequence[UUID], *, channel_id: UUID) -> dict[UUID, datetime]:
    """When each last wrote, of those that did so by this channel the last time."""
    query = scoped(ctx, Identity).where(Identity.id.in_(identity_ids), Identity.channel_id == channel_id)
    rows = await ctx.session.execute(query.with_only_columns(Identity.id, Identity.last_seen_at))
    return {identity_id: at for identity_id, at in rows if at is not None}


# ---- planning -----------------------------------------------------------------------------------------

_ADDRESSES = text("""
SELECT picked.id, picked.address, picked.reachable, picked.unreachable_code
FROM unnest(:contact_ids) WITH ORDINALITY AS asked (contact_id, place)
LEFT JOIN LATERAL (
    SELECT root_id FROM contacts WHERE id = asked.contact_id AND workspace_id = :workspace_id LIMIT 1
) AS card ON true
LEFT JOIN LATERAL (
    SELECT i.id, i.address, i.reachable, i.unreachable_code
    FROM (SELECT id FROM contacts WHERE root_id = card.root_id OFFSET 0) AS member
    CROSS JOIN LATERAL (
        SELECT * FROM identities WHERE contact_id = member.id AND address_kind = :address_kind
          AND (CAST(:channel_id AS uuid) IS NULL OR channel_id = :channel_id) OFFSET 0
    ) AS i
    ORDER BY i.reachable DESC, i.claimed, i.verified DESC, i.last_seen_at DESC NULLS LAST, i.id LIMIT 1
) AS picked ON true
ORDER BY asked.place
""")


async def addresses(
    ctx: Ctx, contact_ids: Sequence[UUID], *, address_kind: str, channel_id: UUID | None
) -> list[Address]:
    """The best address of each, in the order asked. `channel_id`: only those that wrote by this channel."""
    rows = await ctx.session.execute(
        _ADDRESSES,
        {
            "contact_ids": uuids(contact_ids),
            "workspace_id": ctx.workspace_id,
            "address_kind": address_kind,
            "channel_id": channel_id,
        },
    )
    return [Address(*row) for row in rows]


_PLAN = text(f"""
WITH written AS (
    INSERT INTO mass_messages
        (workspace_id, batch_id, id, contact_id, identity_id, round, variant, language, state, code, due_at, until)
    SELECT :workspace_id, :batch_id, new.*
    FROM unnest(
        :ids, :contact_ids, :identity_ids, CAST(:rounds AS smallint[]), CAST(:variants AS smallint[]),
        :languages, :states, :codes, :due_ats, :untils
    ) AS new (id, contact_id, identity_id, round, variant, language, state, code, due_at, until)
    ON CONFLICT (contact_id, batch_id, round) DO NOTHING
    RETURNING workspace_id, batch_id, id, contact_id, variant, state, code, due_at
), queued AS (
    {into_waiting("written")}
)
SELECT NULL, NULL, variant, state, code, count(*) FROM written WHERE state = 'planned' GROUP BY variant, state, code
UNION ALL
SELECT id, contact_id, variant, state, code, 1 FROM written WHERE state <> 'planned'
""")  # noqa: S608 - our own constants


async def plan(ctx: Ctx, batch_id: UUID, rows: Sequence[Planned]) -> list[Written]:
    """Write those that are not there yet."""
    ids, contacts, identities, rounds, variants, languages, states, codes, due_ats, untils = zip(*rows, strict=True)
    given = {
        "ids": uuids(ids),
        "contact_ids": uuids(contacts),
        "identity_ids": uuids(identities),
        "rounds": numbers(rounds),
        "variants": numbers(variants),
        "languages": texts(languages),
        "states": texts(states),
        "codes": texts(codes),
        "due_ats": moments(due_ats),
        "untils": moments(untils),
    }
    found = await ctx.session.execute(_PLAN, {**given, "workspace_id": ctx.workspace_id, "batch_id": batch_id})
    return [Written(*row) for row in found]


# ---- counters -----------------------------------------------------------------------------------------

_COUNT = text("""
INSERT INTO mass_counts (workspace_id, batch_id, variant, kind, name, code, count, cost_micros)
SELECT :workspace_id, :batch_id, new.*
FROM unnest(
    CAST(:variants AS smallint[]), CAST(:kinds AS text[]), CAST(:names AS text[]), CAST(:codes AS text[]),
    CAST(:counts AS bigint[]), CAST(:costs AS bigint[])
) AS new (variant, kind, name, code, count, cost_micros)
ORDER BY new.variant, new.kind, new.name, new.code
ON CONFLICT (batch_id, variant, kind, name, code) DO UPDATE
SET count = mass_counts.count + excluded.count, cost_micros = mass_counts.cost_micros + excluded.cost_micros
""")


async def count(ctx: Ctx, batch_id: UUID, deltas: Sequence[Delta]) -> None:
    """Everybody writes a batch's counters in one order, so blocks of several nodes wait, but never for each other."""
    if not deltas:
        return
    columns = [list(column) for column in zip(*deltas, strict=True)]
    given = dict(zip(("variants", "kinds", "names", "codes", "counts", "costs"), columns, strict=True))
    await ctx.session.execute(_COUNT, {**given, "workspace_id": ctx.workspace_id, "batch_id": batch_id})


async def counts(ctx: Ctx, batch_ids: Sequence[UUID]) -> Sequence[MassCount]:
    """Those that say something."""
    something = or_(MassCount.count != 0, MassCount.cost_micros != 0)
    query = scoped(ctx, MassCount).where(MassCount.batch_id.in_(batch_ids), something)
    return (await ctx.session.scalars(query.execution_options(populate_existing=True))).all()


async def currency(ctx: Ctx, batch_id: UUID) -> str:
    """Of costs that an older version counted without it; empty when nothing cost anything."""
    query = scoped(ctx, MassMessage).where(MassMessage.batch_id == batch_id, MassMessage.cost_currency.is_not(None))
    return await ctx.session.scalar(query.with_only_columns(MassMessage.cost_currency).limit(1)) or ""


# ---- rows ---------------------------------------------------------------------------------------------


async def cards_of(ctx: Ctx, contact_id: UUID) -> Sequence[UUID]:
    """Ids of every card of the person this contact is part of."""
    root = select(Contact.root_id).where(Contact.workspace_id == ctx.workspace_id, Contact.id == contact_id)
    query = scoped(ctx, Contact).where(Contact.root_id == root.scalar_subquery())
    return (await ctx.session.scalars(query.with_only_columns(Contact.id))).all()


async def rows_of_person(ctx: Ctx, contact_id: UUID, batch_ids: Sequence[UUID] | None = None) -> Sequence[MassMessage]:
    """What was planned for any card of the person, the newest first; of these batches, or of all."""
    root = select(Contact.root_id).where(Contact.workspace_id == ctx.workspace_id, Contact.id == contact_id)
    cards = select(Contact.id).where(
        Contact.workspace_id == ctx.workspace_id, Contact.root_id == root.scalar_subquery()
    )
    query = scoped(ctx, MassMessage).where(MassMessage.contact_id.in_(cards))
    if batch_ids is not None:
        query = query.where(MassMessage.batch_id.in_(batch_ids))
    return (await ctx.session.scalars(query.order_by(MassMessage.id.desc()).limit(PERSON_ROWS_MAX))).all()


_HAND_OVER = text("""
UPDATE mass_messages AS m SET contact_id = :to
WHERE m.contact_id = :of AND m.batch_id = ANY(:batches) AND m.workspace_id = :workspace
  AND NOT EXISTS (
    SELECT 1 FROM mass_messages AS own
    WHERE own.contact_id = :to AND own.batch_id = m.batch_id AND own.round = m.round
  )
""")


async def hand_over(ctx: Ctx, batch_ids: Sequence[UUID], *, of: UUID, to: UUID) -> None:
    given = {"of": of, "to": to, "batches": uuids(batch_ids), "workspace": ctx.workspace_id}
    await ctx.session.execute(_HAND_OVER, given)
