"""HTTP of the inbox: each handler calls one verb and shows what came of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import HeaderParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.conversations import list_routes, planned_routes, schemas
from otklik.domains.conversations.live_socket import live
from otklik.domains.conversations.queries.listing import Filter, Priority, View
from otklik.domains.conversations.queries.searching import Wanted
from otklik.domains.conversations.service import (
    holding_rules,
    managing,
    mentioning,
    offering,
    reading,
    signals,
    thread_pages,
    variables,
    views,
    writing,
)
from otklik.platform.context import Ctx
from otklik.platform.errors import Invalid
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", max_length=200, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]


@get(f"{API}/conversations", permission="conversations.read")
async def list_conversations(  # noqa: PLR0913 - each is a query parameter of its own
    ctx: Ctx,
    *,
    view: View = "open",
    channel_id: UUID | None = None,
    team_id: UUID | None = None,
    assignee_id: UUID | None = None,
    label_id: UUID | None = None,
    priority: Priority | None = None,
    contact_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.ConversationRow]:
    """One page of a view, narrowed by all that is given.

    `waiting` puts those who wait longest first, `snoozed` what wakes soonest, the others the latest.
    """
    chosen = Filter(
        view=view,
        operator_id=ctx.actor.id,
        channel_id=channel_id,
        team_id=team_id,
        assignee_id=assignee_id,
        label_id=label_id,
        priority=priority,
        contact_id=contact_id,
    )
    size = page_size(limit)
    rows = await reading.inbox(ctx, chosen, after=decode_position(cursor), limit=size + 1)
    return _page(rows[:size], more=len(rows) > size, view=view)


@get(f"{API}/conversations/counts", permission="conversations.read")
async def count_conversations(ctx: Ctx) -> schemas.Counts:
    return await reading.counts(ctx)


@get(f"{API}/conversations/{{conversation_id:uuid}}", permission="conversations.read")
async def get_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationOut:
    """A conversation and what may be sent in it now."""
    return await reading.opened(ctx, conversation_id)


@post(f"{API}/conversations", permission="conversations.write")
async def start_conversation(ctx: Ctx, data: schemas.StartIn, *, key: Key = None) -> schemas.MessageOut:
    """Write first, where the channel allows it."""
    words = writing.Words(
        text=data.text,
        subject=data.subject,
        attachment_ids=data.attachment_ids,
        client_key=key,
        prepared=data.prepared,
    )
    message = await writing.start(ctx, channel_id=data.channel_id, address=data.address, words=words)
    return await views.message(ctx, message)


@get(f"{API}/conversations/{{conversation_id:uuid}}/messages", permission="conversations.read")
async def list_messages(
    ctx: Ctx,
    conversation_id: UUID,
    *,
    cursor: Cursor = None,
    after: Cursor = None,
    around: UUID | None = None,
    limit: Limit = None,
) -> schemas.ThreadPage:
    """The newest page of the thread; by `cursor` older messages, by `after` newer ones, `around` a message both.

    At most one of the three may be given.
    """
    size = page_size(limit)
    if sum(given is not None for given in (cursor, after, around)) > 1:
        raise Invalid(params={"field": "cursor"})
    if around is not None:
        return await thread_pages.around(ctx, conversation_id, message_id=around, limit=size)
    place = decode_position(after)
    if place is not None:
        return await thread_pages.newer(ctx, conversation_id, after=place, limit=size)
    return await thread_pages.older(ctx, conversation_id, before=decode_position(cursor), limit=size)


@post(f"{API}/conversations/{{conversation_id:uuid}}/messages", permission="conversations.write")
async def send_message(
    ctx: Ctx, conversation_id: UUID, data: schemas.ReplyIn, *, key: Key = None
) -> schemas.MessageOut:
    """Answer the customer. The same Idempotency-Key is the same message, however often it is sent."""
    words = writing.Words(
        text=data.text,
        attachment_ids=data.attachment_ids,
        reply_to_id=data.reply_to_id,
        subject=data.subject,
        client_key=key,
        holding=data.holding,
        prepared=data.prepared,
    )
    return await views.message(ctx, await writing.reply(ctx, conversation_id, words))


@post(f"{API}/conversations/{{conversation_id:uuid}}/notes", permission="conversations.write")
async def write_note(ctx: Ctx, conversation_id: UUID, data: schemas.NoteIn, *, key: Key = None) -> schemas.MessageOut:
    """A note for colleagues."""
    words = writing.Words(text=data.text, attachment_ids=data.attachment_ids, client_key=key)
    mentioned = mentioning.Mentioned(operator_ids=data.operator_ids, team_ids=data.team_ids)
    return await views.message(ctx, await writing.note(ctx, conversation_id, words, mentioned=mentioned))


@put(f"{API}/conversations/{{conversation_id:uuid}}/closure", permission="conversations.write")
async def close_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    return await views.row(ctx, await managing.close(ctx, conversation_id))


@delete(f"{API}/conversations/{{conversation_id:uuid}}/closure", permission="conversations.write", status_code=200)
async def reopen_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    return await views.row(ctx, await managing.reopen(ctx, conversation_id))


@put(f"{API}/conversations/{{conversation_id:uuid}}/assignment", permission="conversations.write")
async def assign_conversation(ctx: Ctx, conversation_id: UUID, data: schemas.AssignmentIn) -> schemas.ConversationRow:
    """Give the conversation to an operator, a team, both or nobody."""
    given = await managing.assign(ctx, conversation_id, operator_id=data.operator_id, team_id=data.team_id)
    return await views.row(ctx, given)


@put(f"{API}/conversations/{{conversation_id:uuid}}/reading", permission="conversations.read")
async def read_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    """Say that the thread was read to its end."""
    read = await managing.read(ctx, conversation_id)
    await signals.operator_reads(ctx, conversation_id)
    return await views.row(ctx, read)


@put(f"{API}/conversations/{{conversation_id:uuid}}/typing", permission="conversations.write", status_code=204)
async def tell_typing(ctx: Ctx, conversation_id: UUID) -> None:
    """Show colleagues and the customer that somebody is writing; nothing is stored."""
    await signals.operator_types(ctx, conversation_id)


@get(f"{API}/messages/{{message_id:uuid}}/trail", permission="conversations.read")
async def get_trail(ctx: Ctx, message_id: UUID) -> schemas.Trail:
    """Everything provable about one message."""
    return await reading.trail(ctx, message_id)


@get(f"{API}/messages/{{message_id:uuid}}/raw", permission="conversations.read")
async def get_raw(ctx: Ctx, message_id: UUID) -> schemas.RawOut:
    """The inbound item as it came."""
    return await reading.raw_item(ctx, message_id)


@post(f"{API}/messages/{{message_id:uuid}}/retries", permission="conversations.write")
async def send_again(ctx: Ctx, message_id: UUID) -> schemas.MessageOut:
    """Repeat a message that failed, was skipped or may not have gone."""
    return await views.message(ctx, await writing.send_again(ctx, message_id))


@get(f"{API}/search", permission="conversations.read")
async def search(  # noqa: PLR0913 - each is a query parameter of its own
    ctx: Ctx,
    *,
    q: Annotated[str, QueryParameter(min_length=1, max_length=200)],
    channel_id: UUID | None = None,
    conversation_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    label_id: UUID | None = None,
    direction: Literal["in", "out", "none"] | None = None,
    has_files: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.Found]:
    """Messages with all the words in any Russian or English form, newest first.

    `operator_id`: written by them or in a conversation of theirs; `direction` none: notes. A page may be shorter than
    `limit`, even empty, and still lead on: each request looks at a bounded number of messages.
    """
    wanted = Wanted(
        channel_id=channel_id,
        conversation_id=conversation_id,
        operator_id=operator_id,
        team_id=team_id,
        label_id=label_id,
        direction=direction,
        has_files=has_files,
        since=_moment(since),
        until=_moment(until),
    )
    found, after = await reading.search(ctx, q, wanted, before=decode_position(cursor), limit=page_size(limit))
    return Page(items=found, next_cursor=encode_position(*after) if after else None)


@get(f"{API}/holding-rules", permission="conversations.read")
async def get_holding_rules(ctx: Ctx) -> schemas.HoldingRules:
    """How an answer that only asks to wait is told from a real one."""
    return await holding_rules.get(ctx)


@put(f"{API}/holding-rules", permission="workspace.write")
async def set_holding_rules(ctx: Ctx, data: schemas.HoldingRules) -> schemas.HoldingRules:
    """For what is said from now on; what was counted stays counted."""
    return await holding_rules.put(ctx, data)


@get(f"{API}/conversations/{{conversation_id:uuid}}/prepared-messages", permission="conversations.read")
async def list_offers(ctx: Ctx, conversation_id: UUID) -> list[offering.PreparedOffer]:
    """What the provider has approved and may be said here though free text may not, filled in as far as is known."""
    return await offering.offers(ctx, await reading.get(ctx, conversation_id))


@get(f"{API}/conversations/{{conversation_id:uuid}}/variables", permission="conversations.read")
async def get_variables(ctx: Ctx, conversation_id: UUID) -> schemas.Variables:
    """What the names in ready replies stand for in this conversation."""
    return schemas.Variables(values=await variables.values(ctx, await reading.get(ctx, conversation_id)))


def _page(rows: Sequence[schemas.ConversationRow], *, more: bool, view: View) -> Page[schemas.ConversationRow]:
    if not more:
        return Page(items=rows)
    last = rows[-1]
    at = {"waiting": last.waiting_since, "snoozed": last.snoozed_until}.get(view) or last.last_message_at
    return Page(items=rows, next_cursor=encode_position(at, last.id))


def _moment(at: datetime | None) -> datetime | None:
    """A moment without a zone is in UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


routes: Sequence[ControllerRouterHandler] = [
    list_conversations,
    count_conversations,
    get_conversation,
    start_conversation,
    list_messages,
    send_message,
    write_note,
    close_conversation,
    reopen_conversation,
    assign_conversation,
    read_conversation,
    tell_typing,
    get_trail,
    get_raw,
    send_again,
    search,
    get_holding_rules,
    set_holding_rules,
    get_variables,
    list_offers,
    *planned_routes.routes,
    live,
    *list_routes.routes,
]
