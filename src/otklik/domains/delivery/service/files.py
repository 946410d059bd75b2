"""Files of either side: kept under their digest, fetched from providers by a job, served to whoever may see them."""

from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.channels.contract import InboundAttachment
from otklik.domains.delivery import errors, queries, rules
from otklik.domains.delivery.models import File
from otklik.platform.context import Ctx
from otklik.platform.files import Files
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings

MEDIA_TYPE_MAX: Final = 127


async def keep(ctx: Ctx, *, name: str, media_type: str, data: bytes, kind: str = "") -> File:
    """Store an uploaded file. Raises `FileTooLarge`."""
    limit = ctx.use(Settings).upload_bytes_max
    if len(data) > limit:
        raise errors.FileTooLarge(params={"size_bytes": len(data), "size_bytes_max": limit})
    return await _store(ctx, name=name, media_type=media_type, data=data, kind=kind)


async def take(ctx: Ctx, *, channel_id: UUID, attachment: InboundAttachment) -> File:
    """A row for an inbound attachment: ready when its bytes came along, else to be fetched."""
    if attachment.data is not None:
        return await _store(
            ctx, name=attachment.name, media_type=attachment.media_type, data=attachment.data, kind=attachment.kind
        )
    row = _row(ctx, name=attachment.name, media_type=attachment.media_type, size=attachment.size or 0)
    row.kind = attachment.kind
    row.state = "fetching"
    row.channel_id = channel_id
    row.source = _source(attachment)
    ctx.session.add(row)
    return row


async def get(ctx: Ctx, file_id: UUID) -> File:
    """Raises `FileNotFound`."""
    found = await queries.file(ctx, file_id)
    if found is None:
        raise errors.FileNotFound
    return found


async def read(ctx: Ctx, file: File) -> bytes:
    """Raises `FileNotReady`, `FileMissing`."""
    if file.key is None or file.state != "ready":
        raise errors.FileNotReady(params={"state": file.state})
    return await ctx.use(Files).read(file.key)


async def _store(ctx: Ctx, *, name: str, media_type: str, data: bytes, kind: str) -> File:
    row = _row(ctx, name=name, media_type=media_type, size=len(data))
    row.kind = kind if kind and kind != "file" else row.kind
    row.key = await ctx.use(Files).keep(ctx.workspace_id, data)
    ctx.session.add(row)
    return row


def _row(ctx: Ctx, *, name: str, media_type: str, size: int) -> File:
    media = media_type.partition(";")[0].strip().lower()[:MEDIA_TYPE_MAX] or "application/octet-stream"
    return File(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=rules.safe_name(name),
        media_type=media,
        size=size,
        kind=rules.file_kind(media),
        state="ready",
        error_code="",
        created_at=ctx.now(),
    )


def _source(attachment: InboundAttachment) -> dict[str, Any]:  # Any: a JSON document
    bare = msgspec.structs.replace(attachment, data=None)
    return dict(msgspec.to_builtins(bare))
