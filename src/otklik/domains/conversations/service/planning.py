"""Answers planned for a moment: sent by an alarm, or held for their writer when something speaks against it."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.conversations import errors, jobs, queries, rules, schemas
from otklik.domains.conversations.models import Message, PlannedMessage
from otklik.domains.conversations.queries import planned as planned_queries
from otklik.domains.conversations.service import live, reading, views, writing
from otklik.domains.conversations.service.locking import locked
from otklik.domains.delivery.errors import FileNotFound
from otklik.domains.delivery.service import files
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.service import operators
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Actor, ActorKind, Ctx
from otklik.platform.errors import OtklikError
from otklik.platform.idempotency import KeyReused
from otklik.platform.ids import new_id
from otklik.platform.web import Position

AHEAD_MAX: Final = timedelta(days=366)
PLANNED_MAX: Final = 20
"""Of one conversation."""
CUSTOMER_WROTE: Final = "customer_wrote"
WRITER_GONE: Final = "writer_gone"


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """When to say it, and whether a word of the customer before then speaks against it."""

    send_at: datetime
    only_unanswered: bool = False


async def plan(ctx: Ctx, conversation_id: UUID, words: writing.Words, moment: Moment) -> schemas.PlannedOut:
    """Raises `ConversationNotFound`, `MessageEmpty`, `AttachmentUnknown`, `MomentRefused`, `PlannedTooMany`."""
    author_id = _writer(ctx)
    earlier = await planned_queries.by_client_key(ctx, words.client_key) if words.client_key else None
    if earlier is not None:
        if earlier.conversation_id != conversation_id:
            raise KeyReused
        return await _shown(ctx, earlier)
    await locked(ctx, conversation_id)
    if await planned_queries.count(ctx, conversation_id) >= PLANNED_MAX:
        raise errors.PlannedTooMany(params={"max": PLANNED_MAX})
    row = PlannedMessage(
        id=new_id(), workspace_id=ctx.workspace_id, conversation_id=conversation_id, author_id=author_id
    )
    row.client_key = words.client_key
    await _write(ctx, row, words, moment)
    ctx.session.add(row)
    return await _keep(ctx, row)


async def change(ctx: Ctx, planned_id: UUID, words: writing.Words, moment: Moment) -> schemas.PlannedOut:
    """Other words, another moment; what was held is planned again. Raises `PlannedByOther` and as `plan`."""
    row = await _locked(ctx, planned_id)
    if row.author_id != ctx.actor.id:
        raise errors.PlannedByOther
    await _write(ctx, row, words, moment)
    return await _keep(ctx, row)


async def cancel(ctx: Ctx, planned_id: UUID) -> None:
    """Raises `PlannedNotFound`, also when it was said a moment ago."""
    await _drop(ctx, await _locked(ctx, planned_id))


async def send_now(ctx: Ctx, planned_id: UUID) -> Message:
    """Say it at once, in its writer's name, whatever spoke against it. Raises as `writing.reply`."""
    row = await _locked(ctx, planned_id)
    return await _say(ctx, row)


async def ring(ctx: Ctx, planned_id: UUID) -> None:
    """Its moment has come."""
    row = await planned_queries.one(ctx, planned_id, lock=True)
    if row is None or row.held_at is not None:
        return
    code = await _objection(ctx, row)
    if not code:
        try:
            async with ctx.attempt():
                await _say(ctx, row)
        except OtklikError as refused:
            code = refused.code
    if code:
        await _hold(ctx, row, code=code)


async def of_conversation(ctx: Ctx, conversation_id: UUID) -> list[schemas.PlannedOut]:
    """Raises `ConversationNotFound`."""
    await reading.get(ctx, conversation_id)
    found = await planned_queries.of_conversation(ctx, conversation_id, limit=PLANNED_MAX)
    return await _shapes(ctx, found)


async def of_writer(ctx: Ctx, *, after: Position | None, limit: int) -> list[schemas.PlannedOf]:
    """The caller's own, the soonest first, each with its conversation."""
    found = await planned_queries.of_author(ctx, _writer(ctx), after=after, limit=limit)
    conversations = await queries.conversations_by_id(ctx, [one.conversation_id for one in found])
    lines = {row.id: row for row in await views.rows(ctx, list(conversations.values()))}
    return [
        schemas.PlannedOf(planned=shape, conversation=lines[shape.conversation_id])
        for shape in await _shapes(ctx, found)
    ]


def _writer(ctx: Ctx) -> UUID:
    """Raises `PlannedByNobody` for a program: a message of the desk has a person's name under it."""
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise errors.PlannedByNobody
    return ctx.actor.id


async def _locked(ctx: Ctx, planned_id: UUID) -> PlannedMessage:
    row = await planned_queries.one(ctx, planned_id, lock=True)
    if row is None:
        raise errors.PlannedNotFound
    return row


