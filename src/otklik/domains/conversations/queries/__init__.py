"""Every question conversations ask of the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import (
    Conversation,
    ConversationThread,
    Message,
    MessageFile,
    Reading,
)
from otklik.domains.delivery.models import Channel, File
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

REFERENCED_MAX: Final = 20
"""Messages a mail names that are looked at, the newest first."""
MERGED_DEPTH_MAX: Final = 50
"""How often a conversation that took others may itself be merged on."""
UNDER_WAY: Final = ("planned", "claimed", "handed")

_NEXT_NUMBER = text("""
INSERT INTO conversation_numbers (workspace_id, last) VALUES (:workspace, 1)
ON CONFLICT (workspace_id) DO UPDATE SET last = conversation_numbers.last + 1
RETURNING last
""")


class AttachedFile(NamedTuple):
    link: MessageFile
    file: File


async def notify(ctx: Ctx, *, channel: str, payload: str) -> None:
    """Wake whoever listens; delivered at commit."""
    await ctx.session.execute(select(func.pg_notify(channel, payload)))


async def next_number(ctx: Ctx) -> int:
    """Take the workspace's next conversation number; serialises the opening of conversations, nothing else."""
    return int(await ctx.session.scalar(_NEXT_NUMBER, {"workspace": ctx.workspace_id}) or 1)


async def conversation(ctx: Ctx, conversation_id: UUID, *, lock: bool = False) -> Conversation | None:
    """Locks here keep off other changes of the row, not rows that only refer to it (FOR NO KEY UPDATE).

    An alarm holds its own row and then writes what refers to a conversation; whoever changes a conversation holds it
    and then sets the alarm: with the stronger lock each would wait for the other.
    """
    query = scoped(ctx, Conversation).where(Conversation.id == conversation_id)
    return await ctx.session.scalar(query.with_for_update(key_share=True) if lock else query)


async def held(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    """Mostly from the unit of work itself, without asking the database: events bring ids of rows just changed."""
    found = await ctx.session.get(Conversation, conversation_id)
    return found if found is not None and found.workspace_id == ctx.workspace_id else None


async def kept(ctx: Ctx, merged: Conversation) -> Conversation:
    """Where a merged conversation leads in the end, locked; itself when it was not merged."""
    found = merged
    for _ in range(MERGED_DEPTH_MAX):
        if found.merged_into_id is None:
            break
        further = await conversation(ctx, found.merged_into_id, lock=True)
        assert further is not None  # a foreign key says so
        found = further
    return found


async def conversation_of_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str) -> Conversation | None:
    query = (
        scoped(ctx, Conversation)
        .join(ConversationThread, ConversationThread.conversation_id == Conversation.id)
        .where(ConversationThread.channel_id == channel_id, ConversationThread.thread_id == thread_id)
        .with_for_update(key_share=True, of=Conversation)
    )
    return await ctx.session.scalar(query)


async def conversations_of_threads(
    ctx: Ctx, *, channel_id: UUID, thread_ids: Collection[str]
) -> dict[str, Conversation]:
    """By thread, all locked, in one order for all who lock several."""
    query = (
        scoped(ctx, Conversation)
        .join(ConversationThread, ConversationThread.conversation_id == Conversation.id)
        .where(ConversationThread.channel_id == channel_id, ConversationThread.thread_id.in_(thread_ids))
        .add_columns(ConversationThread.thread_id)
        .order_by(Conversation.id)
        .with_for_update(key_share=True, of=Conversation)
    )
    return {row[1]: row[0] for row in await ctx.session.execute(query)}


async def external_ids_here(
    ctx: Ctx, *, conversation_ids: Collection[UUID], external_ids: Collection[str]
) -> set[tuple[UUID, str | None]]:
    """(conversation, the provider's id) of those of the messages that these conversations have of their own."""
    query = select(Message.conversation_id, Message.external_id).where(
        Message.workspace_id == ctx.workspace_id,
        Message.conversation_id.in_(conversation_ids),
        Message.external_id.in_(external_ids),
        Message.merged_from_id.is_(None),
    )
    return {(row[0], row[1]) for row in await ctx.session.execute(query)}


async def conversations_of_references(ctx: Ctx, *, channel_id: UUID, references: Sequence[str]) -> Mapping[UUID, UUID]:
    """Conversations whose messages are named and whom each is with, that of the newest message first.

    Mail is threaded by this (RFC 5322, 3.6.4).
    """
    if not references:
        return {}
    own = func.coalesce(Message.merged_from_id, Message.conversation_id)
    query = (
        select(Conversation.id, Conversation.contact_id)
        .join(Message, own == Conversation.id)
        .where(Conversation.workspace_id == ctx.workspace_id, Message.workspace_id == ctx.workspace_id)
        .where(Message.channel_id == channel_id, Message.external_id.in_(references))
        .order_by(Message.sent_at.desc())
        .limit(REFERENCED_MAX)
    )
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def conversation_of_reply_token(ctx: Ctx, tokens: Sequence[str]) -> Conversation | None:
    if not tokens:
        return None
    query = (
        scoped(ctx, Conversation).where(Conversation.reply_token.in_(tokens)).limit(1).with_for_update(key_share=True)
    )
    return await ctx.session.scalar(query)


