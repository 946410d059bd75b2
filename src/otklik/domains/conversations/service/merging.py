"""Two conversations of one person made one thread, and made two again.

The messages move to the conversation that is kept, in the order of their time. The other is closed and leads there:
what comes to its thread, names its messages or carries its reply token arrives in the kept one (`receiving`).
"""

from typing import Final
from uuid import UUID

from otklik.domains.conversations import errors, events, queries, rules
from otklik.domains.conversations.models import LABELS_ON_ONE_MAX, Conversation, ConversationMerge
from otklik.domains.conversations.queries import merging
from otklik.domains.conversations.service import live, managing
from otklik.domains.conversations.service.locking import locked
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

MESSAGES_MAX: Final = 20_000
"""Of the conversation that is merged away: they move in one transaction."""


async def merge(ctx: Ctx, conversation_id: UUID, *, into_id: UUID) -> Conversation:
    """Join the conversation into another of the same contact; returns the one that is kept.

    Raises `MergeRefused` for another contact's or itself, `MergeTooLong`, `ConversationMerged`.
    """
    if conversation_id == into_id:
        raise errors.MergeRefused(params={"reason": "itself"})
    taken = {one: await locked(ctx, one) for one in sorted((conversation_id, into_id))}  # in one order for everybody
    merged, kept = taken[conversation_id], taken[into_id]
    if merged.contact_id != kept.contact_id:
        raise errors.MergeRefused(params={"reason": "contact"})
    if await merging.message_count(ctx, merged.id, count_max=MESSAGES_MAX + 1) > MESSAGES_MAX:
        raise errors.MergeTooLong(params={"max": MESSAGES_MAX})
    _remember(ctx, merged, kept)
    await ctx.session.flush()
    await merging.move_messages(ctx, from_id=merged.id, to_id=kept.id)
    await merging.add_readings(ctx, from_id=merged.id, to_id=kept.id)
    waited = rules.earlier(kept.waiting_since, merged.waiting_since)
    _take_over(kept, merged)
    await live.waits(ctx, merged, since=None)
    _lead_away(ctx, merged, kept)
    await live.waits(ctx, kept, since=waited)
    await _tell(ctx, merged, kept, codes=("merged_into", "merged_from"))
    told = events.ConversationMerged(conversation_id=kept.id, merged_id=merged.id)
    await publish(ctx, told, subject_id=kept.contact_id)
    return kept


async def undo(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """Make two of one again: each thread takes back what came in it. What we answered since stays where it was said.

    Raises `NotMerged`.
    """
    merge_row = await merging.merge_of(ctx, conversation_id)
    merged = await queries.conversation(ctx, conversation_id, lock=True)
    if merged is None:
        raise errors.ConversationNotFound
    if merge_row is None or merged.merged_into_id is None:
        raise errors.NotMerged
    kept = await queries.kept(ctx, merged)
    merge_row.undone_at = ctx.now()
    merged.merged_into_id = None
    await ctx.session.flush()
    written = await merging.move_back(ctx, from_id=kept.id, to_id=merged.id)
    await _part(ctx, merged, kept, merge_row, written=written)
    await _tell(ctx, merged, kept, codes=("unmerged", "unmerged"))
    told = events.ConversationUnmerged(conversation_id=kept.id, merged_id=merged.id)
    await publish(ctx, told, subject_id=kept.contact_id)
    return merged


def _remember(ctx: Ctx, merged: Conversation, kept: Conversation) -> None:
    ctx.session.add(
        ConversationMerge(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            merged_id=merged.id,
            kept_id=kept.id,
            by_id=ctx.actor.id,
            at=ctx.now(),
            merged_was_open=merged.state == "open",
            merged_waited_since=merged.waiting_since,
            kept_waited_since=kept.waiting_since,
        )
    )


def _take_over(kept: Conversation, merged: Conversation) -> None:
    """The kept one was promised the earlier, and shows what was said last."""
    if merged.waiting_since is not None and kept.state == "closed":
        kept.state, kept.closed_at, kept.closed_by_id = "open", None, None
    if merged.waiting_since is not None and merged.first_answered_at is None:
        kept.first_answered_at = None  # whoever waits for a first answer still does
    kept.promise_due_at = rules.earlier(kept.promise_due_at, merged.promise_due_at)
    kept.target_due_at = rules.earlier(kept.target_due_at, merged.target_due_at)
    kept.inbound_count += merged.inbound_count
    kept.last_inbound_at = kept.last_inbound_at or merged.last_inbound_at
    kept.wrote_at = kept.wrote_at or merged.wrote_at
    kept.label_ids = list(dict.fromkeys([*kept.label_ids, *merged.label_ids]))[:LABELS_ON_ONE_MAX]
    if merged.last_message_at > kept.last_message_at:
        kept.last_message_at = merged.last_message_at
        kept.preview, kept.preview_author = merged.preview, merged.preview_author


def _lead_away(ctx: Ctx, merged: Conversation, kept: Conversation) -> None:
    managing.forget_snooze(merged)
    merged.state, merged.closed_at, merged.closed_by_id = "closed", ctx.now(), ctx.actor.id
    merged.promise_due_at = merged.target_due_at = None
    merged.merged_into_id = kept.id


async def _part(
    ctx: Ctx, merged: Conversation, kept: Conversation, merge_row: ConversationMerge, *, written: int
) -> None:
    """Whoever was answered meanwhile waits no more; else each waits since it did before, or since it wrote again."""
    if kept.waiting_since is not None:
        since = [merge_row.merged_waited_since, merge_row.kept_waited_since]
        for place, one in enumerate((merged, kept)):
            since[place] = since[place] or await queries.waiting_after(ctx, one.id, stored_at=merge_row.at)
        await live.waits(ctx, merged, since=since[0])
        await live.waits(ctx, kept, since=since[1])
    if merge_row.merged_was_open or merged.waiting_since is not None:
        merged.state, merged.closed_at, merged.closed_by_id = "open", None, None
    kept.inbound_count, merged.inbound_count = max(0, kept.inbound_count - written), written
    await ctx.session.flush()
    for one in (merged, kept):
        await merging.cap_readings(ctx, one)
        await _show_last(ctx, one)


async def _show_last(ctx: Ctx, conversation: Conversation) -> None:
    last = await merging.last_said(ctx, conversation.id)
    if last is not None:
        conversation.last_message_at = last.sent_at
        conversation.preview = rules.preview(last.visible_text or last.subject)
        conversation.preview_author = last.author_kind


async def _tell(ctx: Ctx, merged: Conversation, kept: Conversation, *, codes: tuple[str, str]) -> None:
    """A line in both threads; open screens fetch the threads anew, for their messages have moved."""
    for one, other, code in ((merged, kept, codes[0]), (kept, merged, codes[1])):
        await managing.record(
            ctx, one, code=code, params={"conversation_id": str(other.id), "number": str(other.number)}
        )
    ctx.push(live.desk_stream(ctx), "conversation.moved", {"ids": [str(kept.id), str(merged.id)]})
