"""From rows to what a screen shows: the inbox's lines, messages with authors and files."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import queries, schemas
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.queries.listing import Priority
from otklik.domains.workspaces.service import operators
from otklik.domains.workspaces.service.operators import OperatorData
from otklik.platform.context import Ctx


async def rows(ctx: Ctx, found: Sequence[Conversation]) -> list[schemas.ConversationRow]:
    """Inbox lines for whoever asks, in the given order: four queries however many lines."""
    people = await contacts.summaries(ctx, [one.contact_id for one in found])
    kinds = await queries.channel_kinds(ctx, [one.channel_id for one in found])
    read: Mapping[UUID, int] = {}
    if ctx.actor.id is not None:
        read = await queries.readings(ctx, [one.id for one in found], operator_id=ctx.actor.id)
    return [_row(one, people=people, kinds=kinds, read=read.get(one.id, 0)) for one in found]


async def added(
    ctx: Ctx, conversation: Conversation, found: Message, *, with_files: bool
) -> tuple[schemas.MessageOut, schemas.ConversationRow]:
    """A message just said and its conversation's line; nothing is asked twice, or where the answer is known."""
    people = await contacts.summaries(ctx, [conversation.contact_id, *_ids([found], "contact")])
    kinds = await queries.channel_kinds(ctx, [conversation.channel_id])
    read: Mapping[UUID, int] = {}
    if ctx.actor.id is not None:
        read = await queries.readings(ctx, [conversation.id], operator_id=ctx.actor.id)
    line = _row(conversation, people=people, kinds=kinds, read=read.get(conversation.id, 0))
    files = await queries.files_of(ctx, [found.id]) if with_files else {}
    return (await _messages(ctx, [found], people=people, files=files))[0], line


async def row(ctx: Ctx, conversation: Conversation) -> schemas.ConversationRow:
    return (await rows(ctx, [conversation]))[0]


async def messages(ctx: Ctx, found: Sequence[Message]) -> list[schemas.MessageOut]:
    """Messages as the thread shows them, in the given order: three queries however many."""
    files = await queries.files_of(ctx, [one.id for one in found])
    return await _messages(ctx, found, people=await contacts.summaries(ctx, _ids(found, "contact")), files=files)


async def message(ctx: Ctx, found: Message) -> schemas.MessageOut:
    return (await messages(ctx, [found]))[0]


async def _messages(
    ctx: Ctx,
    found: Sequence[Message],
    *,
    people: Mapping[UUID, contacts.ContactSummary],
    files: Mapping[UUID, list[queries.AttachedFile]],
) -> list[schemas.MessageOut]:
    ours = _ids(found, "operator")
    colleagues = await operators.operators_by_id(ctx, ours) if ours else {}
    shown: list[schemas.MessageOut] = []
    for one in found:
        author = _author(one, colleagues=colleagues, people=people)
        shown.append(_message(one, author=author, files=files.get(one.id, [])))
    return shown


def _author(
    one: Message, *, colleagues: Mapping[UUID, OperatorData], people: Mapping[UUID, contacts.ContactSummary]
) -> schemas.Author:
    if one.author_kind == "operator" and one.author_id is not None:
        colleague = colleagues.get(one.author_id)
        if colleague is not None:
            return schemas.Author(kind="operator", id=one.author_id, name=colleague.name, photo_url=colleague.photo_url)
    if one.author_kind == "contact" and one.author_id is not None:
        person = people.get(one.author_id)
        if person is not None:
            return schemas.Author(kind="contact", id=one.author_id, name=person.name, photo_url=person.avatar_url)
    return schemas.Author(kind=one.author_kind, id=one.author_id, name="")


def _ids(found: Sequence[Message], kind: str) -> list[UUID]:
    return list({one.author_id for one in found if one.author_kind == kind and one.author_id is not None})


def _row(
    one: Conversation, *, people: Mapping[UUID, contacts.ContactSummary], kinds: Mapping[UUID, str], read: int
) -> schemas.ConversationRow:
    person = people.get(one.contact_id)
    return schemas.ConversationRow(
        id=one.id,
        number=one.number,
        channel_id=one.channel_id,
        channel_kind=kinds.get(one.channel_id, ""),
        contact=schemas.ContactBrief(
            id=one.contact_id, name=person.name if person else "", avatar_url=person.avatar_url if person else None
        ),
        subject=one.subject,
        state=one.state,
        assignee_id=one.assignee_id,
        team_id=one.team_id,
        preview=one.preview,
        preview_author=one.preview_author,
        last_message_at=one.last_message_at,
        waiting_since=one.waiting_since,
        promise_due_at=one.promise_due_at,
        target_due_at=one.target_due_at,
        priority=cast("Priority", one.priority),
        label_ids=one.label_ids,
        follower_ids=one.follower_ids,
        snoozed_until=one.snoozed_until,
        merged_into_id=one.merged_into_id,
        bad_rating_at=one.bad_rating_at,
        inbound_count=one.inbound_count,
        unread_count=max(one.inbound_count - read, 0),
    )


def _message(one: Message, *, author: schemas.Author, files: Sequence[queries.AttachedFile]) -> schemas.MessageOut:
    gone = one.deleted_at is not None
    return schemas.MessageOut(
        id=one.id,
        conversation_id=one.conversation_id,
        kind=one.kind,
        direction=one.direction,
        author=author,
        text="" if gone else one.text,
        visible_text="" if gone else one.visible_text,
        html="" if gone else one.html,
        subject=one.subject,
        sent_at=one.sent_at,
        stored_at=one.stored_at,
        edited_at=one.edited_at,
        deleted_at=one.deleted_at,
        reply_to_id=one.reply_to_id,
        attachments=[] if gone else [_attachment(attached) for attached in files],
        automatic=one.automatic,
        holding=one.holding,
        delivery=_delivery(one),
        extra=one.extra,
        client_key=one.client_key,
    )


def _delivery(one: Message) -> schemas.DeliveryOut | None:
    if one.state is None:
        return None
    return schemas.DeliveryOut(
        state=one.state, code=one.state_code, at=one.state_at, read_by_machine=one.read_by_machine
    )


def _attachment(attached: queries.AttachedFile) -> schemas.AttachmentOut:
    return schemas.AttachmentOut(
        id=attached.file.id,
        name=attached.file.name,
        media_type=attached.file.media_type,
        size=attached.file.size,
        kind=attached.file.kind,
        state=attached.file.state,
        error_code=attached.file.error_code,
        url=f"/api/v1/files/{attached.file.id}",
        inline=attached.link.inline,
        content_id=attached.link.content_id,
        duration_seconds=attached.link.duration_seconds,
    )