async def claim_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str, conversation_id: UUID) -> bool:
    """Bind the thread to the conversation; False when another first message was quicker."""
    bound = await ctx.session.scalar(
        insert(ConversationThread)
        .values(
            workspace_id=ctx.workspace_id, channel_id=channel_id, thread_id=thread_id, conversation_id=conversation_id
        )
        .on_conflict_do_nothing()
        .returning(ConversationThread.conversation_id)
    )
    return bound is not None


async def message(ctx: Ctx, message_id: UUID, *, lock: bool = False) -> Message | None:
    query = scoped(ctx, Message).where(Message.id == message_id)
    return await ctx.session.scalar(query.with_for_update(key_share=True) if lock else query)


async def message_by_external(
    ctx: Ctx, *, conversation_id: UUID, external_id: str, merged_from_id: UUID | None = None
) -> Message | None:
    """By the provider's id, which is unique in its thread: after a merge one conversation holds several threads."""
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation_id,
        Message.merged_from_id.is_not_distinct_from(merged_from_id),
        Message.external_id == external_id,
    )
    return await ctx.session.scalar(query)


async def message_in_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str, external_id: str) -> Message | None:
    """A message by the provider's names; where the id is unique only within its thread, the thread decides."""
    query = (
        scoped(ctx, Message)
        .join(Conversation, Conversation.id == func.coalesce(Message.merged_from_id, Message.conversation_id))
        .where(Message.channel_id == channel_id, Message.external_id == external_id)
    )
    if thread_id:
        query = query.where(Conversation.thread_id == thread_id)
    return await ctx.session.scalar(query.limit(1).with_for_update(key_share=True, of=Message))


async def message_by_client_key(ctx: Ctx, client_key: str) -> Message | None:
    return await ctx.session.scalar(scoped(ctx, Message).where(Message.client_key == client_key))


async def messages(
    ctx: Ctx, conversation_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Message]:
    """The newest messages before a point, newest first."""
    query = scoped(ctx, Message).where(Message.conversation_id == conversation_id)
    if before is not None:
        query = query.where(tuple_(Message.sent_at, Message.id) < before)
    return (await ctx.session.scalars(query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(limit))).all()


async def messages_after(
    ctx: Ctx, conversation_id: UUID, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[Message]:
    """The oldest messages after a point, oldest first."""
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation_id, tuple_(Message.sent_at, Message.id) > after
    )
    return (await ctx.session.scalars(query.order_by(Message.sent_at, Message.id).limit(limit))).all()


async def waiting_after(ctx: Ctx, conversation_id: UUID, *, stored_at: datetime) -> datetime | None:
    """The earliest customer's message stored after a moment: who wrote while we were answering still waits."""
    return await ctx.session.scalar(
        select(func.min(Message.sent_at)).where(
            Message.workspace_id == ctx.workspace_id,
            Message.conversation_id == conversation_id,
            Message.direction == "in",
            Message.kind == "message",
            Message.stored_at > stored_at,
        )
    )


async def answer_under_way(ctx: Ctx, conversation: Conversation) -> bool:
    """Whether a person's answer to what has been waiting is planned or handed over, and nothing came of it yet."""
    if conversation.waiting_since is None:
        return False
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation.id,
        Message.author_kind == "operator",
        Message.state.in_(UNDER_WAY),
        ~Message.holding,
        Message.sent_at >= conversation.waiting_since,
    )
    return await ctx.session.scalar(query.with_only_columns(Message.id).limit(1)) is not None


async def files_of(ctx: Ctx, message_ids: Sequence[UUID]) -> Mapping[UUID, list[AttachedFile]]:
    found: dict[UUID, list[AttachedFile]] = {}
    if not message_ids:
        return found
    query = (
        select(MessageFile, File)
        .join(File, File.id == MessageFile.file_id)
        .where(MessageFile.workspace_id == ctx.workspace_id, MessageFile.message_id.in_(message_ids))
        .order_by(MessageFile.message_id, MessageFile.position)
    )
    for link, file in await ctx.session.execute(query):
        found.setdefault(link.message_id, []).append(AttachedFile(link, file))
    return found


