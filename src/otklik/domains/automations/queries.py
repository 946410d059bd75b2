"""Every question macros and automations ask of the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from otklik.domains.automations.models import Automation, Macro, Occurrence, Replied, Run, Wait, WebhookCall
from otklik.domains.conversations.models import Conversation, Label, Message
from otklik.domains.delivery.models import Channel
from otklik.domains.ratings.models import Rating
from otklik.domains.snippets.models import Snippet
from otklik.domains.workspaces.models import Operator, Team, TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

_FRESH: Final = {"populate_existing": True}
"""Counts are kept by statement, behind the session's back."""
SPOKEN: Final = ("message", "auto_reply", "bounce")
REFERENCES: Final = {
    "operator_id": Operator,
    "operator_ids": Operator,
    "team_id": Team,
    "team_ids": Team,
    "channel_ids": Channel,
    "snippet_id": Snippet,
    "label_id": Label,
    "label_ids": Label,
}
"""Fields of conditions and actions that name a row, and the table it must be in."""


async def missing(ctx: Ctx, wanted: Mapping[str, Collection[UUID]]) -> str | None:
    """A field that names a row which is not the company's; None: all are there."""
    for field, ids in wanted.items():
        model = REFERENCES[field]
        query = scoped(ctx, model).where(model.id.in_(ids))
        if model is Label:
            query = query.where(Label.deleted_at.is_(None))
        query = query.with_only_columns(func.count())
        if ids and (await ctx.session.scalar(query) or 0) < len(set(ids)):
            return field
    return None


# ---- macros -------------------------------------------------------------------------------------------


async def macros(ctx: Ctx, *, for_operator_id: UUID | None, limit: int) -> Sequence[Macro]:
    """By name; with `for_operator_id` only those for everybody and for the operator's teams."""
    query = scoped(ctx, Macro)
    if for_operator_id is not None:
        teams = scoped(ctx, TeamMember).where(TeamMember.operator_id == for_operator_id)
        mine = teams.with_only_columns(TeamMember.team_id)
        query = query.where(or_(Macro.team_id.is_(None), Macro.team_id.in_(mine)))
    query = query.order_by(Macro.name, Macro.id).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def macro(ctx: Ctx, macro_id: UUID) -> Macro | None:
    return await ctx.session.scalar(scoped(ctx, Macro).where(Macro.id == macro_id), execution_options=_FRESH)


async def count_macro_use(ctx: Ctx, macro_id: UUID) -> None:
    one = scoped(ctx, Macro).where(Macro.id == macro_id).with_only_columns(Macro.id)
    counted = update(Macro).where(Macro.id.in_(one))
    await ctx.session.execute(counted.values(used_count=Macro.used_count + 1, last_used_at=ctx.now()))


# ---- automations --------------------------------------------------------------------------------------


async def automations(ctx: Ctx, *, limit: int) -> Sequence[Automation]:
    query = scoped(ctx, Automation).order_by(Automation.position, Automation.id).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def automation(ctx: Ctx, automation_id: UUID) -> Automation | None:
    query = scoped(ctx, Automation).where(Automation.id == automation_id)
    return await ctx.session.scalar(query, execution_options=_FRESH)


async def enabled(ctx: Ctx, triggers: Collection[str], *, limit: int) -> Sequence[Automation]:
    """In their order."""
    query = scoped(ctx, Automation).where(Automation.enabled, Automation.trigger.in_(triggers))
    query = query.order_by(Automation.position, Automation.id).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def listened(ctx: Ctx) -> set[str]:
    """Triggers that an automation switched on listens to."""
    query = scoped(ctx, Automation).where(Automation.enabled).with_only_columns(Automation.trigger).distinct()
    return set(await ctx.session.scalars(query))


async def last_position(ctx: Ctx) -> int:
    return await ctx.session.scalar(scoped(ctx, Automation).with_only_columns(func.max(Automation.position))) or 0


async def count_fired(ctx: Ctx, automation_id: UUID) -> None:
    one = scoped(ctx, Automation).where(Automation.id == automation_id).with_only_columns(Automation.id)
    counted = update(Automation).where(Automation.id.in_(one))
    await ctx.session.execute(counted.values(fired_count=Automation.fired_count + 1, last_fired_at=ctx.now()))


# ---- what happened ------------------------------------------------------------------------------------


async def occurrence(ctx: Ctx, occurrence_id: UUID) -> Occurrence | None:
    return await ctx.session.scalar(scoped(ctx, Occurrence).where(Occurrence.id == occurrence_id))


