"""Every question delivery asks of channels, files and the ledger."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.delivery.models import Channel, File, JournalItem, LedgerPart, LedgerRow, LedgerStep
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

NODE_LOCKS = 0x07171B
"""First key of the advisory locks that say a worker node is alive; the second is the node's number."""


async def channel(ctx: Ctx, channel_id: UUID) -> Channel | None:
    return await ctx.session.scalar(scoped(ctx, Channel).where(Channel.id == channel_id, Channel.deleted_at.is_(None)))


async def channels(ctx: Ctx, *, after: UUID | None = None, limit: int = 200) -> Sequence[Channel]:
    query = scoped(ctx, Channel).where(Channel.deleted_at.is_(None)).order_by(Channel.id).limit(limit)
    if after is not None:
        query = query.where(Channel.id > after)
    return (await ctx.session.scalars(query)).all()


async def live_channels(session: AsyncSession) -> Sequence[Channel]:
    """Every enabled channel of every workspace, for the listeners."""
    query = select(Channel).where(Channel.enabled, Channel.deleted_at.is_(None))
    return (await session.scalars(query)).all()


async def file(ctx: Ctx, file_id: UUID) -> File | None:
    return await ctx.session.scalar(scoped(ctx, File).where(File.id == file_id))


async def files(ctx: Ctx, file_ids: Sequence[UUID]) -> dict[UUID, File]:
    if not file_ids:
        return {}
    rows = await ctx.session.scalars(scoped(ctx, File).where(File.id.in_(file_ids)))
    return {row.id: row for row in rows}


async def journal_item(ctx: Ctx, journal_id: UUID) -> JournalItem | None:
    return await ctx.session.scalar(scoped(ctx, JournalItem).where(JournalItem.id == journal_id))


async def ledger_row(ctx: Ctx, ledger_id: UUID, *, lock: bool = False) -> LedgerRow | None:
    query = scoped(ctx, LedgerRow).where(LedgerRow.id == ledger_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def ledger_row_by_key(ctx: Ctx, key: str) -> LedgerRow | None:
    return await ctx.session.scalar(scoped(ctx, LedgerRow).where(LedgerRow.key == key))


async def ledger_rows_by_external(ctx: Ctx, *, channel_id: UUID, external_id: str) -> Sequence[LedgerRow]:
    """Rows that the provider knows by this id, whole or in part; held."""
    whole = select(LedgerRow.id).where(LedgerRow.channel_id == channel_id, LedgerRow.external_id == external_id)
    part = select(LedgerPart.ledger_id).where(
        LedgerPart.channel_id == channel_id, LedgerPart.external_id == external_id
    )
    query = scoped(ctx, LedgerRow).where(LedgerRow.id.in_(whole.union(part)))
    return (await ctx.session.scalars(query.with_for_update())).all()


async def being_sent(ctx: Ctx, *, channel_id: UUID, thread_id: str) -> bool:
    """Whether a message of the thread is in the provider's hands, and its answer not yet here."""
    query = _of_thread(ctx, channel_id=channel_id, thread_id=thread_id).where(LedgerRow.state == "handed").limit(1)
    return await ctx.session.scalar(query) is not None


async def doubted(ctx: Ctx, *, channel_id: UUID, thread_id: str, since: datetime) -> Sequence[LedgerRow]:
    """Messages of the thread planned since then of which nobody knows whether they went, the oldest first; held."""
    query = _of_thread(ctx, channel_id=channel_id, thread_id=thread_id).where(
        LedgerRow.state == "unknown", LedgerRow.planned_at >= since
    )
    return (await ctx.session.scalars(query.order_by(LedgerRow.id).with_for_update().limit(50))).all()


def _of_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str) -> Select[LedgerRow]:
    return scoped(ctx, LedgerRow).where(LedgerRow.channel_id == channel_id, LedgerRow.thread_id == thread_id)


async def parts_of(ctx: Ctx, ledger_id: UUID) -> Sequence[LedgerPart]:
    return (await ctx.session.scalars(scoped(ctx, LedgerPart).where(LedgerPart.ledger_id == ledger_id))).all()


