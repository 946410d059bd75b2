"""HTTP of answers planned for a moment."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter, QueryParameter

from otklik.domains.conversations import schemas
from otklik.domains.conversations.service import planning, views, writing
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", max_length=200, required=False)]


@get(f"{API}/conversations/{{conversation_id:uuid}}/planned", permission="conversations.read")
async def list_planned(ctx: Ctx, conversation_id: UUID) -> list[schemas.PlannedOut]:
    """What is to be said here later, the soonest first; at most 20."""
    return await planning.of_conversation(ctx, conversation_id)


@get(f"{API}/me/planned", permission="conversations.write")
async def list_own_planned(
    ctx: Ctx,
    *,
    cursor: Annotated[str | None, QueryParameter(max_length=500, required=False)] = None,
    limit: Annotated[int | None, QueryParameter(ge=1, le=200, required=False)] = None,
) -> Page[schemas.PlannedOf]:
    """What the caller planned anywhere, the soonest first; what is held back stands before."""
    size = page_size(limit)
    found = await planning.of_writer(ctx, after=decode_position(cursor), limit=size + 1)
    shown = found[:size]
    last = shown[-1].planned if len(found) > size else None
    return Page(items=shown, next_cursor=encode_position(last.send_at, last.id) if last else None)


@post(f"{API}/conversations/{{conversation_id:uuid}}/planned", permission="conversations.write")
async def plan_message(ctx: Ctx, conversation_id: UUID, data: schemas.PlanIn, *, key: Key = None) -> schemas.PlannedOut:
    """Say it at a moment. The same Idempotency-Key plans once."""
    return await planning.plan(ctx, conversation_id, _words(data, key=key), _moment(data))


@put(f"{API}/planned/{{planned_id:uuid}}", permission="conversations.write")
async def change_planned(ctx: Ctx, planned_id: UUID, data: schemas.PlanIn) -> schemas.PlannedOut:
    """Other words or another moment; what was held back is planned again."""
    return await planning.change(ctx, planned_id, _words(data), _moment(data))


@delete(f"{API}/planned/{{planned_id:uuid}}", permission="conversations.write", status_code=204)
async def cancel_planned(ctx: Ctx, planned_id: UUID) -> None:
    await planning.cancel(ctx, planned_id)


@put(f"{API}/planned/{{planned_id:uuid}}/sending", permission="conversations.write")
async def send_planned_now(ctx: Ctx, planned_id: UUID) -> schemas.MessageOut:
    """Say it at once instead, in its writer's name."""
    return await views.message(ctx, await planning.send_now(ctx, planned_id))


def _words(data: schemas.PlanIn, *, key: str | None = None) -> writing.Words:
    return writing.Words(
        text=data.text,
        attachment_ids=data.attachment_ids,
        reply_to_id=data.reply_to_id,
        subject=data.subject,
        client_key=key,
    )


def _moment(data: schemas.PlanIn) -> planning.Moment:
    return planning.Moment(send_at=data.send_at, only_unanswered=data.only_unanswered)


routes: Sequence[HTTPRouteHandler] = [
    list_planned,
    list_own_planned,
    plan_message,
    change_planned,
    cancel_planned,
    send_planned_now,
]