async def to_look_through(ctx: Ctx, *, limit: int) -> Sequence[Occurrence]:
    """The oldest that nobody has looked at, held against everybody else who looks through them."""
    query = scoped(ctx, Occurrence).where(~Occurrence.apart).order_by(Occurrence.id).limit(limit)
    return (await ctx.session.scalars(query.with_for_update(skip_locked=True))).all()


async def with_occurrences(ctx: Ctx, conversation_ids: Collection[UUID], *, since: datetime) -> frozenset[UUID]:
    """Those of the conversations in which something happened since then that nobody has considered yet."""
    query = select(Occurrence.conversation_id).where(
        Occurrence.workspace_id == ctx.workspace_id,
        Occurrence.conversation_id.in_(conversation_ids),
        Occurrence.at > since,
    )
    return frozenset(await ctx.session.scalars(query))


async def settle_occurrences(ctx: Ctx, settled: Collection[UUID], *, apart: Collection[UUID]) -> None:
    """Take away what led to nothing; mark what is considered by itself."""
    if settled:
        await ctx.session.execute(
            delete(Occurrence).where(Occurrence.workspace_id == ctx.workspace_id, Occurrence.id.in_(settled))
        )
    if apart:
        mine = Occurrence.workspace_id == ctx.workspace_id
        await ctx.session.execute(update(Occurrence).where(mine, Occurrence.id.in_(apart)).values(apart=True))


async def conversations(ctx: Ctx, conversation_ids: Collection[UUID]) -> dict[UUID, Conversation]:
    query = scoped(ctx, Conversation).where(Conversation.id.in_(conversation_ids))
    return {one.id: one for one in await ctx.session.scalars(query, execution_options=_FRESH)}


async def messages(ctx: Ctx, message_ids: Collection[UUID]) -> dict[UUID, Message]:
    query = scoped(ctx, Message).where(Message.id.in_(message_ids))
    return {one.id: one for one in await ctx.session.scalars(query)}


