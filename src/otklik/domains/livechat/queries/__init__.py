"""Every question of the visitor's side."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, cast, delete, func, or_, select, text, tuple_, update
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.conversations.models import Conversation, ConversationThread, Message
from otklik.domains.delivery.models import Channel, File, JournalItem, LedgerRow
from otklik.domains.livechat.models import VisitorDevice, VisitorKey, VisitorSession
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

ACCEPTED: Final = ("accepted", "delivered", "read")
WAITING_MAX: Final = 1_000
RECEIPTS_MAX: Final = 200


_KNOWN: Final = (
    select(VisitorSession, Channel, Conversation.id, Conversation.waiting_since)
    .join(Channel, Channel.id == VisitorSession.channel_id)
    .outerjoin(
        ConversationThread,
        and_(
            ConversationThread.channel_id == VisitorSession.channel_id,
            ConversationThread.thread_id == cast(VisitorSession.id, SqlText),
        ),
    )
    .outerjoin(Conversation, Conversation.id == ConversationThread.conversation_id)
)


class Known(NamedTuple):
    """A visitor by token: who, on which channel, in which conversation."""

    session: VisitorSession
    channel: Channel
    conversation_id: UUID | None
    waiting_since: datetime | None


async def known(session: AsyncSession, token_digest: str) -> Known | None:
    """Across workspaces: a token is all that a visitor shows."""
    of_device = select(VisitorKey.visitor_id).where(VisitorKey.token_digest == token_digest).scalar_subquery()
    mine = or_(VisitorSession.token_digest == token_digest, VisitorSession.id == of_device)
    row = (await session.execute(_KNOWN.where(mine))).first()
    return Known(*row) if row else None


async def known_by_id(ctx: Ctx, visitor_id: UUID) -> Known | None:
    mine = (VisitorSession.workspace_id == ctx.workspace_id, VisitorSession.id == visitor_id)
    row = (await ctx.session.execute(_KNOWN.where(*mine))).first()
    return Known(*row) if row else None


async def channel_by_public_id(session: AsyncSession, public_id: str) -> Channel | None:
    """Across workspaces: a page names its channel by this alone."""
    return await session.scalar(
        select(Channel).where(Channel.public_id == public_id, Channel.enabled, Channel.deleted_at.is_(None))
    )


async def visitor(ctx: Ctx, visitor_id: UUID, *, lock: bool = False) -> VisitorSession | None:
    query = scoped(ctx, VisitorSession).where(VisitorSession.id == visitor_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def visitor_of_customer(ctx: Ctx, *, channel_id: UUID, customer_id: str) -> VisitorSession | None:
    """The one visitor that a customer is on a channel, whatever device they hold."""
    return await ctx.session.scalar(
        scoped(ctx, VisitorSession).where(
            VisitorSession.channel_id == channel_id, VisitorSession.customer_id == customer_id
        )
    )


async def visitor_of_facts(ctx: Ctx, *, channel_id: UUID, key: str) -> VisitorSession | None:
    """Who was last here of those by whose page's key it is told what they do."""
    return await ctx.session.scalar(
        scoped(ctx, VisitorSession)
        .where(VisitorSession.facts_key == key, VisitorSession.channel_id == channel_id)
        .order_by(VisitorSession.last_seen_at.desc())
        .limit(1)
    )


async def touch(session: AsyncSession, visitor_ids: Sequence[UUID], *, now: datetime) -> None:
    """They are there now."""
    await session.execute(update(VisitorSession).where(VisitorSession.id.in_(visitor_ids)).values(last_seen_at=now))


async def conversation(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    """Mostly from the unit of work itself, without asking the database again: events bring ids of rows just read."""
    found = await ctx.session.get(Conversation, conversation_id)
    return found if found is not None and found.workspace_id == ctx.workspace_id else None


async def conversation_of_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str) -> Conversation | None:
    return await ctx.session.scalar(
        scoped(ctx, Conversation)
        .join(ConversationThread, ConversationThread.conversation_id == Conversation.id)
        .where(ConversationThread.channel_id == channel_id, ConversationThread.thread_id == thread_id)
    )


async def conversation_of_message(ctx: Ctx, *, channel_id: UUID, external_id: str) -> Conversation | None:
    return await ctx.session.scalar(
        scoped(ctx, Conversation)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.channel_id == channel_id, Message.external_id == external_id)
        .limit(1)
    )


# ---- what a visitor sees ------------------------------------------------------------------------------


def _visible() -> ColumnElement[bool]:
    """What was said, by either side; of ours only what has been accepted for the visitor. No notes, no event lines."""
    ours = and_(Message.kind == "message", Message.direction == "out", Message.state.in_(ACCEPTED))
    theirs = and_(Message.kind.in_(("message", "auto_reply")), Message.direction == "in")
    return or_(ours, theirs)


