"""A thread read in pages: from its end back, from a place onward, or around one message."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.conversations import errors, queries, schemas
from otklik.domains.conversations.models import Message
from otklik.domains.conversations.service import reading, views
from otklik.platform.context import Ctx
from otklik.platform.web import Position, encode_position

_LAST_ID: Final = UUID(int=2**128 - 1)


async def older(ctx: Ctx, conversation_id: UUID, *, before: Position | None, limit: int) -> schemas.ThreadPage:
    """The newest messages before a place, or of all. Raises `ConversationNotFound`."""
    await reading.get(ctx, conversation_id)
    found = await queries.messages(ctx, conversation_id, before=before, limit=limit + 1)
    kept = list(reversed(found[:limit]))
    return await _page(ctx, kept, older=len(found) > limit, newer=before is not None, place=before)


async def newer(ctx: Ctx, conversation_id: UUID, *, after: Position, limit: int) -> schemas.ThreadPage:
    """The oldest messages after a place. Raises `ConversationNotFound`."""
    await reading.get(ctx, conversation_id)
    found = await queries.messages_after(ctx, conversation_id, after=after, limit=limit + 1)
    return await _page(ctx, found[:limit], older=True, newer=len(found) > limit, place=after)


async def around(ctx: Ctx, conversation_id: UUID, *, message_id: UUID, limit: int) -> schemas.ThreadPage:
    """One message with as many before it as after it, as far as there are. Raises `MessageNotFound`."""
    message = await queries.message(ctx, message_id)
    if message is None or message.conversation_id != conversation_id:
        raise errors.MessageNotFound
    place = (message.sent_at, message.id)
    half = limit // 2
    before = await queries.messages(ctx, conversation_id, before=place, limit=limit - half)
    after = await queries.messages_after(ctx, conversation_id, after=place, limit=half + 1)
    kept = [*reversed(before[: limit - half - 1]), message, *after[:half]]
    return await _page(ctx, kept, older=len(before) > limit - half - 1, newer=len(after) > half, place=place)


async def _page(
    ctx: Ctx, kept: Sequence[Message], *, older: bool, newer: bool, place: Position | None
) -> schemas.ThreadPage:
    """Oldest first; being fetched is being shown. An empty page still leads to both sides of its place."""
    fresh = [one.id for one in kept if one.direction == "in" and one.shown_at is None]
    if fresh:
        await queries.mark_shown(ctx, fresh)
    first = (kept[0].sent_at, kept[0].id) if kept else place and (place[0], _LAST_ID)
    last = (kept[-1].sent_at, kept[-1].id) if kept else place
    return schemas.ThreadPage(
        items=await views.messages(ctx, kept),
        next_cursor=encode_position(*first) if older and first else None,
        prev_cursor=encode_position(*last) if newer and last else None,
    )
