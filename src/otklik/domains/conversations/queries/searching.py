"""Search over messages: Russian and English word forms, newest first, narrowed by where, who and when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Conversation, ConversationLabel, Message, MessageSearch
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

SCANNED: Final = (400, 4_000)
"""Messages with the words that one request looks at, where few of them may come from the wanted place: at first few,
which is enough for what is frequent there, then as many as one request may."""
FEW_CONVERSATIONS: Final = 300
"""As few can be searched one by one, however common the words are."""

_SEARCH: Final = """
WITH hits AS (
    SELECT s.message_id, s.sent_at, s.words FROM message_search s
    WHERE s.tenant_id = :workspace AND s.document @@ {wanted} {conditions}
    ORDER BY s.sent_at DESC, s.message_id DESC LIMIT :scanned
),
edge AS (SELECT sent_at, message_id FROM hits ORDER BY sent_at, message_id LIMIT 1),
found AS (
    SELECT hits.*, m.conversation_id
    FROM hits JOIN messages m ON m.id = hits.message_id AND m.workspace_id = :workspace
    JOIN conversations c ON c.id = m.conversation_id AND c.workspace_id = :workspace
    {where}
    ORDER BY hits.sent_at DESC, hits.message_id DESC LIMIT :limit
)
SELECT found.message_id, found.conversation_id, found.sent_at,
       ts_headline('russian', found.words, {wanted},
                   'StartSel=\u2068, StopSel=\u2069, MaxWords=18, MinWords=8, MaxFragments=1'),
       edge.sent_at, edge.message_id, (SELECT count(*) FROM hits)
FROM edge LEFT JOIN found ON true
ORDER BY found.sent_at DESC, found.message_id DESC
"""
_WANTED: Final = "websearch_to_tsquery('russian', translate(:q, 'ёЁ', 'еЕ'))"
"""Written out at each place: what is not a constant to the planner it takes for a word that every 200th message has."""
_CONDITIONS: Final = {
    "before": "AND (s.sent_at, s.message_id) < (:before_at, :before_id)",
    "since": "AND s.sent_at >= :since",
    "until": "AND s.sent_at < :until",
    "among": "AND s.message_id IN (SELECT id FROM messages WHERE workspace_id = :workspace"
    " AND conversation_id = ANY(:among))",
}
_WHERE: Final = {
    "channel_id": "m.channel_id = :channel_id",
    "conversation_id": "m.conversation_id = :conversation_id",
    "direction": "m.direction = :direction",
    "operator_id": "((m.author_kind = 'operator' AND m.author_id = :operator_id) OR c.assignee_id = :operator_id)",
    "team_id": "c.team_id = :team_id",
    "label_id": "c.label_ids @> ARRAY[CAST(:label_id AS uuid)]",
    "has_files": "EXISTS (SELECT FROM message_files f WHERE f.message_id = m.id) = :has_files",
}
_PLAN_AFRESH = text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")


class Wanted(NamedTuple):
    """What a search is narrowed by; `operator_id`: written by them, or in a conversation of theirs."""

    channel_id: UUID | None = None
    conversation_id: UUID | None = None
    operator_id: UUID | None = None
    team_id: UUID | None = None
    label_id: UUID | None = None
    direction: str | None = None
    has_files: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class Hit(NamedTuple):
    message_id: UUID
    conversation_id: UUID
    sent_at: datetime
    snippet: str


class Hits(NamedTuple):
    """`after`: where to look on, when more may be found; a page may be short of what it was asked for."""

    found: Sequence[Hit]
    after: tuple[datetime, UUID] | None


async def search(ctx: Ctx, q: str, wanted: Wanted, *, before: tuple[datetime, UUID] | None, limit: int) -> Hits:
    """Messages with all the words in any of their Russian or English forms, newest first.

    Planned for these very words: a frequent one is soon found going back in time, a rare one by its index. The plan
    for any words, which a prepared statement comes to, would look for a rare one through all messages (2 s in 10^6).

    Narrowed by what only the conversation knows, it looks at a bounded number of messages and says where to look on;
    a narrowing to few conversations goes through these alone.
    """
    await ctx.session.execute(_PLAN_AFRESH)
    narrowing = [name for name in _WHERE if getattr(wanted, name) is not None]
    places = {"before": before, "since": wanted.since, "until": wanted.until, "among": await _few(ctx, wanted)}
    statement = _SEARCH.format(
        wanted=_WANTED,
        conditions=" ".join(_CONDITIONS[name] for name, value in places.items() if value is not None),
        where="WHERE " + " AND ".join(_WHERE[name] for name in narrowing) if narrowing else "",
    )
    at, message_id = before or (None, None)
    values = {**wanted._asdict(), **places, "before_at": at, "before_id": message_id}
    given = {"workspace": ctx.workspace_id, "q": q, "limit": limit + 1}
    hits = Hits([], None)
    for scanned in SCANNED if narrowing else (limit + 1,):
        asked = text(statement)
        all_given = {**values, **given, "scanned": scanned}
        asked = asked.bindparams(**{name: value for name, value in all_given.items() if name in _named(asked)})
        hits = _hits([tuple(row) for row in await ctx.session.execute(asked)], scanned=scanned, limit=limit)
        if len(hits.found) >= limit or hits.after is None:
            break
    return hits


def _named(statement: TextClause) -> Collection[str]:
    return statement.compile().params.keys()


def _hits(rows: Sequence[Sequence[Any]], *, scanned: int, limit: int) -> Hits:  # Any: the columns of `_SEARCH`
    found = [Hit(*row[:4]) for row in rows if row[0] is not None]
    if len(found) > limit:
        last = found[limit - 1]
        return Hits(found[:limit], (last.sent_at, last.message_id))
    return Hits(found, (rows[0][4], rows[0][5]) if rows and rows[0][6] >= scanned else None)


async def _few(ctx: Ctx, wanted: Wanted) -> list[UUID] | None:
    """The conversations that the label or the team leaves, when they are few; or the one that is asked about."""
    if wanted.conversation_id is not None:
        return [wanted.conversation_id]
    if wanted.label_id is not None:
        query = scoped(ctx, ConversationLabel).where(ConversationLabel.label_id == wanted.label_id)
        chosen = query.with_only_columns(ConversationLabel.conversation_id)
    elif wanted.team_id is not None:
        chosen = scoped(ctx, Conversation).where(Conversation.team_id == wanted.team_id)
        chosen = chosen.with_only_columns(Conversation.id)
    else:
        return None
    found = (await ctx.session.scalars(chosen.limit(FEW_CONVERSATIONS + 1))).all()
    return list(found) if len(found) <= FEW_CONVERSATIONS else None


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