async def accepted_up_to(ctx: Ctx, *, channel_id: UUID, thread_id: str, moment: datetime) -> Sequence[LedgerRow]:
    """Accepted and delivered rows of one thread not after `moment`: a read receipt "up to here" means them all."""
    query = scoped(ctx, LedgerRow).where(
        LedgerRow.channel_id == channel_id,
        LedgerRow.thread_id == thread_id,
        LedgerRow.state.in_(("accepted", "delivered")),
        LedgerRow.accepted_at <= moment,
    )
    return (await ctx.session.scalars(query.with_for_update().limit(500))).all()


async def rows_of_subject(ctx: Ctx, subject_id: UUID) -> Sequence[LedgerRow]:
    query = scoped(ctx, LedgerRow).where(LedgerRow.subject_id == subject_id).order_by(LedgerRow.id)
    return (await ctx.session.scalars(query)).all()


def identities_of(ctx: Ctx, contact_id: UUID) -> Select[UUID]:
    """Every address of the person this contact is part of."""
    root = select(Contact.root_id).where(Contact.workspace_id == ctx.workspace_id, Contact.id == contact_id)
    return (
        select(Identity.id)
        .join(Contact, Contact.id == Identity.contact_id)
        .where(Contact.workspace_id == ctx.workspace_id, Contact.root_id == root.scalar_subquery())
    )


def _to(ctx: Ctx, contact_id: UUID) -> Select[LedgerRow]:
    """Rows to any address of the person this contact is part of."""
    return scoped(ctx, LedgerRow).where(LedgerRow.identity_id.in_(identities_of(ctx, contact_id)))


async def rows_to(ctx: Ctx, contact_id: UUID, *, before: UUID | None, limit: int) -> Sequence[LedgerRow]:
    """The newest first."""
    query = _to(ctx, contact_id).order_by(LedgerRow.id.desc()).limit(limit)
    return (await ctx.session.scalars(query if before is None else query.where(LedgerRow.id < before))).all()


async def open_rows_to(ctx: Ctx, contact_id: UUID) -> Sequence[LedgerRow]:
    """What has not been sent yet; held."""
    query = _to(ctx, contact_id).where(LedgerRow.state.in_(("planned", "claimed"))).with_for_update()
    return (await ctx.session.scalars(query)).all()


async def steps_of(ctx: Ctx, ledger_ids: Sequence[UUID]) -> Sequence[LedgerStep]:
    query = scoped(ctx, LedgerStep).where(LedgerStep.ledger_id.in_(ledger_ids)).order_by(LedgerStep.at, LedgerStep.id)
    return (await ctx.session.scalars(query)).all()


_CLAIM = text("""
WITH claimed AS (
    UPDATE ledger SET state = 'claimed', claimed_by = :node, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM ledger AS due
        WHERE state = 'planned' AND due_at <= :now
          AND NOT EXISTS (
            SELECT 1 FROM ledger AS earlier
            WHERE earlier.lane = due.lane AND earlier.id < due.id AND earlier.state IN ('planned', 'claimed', 'handed')
          )
        ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    RETURNING id, workspace_id
), steps AS (
    INSERT INTO ledger_steps (id, workspace_id, ledger_id, state, at)
    SELECT gen_random_uuid(), workspace_id, id, 'claimed', :now FROM claimed
)
SELECT id FROM claimed
""")


async def claim(session: AsyncSession, *, node: int, now: datetime, limit: int) -> Sequence[UUID]:
    """Take a block of due rows, at most one of each lane."""
    return (await session.scalars(_CLAIM, {"node": node, "now": now, "limit": limit})).all()


async def next_due(session: AsyncSession) -> datetime | None:
    """When the earliest planned row is due, past or future; None when nothing waits."""
    return await session.scalar(text("SELECT min(due_at) FROM ledger WHERE state = 'planned'"))


_ABANDONED = text("""
SELECT id, workspace_id, state FROM ledger
WHERE state IN ('claimed', 'handed') AND claimed_by NOT IN (
    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :space
)
LIMIT 500 FOR UPDATE SKIP LOCKED
""")


async def abandoned(session: AsyncSession) -> Sequence[tuple[UUID, UUID, str]]:
    """Rows claimed by nodes that hold their lock no more: (id, workspace, state)."""
    rows = await session.execute(_ABANDONED, {"space": NODE_LOCKS})
    return [(row[0], row[1], row[2]) for row in rows]