def _of_thread(conversation_id: UUID) -> ColumnElement[bool]:
    """The conversation's own messages, wherever a merge has put them; never those of another thread put to them."""
    own = and_(Message.conversation_id == conversation_id, Message.merged_from_id.is_(None))
    return or_(own, Message.merged_from_id == conversation_id)


async def message(ctx: Ctx, message_id: UUID) -> Message | None:
    return await ctx.session.scalar(scoped(ctx, Message).where(Message.id == message_id, _visible()))


async def named(ctx: Ctx, conversation_id: UUID, name: UUID) -> Message | None:
    """A visible message by the name the visitor knows: its id, or the key of the visitor's own."""
    query = scoped(ctx, Message).where(
        _of_thread(conversation_id),
        or_(Message.id == name, and_(Message.direction == "in", Message.external_id == str(name))),
        _visible(),
    )
    return await ctx.session.scalar(query.limit(1))


async def messages(ctx: Ctx, conversation_id: UUID, *, before: Message | None, limit: int) -> list[Message]:
    """The newest visible messages before one of them, oldest first."""
    query = scoped(ctx, Message).where(_of_thread(conversation_id), _visible())
    if before is not None:
        query = query.where(tuple_(Message.sent_at, Message.id) < (before.sent_at, before.id))
    rows = await ctx.session.scalars(query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(limit))
    return list(reversed(rows.all()))


async def messages_by_id(ctx: Ctx, ids: Sequence[UUID]) -> Mapping[UUID, Message]:
    if not ids:
        return {}
    return {row.id: row for row in await ctx.session.scalars(scoped(ctx, Message).where(Message.id.in_(ids)))}


async def unread(ctx: Ctx, conversation_id: UUID) -> int:
    """Accepted answers the visitor has not read."""
    query = select(func.count()).where(
        Message.workspace_id == ctx.workspace_id,
        _of_thread(conversation_id),
        Message.direction == "out",
        Message.state.in_(("accepted", "delivered")),
    )
    return int(await ctx.session.scalar(query) or 0)


async def unsettled_up_to(ctx: Ctx, last: Message, *, states: Sequence[str]) -> Sequence[str]:
    """The provider's ids of answers up to one of them that are still in these states."""
    query = (
        select(LedgerRow.external_id)
        .join(Message, Message.id == LedgerRow.subject_id)
        .where(
            LedgerRow.workspace_id == ctx.workspace_id,
            LedgerRow.lane == last.conversation_id,
            LedgerRow.channel_id == last.channel_id,
            LedgerRow.state.in_(states),
            LedgerRow.external_id.is_not(None),
            Message.conversation_id == last.conversation_id,
            tuple_(Message.sent_at, Message.id) <= (last.sent_at, last.id),
        )
        .order_by(LedgerRow.id)
        .limit(RECEIPTS_MAX)
    )
    return [str(one) for one in (await ctx.session.scalars(query)).all()]


