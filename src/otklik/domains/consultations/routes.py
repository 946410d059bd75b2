"""HTTP of consultations: each handler is one verb, and sets the alarm of the deadline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.consultations import jobs, schemas
from otklik.domains.consultations.service import asking, listing, settling
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
View = Literal["of_me", "by_me"]


@post(f"{API}/conversations/{{conversation_id:uuid}}/consultations", permission="conversations.write")
async def ask_colleague(ctx: Ctx, conversation_id: UUID, data: schemas.ConsultationIn) -> schemas.ConsultationOut:
    """Ask a colleague or a team; `customer_text` is sent to the customer as a holding message."""
    row = await asking.ask(ctx, conversation_id, data)
    await set_alarm(ctx, jobs.overdue, row.id, at=row.due_at)
    return await listing.one(ctx, row.id)


@get(f"{API}/conversations/{{conversation_id:uuid}}/consultations", permission="conversations.read")
async def list_conversation_consultations(ctx: Ctx, conversation_id: UUID) -> list[schemas.ConsultationOut]:
    """What was asked about a conversation, the latest 50 first."""
    return await listing.of_conversation(ctx, conversation_id)


@get(f"{API}/conversations/{{conversation_id:uuid}}/holding-words", permission="conversations.read")
async def get_holding_words(ctx: Ctx, conversation_id: UUID, due_at: datetime) -> schemas.HoldingWords:
    """Ready words for the customer who waits until `due_at`."""
    return schemas.HoldingWords(text=await asking.holding_words(ctx, conversation_id, due_at=due_at))


@get(f"{API}/consultations", permission="conversations.read")
async def list_consultations(
    ctx: Ctx, *, view: View = "of_me", cursor: Cursor = None, limit: Limit = None
) -> Page[schemas.ConsultationOut]:
    """`of_me`: open ones asked of the caller or their teams, what is due first; `by_me`: what the caller asked."""
    size = page_size(limit)
    place, operator_id = decode_position(cursor), asking.caller(ctx)
    if view == "of_me":
        found = await listing.asked_of(ctx, operator_id, after=place, limit=size + 1)
    else:
        found = await listing.asked_by(ctx, operator_id, before=place, limit=size + 1)
    shown = found[:size]
    if len(found) <= size:
        return Page(items=shown)
    last = shown[-1]
    return Page(items=shown, next_cursor=encode_position(last.due_at if view == "of_me" else last.asked_at, last.id))


@get(f"{API}/consultations/counts", permission="conversations.read")
async def count_consultations(ctx: Ctx) -> schemas.ConsultationCount:
    return schemas.ConsultationCount(open=await listing.count(ctx, asking.caller(ctx)))


@put(f"{API}/consultations/{{consultation_id:uuid}}/answer", permission="conversations.read")
async def answer_consultation(
    ctx: Ctx, consultation_id: UUID, data: schemas.ConsultationAnswerIn
) -> schemas.ConsultationOut:
    """Whoever was asked answers, and whoever may answer customers."""
    await settling.answer(ctx, consultation_id, text=data.text)
    await cancel_alarm(ctx, jobs.overdue, consultation_id)
    return await listing.one(ctx, consultation_id)


@put(f"{API}/consultations/{{consultation_id:uuid}}/withdrawal", permission="conversations.write")
async def withdraw_consultation(ctx: Ctx, consultation_id: UUID) -> schemas.ConsultationOut:
    """The answer is not needed any more."""
    await settling.withdraw(ctx, consultation_id)
    await cancel_alarm(ctx, jobs.overdue, consultation_id)
    return await listing.one(ctx, consultation_id)


@put(f"{API}/consultations/{{consultation_id:uuid}}/owner", permission="conversations.write")
async def hand_consultation(
    ctx: Ctx, consultation_id: UUID, data: schemas.ConsultationOwnerIn
) -> schemas.ConsultationOut:
    """Give it to another operator or team, or take it oneself."""
    await settling.hand(ctx, consultation_id, operator_id=data.operator_id, team_id=data.team_id)
    return await listing.one(ctx, consultation_id)


@put(f"{API}/consultations/{{consultation_id:uuid}}/deadline", permission="conversations.write")
async def put_off_consultation(
    ctx: Ctx, consultation_id: UUID, data: schemas.ConsultationDeadlineIn
) -> schemas.ConsultationOut:
    """Another time by which an answer is wanted."""
    row = await settling.put_off(ctx, consultation_id, due_at=data.due_at)
    await set_alarm(ctx, jobs.overdue, consultation_id, at=row.due_at)
    return await listing.one(ctx, consultation_id)


routes: Sequence[ControllerRouterHandler] = [
    ask_colleague,
    list_conversation_consultations,
    get_holding_words,
    list_consultations,
    count_consultations,
    answer_consultation,
    withdraw_consultation,
    hand_consultation,
    put_off_consultation,
]
