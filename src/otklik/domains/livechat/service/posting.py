"""What a visitor sends: stored in the journal, acknowledged, and only then read, like anything that comes in."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from otklik.channels.visitors import VisitorFile, VisitorItem
from otklik.domains.delivery.errors import FileNotFound
from otklik.domains.delivery.journal import Journal
from otklik.domains.delivery.service import files
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.errors import FilesRefused, FileUnknown, MessageEmpty, MessageUnknown, TextTooLong
from otklik.domains.livechat.service import thread, visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings


async def post(parts: Parts, visitor: Visitor, said: schemas.MessageIn) -> schemas.VisitorMessage:
    """Durable on return; the same key again is answered with what was stored the first time.

    Raises `MessageEmpty`, `TextTooLong`, `FilesRefused`, `FileUnknown`, `MessageUnknown`, `TooMany`.
    """
    _check(visitor, said)
    await visitors.count(parts, visitors.MESSAGES, who=str(visitor.id))
    item = await _item(parts, visitor, said)
    new = await parts.get(Journal).store(
        channel_id=visitor.channel_id,
        workspace_id=visitor.workspace_id,
        item=item.raw(),
        received_at=item.sent_at,
    )
    return _acknowledged(parts, item if new else await _stored(parts, visitor, item), reply_to_id=said.reply_to_id)


async def press(parts: Parts, visitor: Visitor, pressed: schemas.PressIn) -> None:
    """A button of ours was pressed: durable on return, the same key once. Raises `TooMany`."""
    await visitors.count(parts, visitors.MESSAGES, who=str(visitor.id))
    item = VisitorItem(
        key=pressed.key or new_id(),
        visitor_id=visitor.id,
        sent_at=parts.get(Timekeeper).now(),
        press=pressed.data,
        language=visitor.language,
    )
    await parts.get(Journal).store(
        channel_id=visitor.channel_id,
        workspace_id=visitor.workspace_id,
        item=item.raw(),
        received_at=item.sent_at,
    )


async def upload(parts: Parts, visitor: Visitor, *, name: str, media_type: str, data: bytes) -> schemas.VisitorFileOut:
    """Keep a file to be sent by this visitor only. Raises `FilesRefused`, `FileTooLarge`, `TooMany`."""
    if not takes_files(visitor):
        raise FilesRefused(params={"count_max": 0})
    await visitors.count(parts, visitors.UPLOADS, who=str(visitor.id))
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        row = await files.keep_for_thread(
            ctx,
            channel_id=visitor.channel_id,
            thread_id=visitor.thread_id,
            name=name,
            media_type=media_type,
            data=data,
            kind="voice" if rules.is_voice_note(name, media_type) else "",
        )
        return schemas.VisitorFileOut(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            kind=row.kind,
            url=thread.file_url(parts, row.id),
        )


def takes_files(visitor: Visitor) -> bool:
    return visitor.config.get("attachments") is not False


def file_size_max(parts: Parts, visitor: Visitor) -> int:
    return parts.get(Settings).upload_bytes_max if takes_files(visitor) else 0


def _check(visitor: Visitor, said: schemas.MessageIn) -> None:
    if not said.text.strip() and not said.attachment_ids:
        raise MessageEmpty
    if len(said.text) > schemas.TEXT_LENGTH_MAX:
        raise TextTooLong(params={"length": len(said.text), "length_max": schemas.TEXT_LENGTH_MAX})
    if said.attachment_ids and not takes_files(visitor):
        raise FilesRefused(params={"count_max": 0})


async def _item(parts: Parts, visitor: Visitor, said: schemas.MessageIn) -> VisitorItem:
    item = VisitorItem(
        key=said.key,
        visitor_id=visitor.id,
        sent_at=parts.get(Timekeeper).now(),
        text=said.text.replace("\0", ""),
        language=visitor.language,
        name=visitor.customer.name if visitor.customer else "",
        start=visitor.start,
    )
    if not said.attachment_ids and said.reply_to_id is None:
        return item
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        return msgspec.structs.replace(
            item,
            files=tuple(_file(one) for one in await _files(ctx, visitor, said.attachment_ids)),
            reply_to_id=await _replied_to(ctx, visitor, said.reply_to_id),
        )


async def _files(ctx: Ctx, visitor: Visitor, ids: Sequence[UUID]) -> Sequence[queries.File]:
    try:
        return await files.of_thread(ctx, ids, channel_id=visitor.channel_id, thread_id=visitor.thread_id)
    except FileNotFound as error:
        raise FileUnknown from error


async def _replied_to(ctx: Ctx, visitor: Visitor, name: UUID | None) -> str:
    """The provider's id of a message the visitor can see."""
    if name is None:
        return ""
    found = await queries.named(ctx, visitor.conversation_id, name) if visitor.conversation_id else None
    if found is None:
        raise MessageUnknown
    return found.external_id or ""


async def _stored(parts: Parts, visitor: Visitor, item: VisitorItem) -> VisitorItem:
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        event_id = item.raw().event_id
        body = await queries.journal_body(ctx, channel_id=visitor.channel_id, event_id=event_id)
    return msgspec.json.decode(body, type=VisitorItem) if body else item


def _file(row: queries.File) -> VisitorFile:
    return VisitorFile(id=row.id, name=row.name, media_type=row.media_type, size=row.size, kind=row.kind)


def _acknowledged(parts: Parts, item: VisitorItem, *, reply_to_id: UUID | None) -> schemas.VisitorMessage:
    return schemas.VisitorMessage(
        id=item.key,
        key=item.key,
        direction="in",
        author_name="",
        author_photo_url=None,
        text=item.text,
        attachments=[
            schemas.VisitorAttachment(
                id=one.id,
                name=one.name,
                media_type=one.media_type,
                size=one.size,
                kind=one.kind,
                url=thread.file_url(parts, one.id),
            )
            for one in item.files
        ],
        sent_at=item.sent_at,
        state="sent",
        automatic=False,
        buttons=[],
        reply_to_id=reply_to_id,
        edited=False,
        deleted=False,
    )