async def last_operator_id(ctx: Ctx, conversation_id: UUID) -> UUID | None:
    """Whoever of us wrote last."""
    query = (
        select(Message.author_id)
        .where(
            Message.workspace_id == ctx.workspace_id,
            Message.conversation_id == conversation_id,
            Message.author_kind == "operator",
            Message.direction == "out",
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    )
    return await ctx.session.scalar(query)


async def journal_body(ctx: Ctx, *, channel_id: UUID, event_id: str) -> bytes | None:
    """What was stored under the key the first time."""
    query = select(JournalItem.body).where(
        JournalItem.workspace_id == ctx.workspace_id,
        JournalItem.channel_id == channel_id,
        JournalItem.event_id == event_id,
    )
    return await ctx.session.scalar(query)


async def file(session: AsyncSession, file_id: UUID) -> File | None:
    """Across workspaces: the signature in the address is the right to it."""
    return await session.scalar(select(File).where(File.id == file_id))


async def stream_head(ctx: Ctx, stream: str) -> int:
    query = text("SELECT seq FROM live_streams WHERE name = :name AND workspace_id = :workspace")
    return int(await ctx.session.scalar(query, {"name": stream, "workspace": ctx.workspace_id}) or 0)


# ---- availability -------------------------------------------------------------------------------------


class Waiting(NamedTuple):
    """A customer who waits."""

    conversation_id: UUID
    since: datetime


async def waiting(ctx: Ctx) -> Mapping[tuple[UUID, str], Waiting]:
    """By channel and thread, longest first: whose customer waits, and since when; no more than 1,000."""
    query = (
        select(Conversation.channel_id, Conversation.thread_id, Conversation.id, Conversation.waiting_since)
        .where(Conversation.workspace_id == ctx.workspace_id, Conversation.waiting_since.is_not(None))
        .order_by(Conversation.waiting_since)
        .limit(WAITING_MAX)
    )
    rows = await ctx.session.execute(query)
    return {(channel, thread): Waiting(one, since) for channel, thread, one, since in rows if since is not None}


# ---- carrying on --------------------------------------------------------------------------------------


async def due_for_mail(session: AsyncSession, *, now: datetime, limit: int) -> list[tuple[UUID, WorkspaceId]]:
    """Visitors whose answers may have to go by mail: (visitor, workspace)."""
    query = (
        select(VisitorSession.id, VisitorSession.workspace_id)
        .where(VisitorSession.mail_due_at <= now)
        .order_by(VisitorSession.mail_due_at)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def undelivered(ctx: Ctx, conversation: Conversation, *, after_id: UUID | None, limit: int) -> list[Message]:
    """Answers accepted for the visitor that no page of theirs ever took, oldest first."""
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation.id,
        Message.channel_id == conversation.channel_id,
        Message.direction == "out",
        Message.state == "accepted",
        Message.deleted_at.is_(None),
    )
    if after_id is not None:
        query = query.where(Message.id > after_id)
    return list((await ctx.session.scalars(query.order_by(Message.id).limit(limit))).all())


async def mail_ids(ctx: Ctx, conversation_id: UUID, *, purpose: str, limit: int) -> list[str]:
    """The provider's ids of mails that carried the conversation on, oldest first."""
    query = (
        select(LedgerRow.external_id)
        .where(
            LedgerRow.workspace_id == ctx.workspace_id,
            LedgerRow.lane == conversation_id,
            LedgerRow.purpose == purpose,
            LedgerRow.external_id.is_not(None),
        )
        .order_by(LedgerRow.id.desc())
        .limit(limit)
    )
    return [str(one) for one in reversed((await ctx.session.scalars(query)).all())]


# ---- phones and browsers that ring ---------------------------------------------------------------------


async def visitor_devices(ctx: Ctx, visitor_id: UUID) -> Sequence[VisitorDevice]:
    """The latest first."""
    mine = scoped(ctx, VisitorDevice).where(VisitorDevice.visitor_id == visitor_id)
    return (await ctx.session.scalars(mine.order_by(VisitorDevice.id.desc()))).all()


async def with_devices(ctx: Ctx, visitor_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the visitors who can be rung."""
    mine = scoped(ctx, VisitorDevice).where(VisitorDevice.visitor_id.in_(visitor_ids))
    return set((await ctx.session.scalars(mine.with_only_columns(VisitorDevice.visitor_id))).all())


async def visitor_device(ctx: Ctx, device_id: UUID) -> VisitorDevice | None:
    return await ctx.session.scalar(scoped(ctx, VisitorDevice).where(VisitorDevice.id == device_id))


async def keep_device(ctx: Ctx, row: VisitorDevice) -> VisitorDevice:
    """A phone that was another visitor's is theirs no more: whoever signed in last is told."""
    columns = ("id", "workspace_id", "visitor_id", "kind", "digest", "sealed", "time_zone", "created_at")
    made = insert(VisitorDevice).values({name: getattr(row, name) for name in columns})
    changed = {name: made.excluded[name] for name in ("visitor_id", "sealed", "time_zone")}
    kept = made.on_conflict_do_update(index_elements=["workspace_id", "digest"], set_=changed).returning(VisitorDevice)
    return (await ctx.session.scalars(kept, execution_options={"populate_existing": True})).one()


async def forget_device(ctx: Ctx, device_id: UUID) -> None:
    mine = delete(VisitorDevice).where(VisitorDevice.workspace_id == ctx.workspace_id)
    await ctx.session.execute(mine.where(VisitorDevice.id == device_id))


async def rings_still(ctx: Ctx, visitor_id: UUID) -> None:
    """Write down whether the visitor has any device that rings."""
    left = scoped(ctx, VisitorDevice).where(VisitorDevice.visitor_id == visitor_id).exists()
    mine = update(VisitorSession).where(
        VisitorSession.workspace_id == ctx.workspace_id, VisitorSession.id == visitor_id
    )
    await ctx.session.execute(mine.values(rings=left))


async def first_channel(session: AsyncSession, *, workspace_slug: str, kinds: Sequence[str]) -> str | None:
    """The public id of a company's first live channel of these kinds."""
    query = text("""
    SELECT c.public_id FROM channels c JOIN workspaces w ON w.id = c.workspace_id
    WHERE w.slug = :slug AND c.kind = ANY(:kinds) AND c.enabled AND c.deleted_at IS NULL ORDER BY c.id LIMIT 1
    """)
    return await session.scalar(query, {"slug": workspace_slug, "kinds": list(kinds)})


_FORGET = text("""
DELETE FROM visitor_sessions WHERE id IN (
    SELECT s.id FROM visitor_sessions s
    WHERE s.last_seen_at < :before AND NOT EXISTS (
        SELECT 1 FROM conversation_threads t WHERE t.channel_id = s.channel_id AND t.thread_id = s.id::text
    )
    LIMIT :limit
)
""")


async def forget(session: AsyncSession, *, before: datetime, limit: int) -> None:
    """Drop visitors who never wrote and whose token has run out."""
    await session.execute(_FORGET, {"before": before, "limit": limit})
