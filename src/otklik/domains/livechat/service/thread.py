"""The thread as its visitor sees it: what was said by both sides, under names that never change."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from otklik.domains.conversations.service import views
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.errors import MessageUnknown
from otklik.domains.livechat.queries import Message
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher

PAGE: Final = 50
FILE_PURPOSE: Final = "visitor-file"
FILE_SIGNATURE_LENGTH: Final = 32


async def history(ctx: Ctx, visitor: Visitor, *, before: UUID | None, limit: int) -> list[schemas.VisitorMessage]:
    """The newest page, or the one before a message; oldest first. Raises `MessageUnknown`."""
    if visitor.conversation_id is None:
        return []
    edge = None
    if before is not None:
        edge = await queries.named(ctx, visitor.conversation_id, before)
        if edge is None:
            raise MessageUnknown
    return await shown(ctx, await queries.messages(ctx, visitor.conversation_id, before=edge, limit=limit))


async def shown(ctx: Ctx, found: Sequence[Message]) -> list[schemas.VisitorMessage]:
    """Messages as the visitor sees them, in the given order: four queries however many."""
    replied = await queries.messages_by_id(ctx, [one.reply_to_id for one in found if one.reply_to_id])
    desk = await views.messages(ctx, found)
    return [_shown(ctx.parts, row, out, replied=replied) for row, out in zip(found, desk, strict=True)]


def name_of(message: Message) -> UUID:
    """The visitor's own message goes by the key their browser gave it, known before anything is stored."""
    return _key(message) or message.id


def file_url(parts: Parts, file_id: UUID) -> str:
    """Opens without a header, so that a page can show it; unguessable."""
    return f"/api/v1/visitor/files/{file_id}?signature={file_signature(parts, file_id)}"


def file_signature(parts: Parts, file_id: UUID) -> str:
    return parts.get(Cipher).digest(str(file_id), purpose=FILE_PURPOSE)[:FILE_SIGNATURE_LENGTH]


def is_signed(parts: Parts, file_id: UUID, signature: str) -> bool:
    return hmac.compare_digest(signature.encode(), file_signature(parts, file_id).encode())


def _shown(
    parts: Parts, row: Message, out: views.schemas.MessageOut, *, replied: Mapping[UUID, Message]
) -> schemas.VisitorMessage:
    quoted = replied.get(row.reply_to_id) if row.reply_to_id else None
    ours = row.direction == "out"
    return schemas.VisitorMessage(
        id=name_of(row),
        key=_key(row),
        direction=row.direction,
        author_name=out.author.name if ours else "",
        author_photo_url=out.author.photo_url if ours else None,
        text=out.visible_text or out.text,
        attachments=[_attachment(parts, one) for one in out.attachments if one.state == "ready"],
        sent_at=row.sent_at,
        state=rules.state_shown(
            direction=row.direction, state=row.state, shown=row.shown_at is not None, seen=row.seen_at is not None
        ),
        automatic=row.automatic,
        buttons=out.extra.get("buttons") or [],
        reply_to_id=name_of(quoted) if quoted else None,
        edited=row.edited_at is not None,
        deleted=row.deleted_at is not None,
    )


def _key(message: Message) -> UUID | None:
    """Answers by mail came in too, but their ids are no keys."""
    if message.direction != "in" or message.external_id is None:
        return None
    try:
        return UUID(message.external_id)
    except ValueError:
        return None


def _attachment(parts: Parts, one: views.schemas.AttachmentOut) -> schemas.VisitorAttachment:
    return schemas.VisitorAttachment(
        id=one.id,
        name=one.name,
        media_type=one.media_type,
        size=one.size,
        kind=one.kind,
        url=file_url(parts, one.id),
    )
