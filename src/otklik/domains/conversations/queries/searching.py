"""Search over messages: Russian and English word forms, newest first."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Message, MessageSearch
from otklik.platform.context import Ctx

_SEARCH = text("""
WITH wanted AS (SELECT websearch_to_tsquery('russian', translate(:q, 'ёЁ', 'еЕ')) AS query),
hits AS (
    SELECT s.message_id, s.sent_at, s.words FROM message_search s, wanted
    WHERE s.tenant_id = :workspace AND s.document @@ wanted.query
      AND (CAST(:before_at AS timestamptz) IS NULL
           OR (s.sent_at, s.message_id) < (:before_at, CAST(:before_id AS uuid)))
    ORDER BY s.sent_at DESC, s.message_id DESC LIMIT :limit
)
SELECT hits.message_id, m.conversation_id, hits.sent_at,
       ts_headline('russian', hits.words, wanted.query,
                   'StartSel=\u2068, StopSel=\u2069, MaxWords=18, MinWords=8, MaxFragments=1')
FROM hits JOIN messages m ON m.id = hits.message_id AND m.workspace_id = :workspace, wanted
ORDER BY hits.sent_at DESC, hits.message_id DESC
""")


_PLAN_AFRESH = text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")


class Hit(NamedTuple):
    message_id: UUID
    conversation_id: UUID
    sent_at: datetime
    snippet: str


async def search(ctx: Ctx, q: str, *, before: tuple[datetime, UUID] | None, limit: int) -> list[Hit]:
    """Messages with all the words in any of their Russian or English forms, newest first.

    Planned for these very words: a frequent one is soon found going back in time, a rare one by its index. The plan
    for any words, which a prepared statement comes to, would look for a rare one through all messages (2 s in 10^6).
    """
    await ctx.session.execute(_PLAN_AFRESH)
    values = {
        "workspace": ctx.workspace_id,
        "q": q,
        "limit": limit,
        "before_at": before[0] if before else None,
        "before_id": before[1] if before else None,
    }
    return [Hit(*row) for row in await ctx.session.execute(_SEARCH, values)]


def index_new_message(ctx: Ctx, message: Message, *, words: str) -> None:
    """As `index_message`, for a message that goes to the database with this."""
    ctx.session.add(
        MessageSearch(message_id=message.id, tenant_id=ctx.workspace_id, sent_at=message.sent_at, words=words)
    )


async def index_message(ctx: Ctx, message: Message, *, words: str) -> None:
    values = {"tenant_id": ctx.workspace_id, "sent_at": message.sent_at, "words": words}
    await ctx.session.execute(
        insert(MessageSearch)
        .values(message_id=message.id, **values)
        .on_conflict_do_update(index_elements=["message_id"], set_=values)
    )