async def _write(ctx: Ctx, row: PlannedMessage, words: writing.Words, moment: Moment) -> None:
    if not ctx.now() < moment.send_at <= ctx.now() + AHEAD_MAX:
        raise errors.MomentRefused(params={"days_max": AHEAD_MAX.days})
    if not words.text.strip() and not words.attachment_ids:
        raise errors.MessageEmpty
    await _check_files(ctx, words.attachment_ids)
    row.text = rules.trimmed(words.text)
    row.subject, row.reply_to_id, row.attachment_ids = words.subject, words.reply_to_id, list(words.attachment_ids)
    row.send_at, row.only_unanswered, row.written_at = moment.send_at, moment.only_unanswered, ctx.now()
    row.held_code, row.held_at = "", None


async def _check_files(ctx: Ctx, file_ids: Sequence[UUID]) -> None:
    for file_id in file_ids:
        try:
            await files.get(ctx, file_id)
        except FileNotFound as error:
            raise errors.AttachmentUnknown(params={"file_id": str(file_id)}) from error


async def _keep(ctx: Ctx, row: PlannedMessage) -> schemas.PlannedOut:
    await ctx.session.flush()
    await set_alarm(ctx, jobs.send_planned, row.id, at=row.send_at)
    return await _tell_screens(ctx, row)


async def _say(ctx: Ctx, row: PlannedMessage) -> Message:
    """The answer, in its writer's name; the plan is gone with it."""
    writer = Actor(kind=ActorKind.OPERATOR, id=row.author_id, permissions=ctx.actor.permissions)
    words = writing.Words(
        text=row.text,
        subject=row.subject,
        reply_to_id=row.reply_to_id,
        attachment_ids=tuple(row.attachment_ids),
        client_key=f"planned:{row.id}",
    )
    conversation = await queries.conversation(ctx, row.conversation_id)
    merged_into_id = conversation.merged_into_id if conversation else None
    told_in = merged_into_id or row.conversation_id
    message = await writing.reply(dataclasses.replace(ctx, actor=writer), told_in, words)
    await _drop(ctx, row)
    return message


async def _drop(ctx: Ctx, row: PlannedMessage) -> None:
    await cancel_alarm(ctx, jobs.send_planned, row.id)
    await ctx.session.delete(row)
    await ctx.session.flush()
    data = {"conversation_id": str(row.conversation_id), "planned_id": str(row.id), "planned": None}
    ctx.push(live.desk_stream(ctx), "planned.changed", data)


async def _objection(ctx: Ctx, row: PlannedMessage) -> str:
    """Why it is not for a machine to send it now; empty when nothing speaks against it."""
    writer = (await operators.operators_by_id(ctx, [row.author_id])).get(row.author_id)
    if writer is None or writer.deactivated_at is not None:
        return WRITER_GONE
    conversation = await queries.conversation(ctx, row.conversation_id, lock=True)
    wrote_at = conversation.last_inbound_at if conversation else None
    return CUSTOMER_WROTE if row.only_unanswered and wrote_at is not None and wrote_at > row.written_at else ""


async def _hold(ctx: Ctx, row: PlannedMessage, *, code: str) -> None:
    """It stays as a draft to decide on, and its writer is told; a colleague when the writer is gone."""
    row.held_code, row.held_at = code, ctx.now()
    await _tell_screens(ctx, row)
    conversation = await queries.conversation(ctx, row.conversation_id)
    assert conversation is not None  # its plans go with it
    told = conversation.assignee_id if code == WRITER_GONE else row.author_id
    if told is not None:
        about = notifications.Subject(kind="conversation", id=row.conversation_id)
        params = {"code": code, "number": str(conversation.number)}
        await notifications.tell(ctx, [told], code="planned_held", params=params, subject=about)


async def _tell_screens(ctx: Ctx, row: PlannedMessage) -> schemas.PlannedOut:
    await ctx.session.flush()
    shown = await _shown(ctx, row)
    data = {"conversation_id": str(row.conversation_id), "planned_id": str(row.id), "planned": shown}
    ctx.push(live.desk_stream(ctx), "planned.changed", msgspec.to_builtins(data))
    return shown


async def _shown(ctx: Ctx, row: PlannedMessage) -> schemas.PlannedOut:
    return (await _shapes(ctx, [row]))[0]


async def _shapes(ctx: Ctx, found: Sequence[PlannedMessage]) -> list[schemas.PlannedOut]:
    writers = await operators.operators_by_id(ctx, [one.author_id for one in found]) if found else {}
    return [_shape(one, name=writers[one.author_id].name if one.author_id in writers else "") for one in found]


def _shape(row: PlannedMessage, *, name: str) -> schemas.PlannedOut:
    return schemas.PlannedOut(
        id=row.id,
        conversation_id=row.conversation_id,
        author=schemas.Author(kind="operator", id=row.author_id, name=name),
        text=row.text,
        subject=row.subject,
        reply_to_id=row.reply_to_id,
        attachment_ids=row.attachment_ids,
        send_at=row.send_at,
        only_unanswered=row.only_unanswered,
        held_code=row.held_code,
        held_at=row.held_at,
    )