async def message_of_file(ctx: Ctx, file_id: UUID) -> Message | None:
    query = (
        scoped(ctx, Message)
        .join(MessageFile, MessageFile.message_id == Message.id)
        .where(MessageFile.file_id == file_id)
    )
    return await ctx.session.scalar(query.limit(1))


async def channel_kinds(ctx: Ctx, channel_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """A channel's kind never changes, so one transaction asks for each once."""
    known: dict[UUID, str] = ctx.session.info.setdefault("channel_kinds", {})
    missing = set(channel_ids) - known.keys()
    if missing:
        query = select(Channel.id, Channel.kind).where(
            Channel.workspace_id == ctx.workspace_id, Channel.id.in_(missing)
        )
        known.update((row[0], row[1]) for row in await ctx.session.execute(query))
    return known


async def conversations_by_id(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, Conversation]:
    if not ids:
        return {}
    rows = await ctx.session.scalars(scoped(ctx, Conversation).where(Conversation.id.in_(set(ids))))
    return {row.id: row for row in rows}


async def open_of(ctx: Ctx, operator_id: UUID) -> Sequence[Conversation]:
    """Every open conversation assigned to the operator, to be given away."""
    query = scoped(ctx, Conversation).where(
        Conversation.assignee_id == operator_id, Conversation.shelf.in_(("open", "snoozed"))
    )
    return (await ctx.session.scalars(query.order_by(Conversation.id).with_for_update(key_share=True))).all()


async def readings(ctx: Ctx, conversation_ids: Sequence[UUID], *, operator_id: UUID) -> dict[UUID, int]:
    """`inbound_count` at the operator's last reading, by conversation."""
    query = select(Reading.conversation_id, Reading.inbound_count).where(
        Reading.workspace_id == ctx.workspace_id,
        Reading.operator_id == operator_id,
        Reading.conversation_id.in_(conversation_ids),
    )
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def set_reading(ctx: Ctx, conversation: Conversation, *, operator_id: UUID) -> None:
    values = {"inbound_count": conversation.inbound_count, "at": ctx.now()}
    await ctx.session.execute(
        insert(Reading)
        .values(workspace_id=ctx.workspace_id, conversation_id=conversation.id, operator_id=operator_id, **values)
        .on_conflict_do_update(index_elements=["conversation_id", "operator_id"], set_=values)
    )


async def mark_shown(ctx: Ctx, message_ids: Sequence[UUID]) -> None:
    await ctx.session.execute(
        update(Message)
        .where(Message.workspace_id == ctx.workspace_id, Message.id.in_(message_ids), Message.shown_at.is_(None))
        .values(shown_at=ctx.now())
    )


async def mark_seen(ctx: Ctx, conversation_id: UUID, *, operator_id: UUID) -> Sequence[UUID]:
    """The customer's messages nobody had seen yet; returns their ids."""
    rows = await ctx.session.scalars(
        update(Message)
        .where(
            Message.workspace_id == ctx.workspace_id,
            Message.conversation_id == conversation_id,
            Message.direction == "in",
            Message.seen_at.is_(None),
        )
        .values(seen_at=ctx.now(), seen_by_id=operator_id, shown_at=func.coalesce(Message.shown_at, ctx.now()))
        .returning(Message.id)
    )
    return rows.all()


async def latest_seen(ctx: Ctx, conversation: Conversation) -> str | None:
    """The provider's id of the newest message of the customer's own thread that an operator saw."""
    query = (
        scoped(ctx, Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.channel_id == conversation.channel_id,
            Message.direction == "in",
            Message.seen_at.is_not(None),
            Message.merged_from_id.is_(None),
            Message.external_id.is_not(None),
            ~Message.external_id.startswith("press:"),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    found = await ctx.session.scalar(query)
    return found.external_id if found else None


async def move_to_contact(
    ctx: Ctx, *, from_contact_id: UUID, to_contact_id: UUID, identity_ids: Sequence[UUID]
) -> None:
    """After a merge or its undoing: conversations follow their address."""
    await ctx.session.execute(
        update(Conversation)
        .where(
            Conversation.workspace_id == ctx.workspace_id,
            Conversation.contact_id == from_contact_id,
            Conversation.identity_id.in_(identity_ids),
        )
        .values(contact_id=to_contact_id)
    )


async def last_external_ids(ctx: Ctx, conversation_id: UUID, *, limit: int) -> list[str]:
    """The provider's ids of the latest messages said, oldest first: the References of the next mail."""
    query = (
        select(Message.external_id)
        .where(
            Message.workspace_id == ctx.workspace_id,
            Message.conversation_id == conversation_id,
            Message.external_id.is_not(None),
            Message.kind == "message",
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return [str(one) for one in reversed((await ctx.session.scalars(query)).all())]