async def conversation(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    query = scoped(ctx, Conversation).where(Conversation.id == conversation_id)
    return await ctx.session.scalar(query, execution_options=_FRESH)


async def message_replied_to(ctx: Ctx, conversation_id: UUID, message_id: UUID | None) -> Message | None:
    """The message named when it came in, else what came in last."""
    query = scoped(ctx, Message).where(Message.conversation_id == conversation_id)
    query = query.where(Message.direction == "in", Message.kind.in_(SPOKEN))
    latest = query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(1)
    if message_id is not None:
        named = await ctx.session.scalar(query.where(Message.id == message_id))
        if named is not None:
            return named
    return await ctx.session.scalar(latest)


async def message(ctx: Ctx, message_id: UUID) -> Message | None:
    return await ctx.session.scalar(scoped(ctx, Message).where(Message.id == message_id))


async def first_messages(ctx: Ctx, conversation_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which message of each conversation is the customer's first."""
    said = scoped(ctx, Message).where(
        Message.conversation_id == Conversation.id, Message.direction == "in", Message.kind == "message"
    )
    first = said.with_only_columns(Message.id).order_by(Message.sent_at, Message.id).limit(1).lateral()
    query = select(Conversation.id, first.c.id).join(first, true())
    query = query.where(Conversation.workspace_id == ctx.workspace_id, Conversation.id.in_(conversation_ids))
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def opening_messages(ctx: Ctx, conversation_ids: Collection[UUID]) -> dict[UUID, Message]:
    """The customer's first message of each conversation."""
    return await _edge(ctx, conversation_ids, newest=False)


async def latest_scores(ctx: Ctx, conversation_ids: Collection[UUID]) -> dict[UUID, int]:
    """What customers said last of how they were helped; conversations without a rating are left out."""
    query = scoped(ctx, Rating).where(Rating.conversation_id.in_(conversation_ids), Rating.score.is_not(None))
    query = query.ext(distinct_on(Rating.conversation_id)).order_by(Rating.conversation_id, Rating.closed_at.desc())
    rows = await ctx.session.execute(query.with_only_columns(Rating.conversation_id, Rating.score))
    return {conversation_id: score for conversation_id, score in rows if score is not None}


async def last_messages(ctx: Ctx, conversation_ids: Collection[UUID]) -> dict[UUID, Message]:
    """The customer's last message of each conversation."""
    return await _edge(ctx, conversation_ids, newest=True)


async def _edge(ctx: Ctx, conversation_ids: Collection[UUID], *, newest: bool) -> dict[UUID, Message]:
    said = scoped(ctx, Message).where(
        Message.conversation_id == Conversation.id, Message.direction == "in", Message.kind == "message"
    )
    order = (Message.sent_at.desc(), Message.id.desc()) if newest else (Message.sent_at, Message.id)
    one = said.order_by(*order).limit(1).lateral()
    found = aliased(Message, one)
    query = select(Conversation.id, found).join(one, true())
    query = query.where(Conversation.workspace_id == ctx.workspace_id, Conversation.id.in_(conversation_ids))
    return {row[0]: row[1] for row in await ctx.session.execute(query)}


async def latest_conversations(ctx: Ctx, *, limit: int) -> Sequence[Conversation]:
    query = scoped(ctx, Conversation).order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    return (await ctx.session.scalars(query.limit(limit), execution_options=_FRESH)).all()


async def begin_to_wait(ctx: Ctx, automation_id: UUID, conversation_id: UUID, *, since: datetime, new_id: UUID) -> UUID:
    """The row that counts the minutes of this wait; whether it has fired is forgotten when the wait is another."""
    values = {"automation_id": automation_id, "conversation_id": conversation_id, "waiting_since": since}
    statement = insert(Wait).values(id=new_id, workspace_id=ctx.workspace_id, **values)
    again = {"waiting_since": since, "fired": Wait.fired & (Wait.waiting_since == since)}
    statement = statement.on_conflict_do_update(index_elements=["automation_id", "conversation_id"], set_=again)
    return (await ctx.session.execute(statement.returning(Wait.id))).scalar_one()


async def wait(ctx: Ctx, wait_id: UUID) -> Wait | None:
    return await ctx.session.scalar(scoped(ctx, Wait).where(Wait.id == wait_id), execution_options=_FRESH)


# ---- what came of it ----------------------------------------------------------------------------------


async def replies(ctx: Ctx, conversation_id: UUID) -> dict[UUID, datetime]:
    """When each automation last answered there."""
    query = scoped(ctx, Replied).where(Replied.conversation_id == conversation_id)
    rows = await ctx.session.execute(query.with_only_columns(Replied.automation_id, Replied.at))
    return {row[0]: row[1] for row in rows}


async def replied(ctx: Ctx, automation_id: UUID, conversation_id: UUID) -> None:
    keys = {"automation_id": automation_id, "conversation_id": conversation_id}
    statement = insert(Replied).values(workspace_id=ctx.workspace_id, at=ctx.now(), **keys)
    await ctx.session.execute(
        statement.on_conflict_do_update(index_elements=["conversation_id", "automation_id"], set_={"at": ctx.now()})
    )


async def runs(
    ctx: Ctx, automation_id: UUID, *, fired: bool | None, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Run, Conversation]]:
    """The log, newest first."""
    query = scoped(ctx, Run).where(Run.automation_id == automation_id)
    if fired is not None:
        query = query.where((Run.result == "fired") if fired else (Run.result != "fired"))
    if before is not None:
        query = query.where(tuple_(Run.at, Run.id) < before)
    joined = query.join(Conversation, Conversation.id == Run.conversation_id).add_columns(Conversation)
    rows = await ctx.session.execute(joined.order_by(Run.at.desc(), Run.id.desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def call(ctx: Ctx, call_id: UUID) -> WebhookCall | None:
    return await ctx.session.scalar(scoped(ctx, WebhookCall).where(WebhookCall.id == call_id))


async def calls(ctx: Ctx, automation_id: UUID, *, limit: int) -> Sequence[WebhookCall]:
    query = scoped(ctx, WebhookCall).where(WebhookCall.automation_id == automation_id)
    return (await ctx.session.scalars(query.order_by(WebhookCall.at.desc()).limit(limit))).all()


async def settle_call(ctx: Ctx, call_id: UUID, *, state: str, detail: str | None) -> None:
    found = await call(ctx, call_id)
    if found is not None:
        found.state = state
        found.detail = detail if detail is not None else found.detail


async def forget(
    session: AsyncSession, *, before: datetime, waits_before: datetime, fired_max: int, others_max: int
) -> None:
    """Old lines of the log, and what is over the counts kept for each automation."""
    place = func.row_number().over(
        partition_by=(Run.automation_id, Run.result == "fired"), order_by=(Run.at.desc(), Run.id.desc())
    )
    ranked = select(Run.id, Run.result, place.label("place")).subquery()
    over = or_(
        (ranked.c.result == "fired") & (ranked.c.place > fired_max),
        (ranked.c.result != "fired") & (ranked.c.place > others_max),
    )
    await session.execute(delete(Run).where(Run.id.in_(select(ranked.c.id).where(over))))
    await session.execute(delete(Run).where(Run.at < before))
    await session.execute(delete(WebhookCall).where(WebhookCall.at < before))
    await session.execute(delete(Wait).where(Wait.waiting_since < waits_before))