async def release(session: AsyncSession, ledger_ids: Sequence[UUID]) -> None:
    """Claimed but never handed over: nothing was sent, so they may be claimed again."""
    await session.execute(
        update(LedgerRow)
        .where(LedgerRow.id.in_(ledger_ids), LedgerRow.state == "claimed")
        .values(state="planned", claimed_by=None)
    )


async def channels_with_waiting_items(session: AsyncSession) -> Sequence[tuple[UUID, UUID]]:
    """(channel, workspace) of every channel that has raw items nobody has read."""
    rows = await session.execute(
        text("""
        SELECT c.id, c.workspace_id FROM channels c
        WHERE EXISTS (SELECT 1 FROM journal j WHERE j.channel_id = c.id AND j.state = 'received')
        """)
    )
    return [(row[0], row[1]) for row in rows]


async def waiting_items(ctx: Ctx, *, channel_id: UUID, limit: int) -> Sequence[JournalItem]:
    query = (
        scoped(ctx, JournalItem)
        .where(JournalItem.channel_id == channel_id, JournalItem.state == "received")
        .order_by(JournalItem.id)
        .limit(limit)
    )
    return (await ctx.session.scalars(query)).all()


async def hold_channel(ctx: Ctx, channel_id: UUID) -> bool:
    """Take the channel's intake for this transaction; False when another worker has it."""
    key = int.from_bytes(channel_id.bytes[8:], signed=True)
    return bool(await ctx.session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key}))


async def mark_read(ctx: Ctx, journal_ids: Sequence[UUID]) -> None:
    await ctx.session.execute(
        update(JournalItem)
        .where(JournalItem.workspace_id == ctx.workspace_id, JournalItem.id.in_(journal_ids))
        .values(state="read", read_at=ctx.now(), error="")
    )


async def put_back(session: AsyncSession, *, journal_id: UUID | None, limit: int) -> int:
    """Mark failed items (or one item) as received; returns how many."""
    wanted = JournalItem.state == "failed" if journal_id is None else JournalItem.id == journal_id
    block = select(JournalItem.id).where(wanted).order_by(JournalItem.id).limit(limit)
    found = await session.scalars(
        update(JournalItem).where(JournalItem.id.in_(block)).values(state="received").returning(JournalItem.id)
    )
    return len(found.all())


async def notify(session: AsyncSession, *, channel: str, payload: str = "") -> None:
    """Wake the loops that wait for rows; delivered at commit."""
    await session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload})


async def workspaces_of(session: AsyncSession, ledger_ids: Sequence[UUID]) -> list[tuple[UUID, WorkspaceId]]:
    """(row, workspace) of claimed rows, in the order they were planned."""
    query = select(LedgerRow.id, LedgerRow.workspace_id).where(LedgerRow.id.in_(ledger_ids)).order_by(LedgerRow.id)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def any_channel(ctx: Ctx, channel_id: UUID) -> Channel | None:
    """A channel even after its deletion."""
    return await ctx.session.scalar(scoped(ctx, Channel).where(Channel.id == channel_id))


async def channel_by_public_id(session: AsyncSession, public_id: str) -> Channel | None:
    """Across workspaces: a webhook names its channel by this alone."""
    return await session.scalar(select(Channel).where(Channel.public_id == public_id, Channel.deleted_at.is_(None)))


_FORGET = (
    "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE state = 'read' AND read_at < :journal LIMIT 10000)",
    "DELETE FROM live_entries WHERE at < :rest",
    "DELETE FROM rate_buckets WHERE window_start < :rest",
    "DELETE FROM kept_answers WHERE at < :rest",
    "DELETE FROM delivery_refusals WHERE id IN (SELECT id FROM delivery_refusals WHERE at < :refusals LIMIT 10000)",
)


async def forget(
    session: AsyncSession, *, journal_before: datetime, rest_before: datetime, refusals_before: datetime
) -> None:
    """Drop what has had its time, the journal in bites of 10,000."""
    for statement in _FORGET:
        given = {"journal": journal_before, "rest": rest_before, "refusals": refusals_before}
        await session.execute(text(statement), given)
