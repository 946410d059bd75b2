"""Every question the bonus asks: its rules and months, closings, who is a colleague."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.bonus.models import BonusClosing, BonusMonth, BonusRulesRow
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.delivery.models import Channel
from otklik.domains.workspaces.models import Operator
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

MONTHS_MAX: Final = 120
READ_MAX: Final = 50
"""Messages of a wait whose words are counted."""


class Closings(NamedTuple):
    """Of one operator in a period."""

    operator_id: UUID
    closings: int
    reopened: int
    """By a customer who had something to say, within the hours."""


_COLLEAGUES: Final = text("""
SELECT card.id FROM contacts card WHERE card.workspace_id = :workspace AND card.root_id IN (
    SELECT c.root_id FROM identities i JOIN contacts c ON c.id = i.contact_id
    WHERE i.workspace_id = :workspace AND i.address_kind = 'email' AND i.address IN (
        SELECT a.email FROM operators o JOIN accounts a ON a.id = o.account_id WHERE o.workspace_id = :workspace
    )
)
""")
_CLOSINGS: Final = text("""
SELECT b.operator_id, count(*), count(*) FILTER (
    WHERE b.reopened_at <= b.closed_at + make_interval(hours => :hours) AND EXISTS (
        SELECT 1 FROM messages m
        WHERE m.conversation_id = b.conversation_id AND m.direction = 'in' AND m.kind = 'message'
          AND m.stored_at >= b.reopened_at - interval '1 second' AND m.stored_at < b.reopened_at + interval '10 minutes'
          AND (length(regexp_replace(m.visible_text, '[^[:alnum:]]', '', 'g')) >= :letters
               OR EXISTS (SELECT 1 FROM message_files f WHERE f.message_id = m.id))
    )
)
FROM bonus_closings b
WHERE b.workspace_id = :workspace AND b.closed_at >= :start AND b.closed_at < :end
GROUP BY b.operator_id
""")


async def rules(ctx: Ctx) -> BonusRulesRow | None:
    return await ctx.session.scalar(scoped(ctx, BonusRulesRow))


async def save_rules(ctx: Ctx, document: Mapping[str, Any]) -> None:
    """One row a company; the last choice wins."""
    row = {"document": document, "changed_at": ctx.now(), "changed_by_id": ctx.actor.id}
    new = insert(BonusRulesRow).values(workspace_id=ctx.workspace_id, **row)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def month(ctx: Ctx, first: date) -> BonusMonth | None:
    return await ctx.session.scalar(scoped(ctx, BonusMonth).where(BonusMonth.month == first))


async def months(ctx: Ctx) -> Sequence[BonusMonth]:
    """Closed ones, latest first."""
    return (
        await ctx.session.scalars(scoped(ctx, BonusMonth).order_by(BonusMonth.month.desc()).limit(MONTHS_MAX))
    ).all()


async def colleagues(ctx: Ctx) -> set[UUID]:
    """Every card of whoever has an address of somebody who works here, told or proven."""
    return set((await ctx.session.scalars(_COLLEAGUES, {"workspace": ctx.workspace_id})).all())


async def channel_of(ctx: Ctx, conversation_id: UUID) -> UUID:
    query = scoped(ctx, Conversation).where(Conversation.id == conversation_id)
    return (await ctx.session.scalars(query.with_only_columns(Conversation.channel_id))).one()


async def said_since(ctx: Ctx, conversation_id: UUID, since: datetime) -> Sequence[str]:
    """What the customer wrote from that moment on."""
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation_id,
        Message.direction == "in",
        Message.kind == "message",
        Message.sent_at >= since,
    )
    return (await ctx.session.scalars(query.with_only_columns(Message.visible_text).limit(READ_MAX))).all()


async def reopened(ctx: Ctx, conversation_id: UUID) -> None:
    """The customer opened it again: whoever closed it last hears of it."""
    last = (
        scoped(ctx, BonusClosing)
        .where(BonusClosing.conversation_id == conversation_id, BonusClosing.reopened_at.is_(None))
        .order_by(BonusClosing.closed_at.desc())
        .limit(1)
    )
    found = await ctx.session.scalar(last)
    if found is not None:
        found.reopened_at = ctx.now()


async def unanswered(ctx: Ctx, *, start: datetime, end: datetime, letters: int, most: int) -> Sequence[BonusClosing]:
    """Closings that ended a wait begun in working hours, of customers who had said something."""
    query = scoped(ctx, BonusClosing).where(
        BonusClosing.closed_at >= start,
        BonusClosing.closed_at < end,
        BonusClosing.waiting_since.is_not(None),
        BonusClosing.in_hours,
        BonusClosing.letters >= letters,
    )
    return (await ctx.session.scalars(query.order_by(BonusClosing.closed_at).limit(most))).all()


async def contact_ids(ctx: Ctx, conversation_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    query = scoped(ctx, Conversation).where(Conversation.id.in_(conversation_ids))
    rows = await ctx.session.execute(query.with_only_columns(Conversation.id, Conversation.contact_id))
    return {row[0]: row[1] for row in rows}


async def closings(ctx: Ctx, *, start: datetime, end: datetime, hours: int, letters: int) -> list[Closings]:
    given = {"workspace": ctx.workspace_id, "start": start, "end": end, "hours": hours, "letters": letters}
    return [Closings(*row) for row in await ctx.session.execute(_CLOSINGS, given)]


async def count_operators(ctx: Ctx, ids: Sequence[UUID]) -> int:
    query = select(func.count()).where(Operator.workspace_id == ctx.workspace_id, Operator.id.in_(ids))
    return await ctx.session.scalar(query) or 0


async def count_channels(ctx: Ctx, ids: Sequence[UUID]) -> int:
    query = select(func.count()).where(Channel.workspace_id == ctx.workspace_id, Channel.id.in_(ids))
    return await ctx.session.scalar(query) or 0
