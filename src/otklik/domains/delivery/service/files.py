"""Files of either side: kept under their digest, fetched from providers by a job, served to whoever may see them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.channels.contract import InboundAttachment
from otklik.channels.visitors import KEPT_FILE
from otklik.domains.delivery import errors, queries, rules
from otklik.domains.delivery.models import File
from otklik.platform import keeping
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


async def keep_for_thread(
    ctx: Ctx, *, channel_id: UUID, thread_id: str, name: str, media_type: str, data: bytes, kind: str = ""
) -> File:
    """Store a file a person uploaded before writing; only their own thread may send it. Raises `FileTooLarge`."""
    row = await keep(ctx, name=name, media_type=media_type, data=data, kind=kind)
    row.channel_id, row.source = channel_id, {"thread_id": thread_id}
    await ctx.session.flush()
    return row


async def of_thread(ctx: Ctx, file_ids: Sequence[UUID], *, channel_id: UUID, thread_id: str) -> list[File]:
    """Those files, in the given order; raises `FileNotFound` when the thread did not upload one of them."""
    found = await queries.files(ctx, file_ids)
    kept = [found[one] for one in file_ids if one in found]
    owned = [one for one in kept if one.channel_id == channel_id and (one.source or {}).get("thread_id") == thread_id]
    if len(owned) != len(file_ids):
        raise errors.FileNotFound
    return owned


async def take(ctx: Ctx, *, channel_id: UUID, attachment: InboundAttachment) -> File:
    """A row for an inbound attachment: ready when its bytes came along or are kept, else to be fetched."""
    if attachment.ref.startswith(KEPT_FILE):
        return await _kept(ctx, channel_id=channel_id, ref=attachment.ref)
    if attachment.data is not None:
        kept = await _store(
            ctx, name=attachment.name, media_type=attachment.media_type, data=attachment.data, kind=attachment.kind
        )
        kept.channel_id = channel_id
        return kept
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


async def _kept(ctx: Ctx, *, channel_id: UUID, ref: str) -> File:
    row = await get(ctx, UUID(ref.removeprefix(KEPT_FILE)))
    if row.channel_id != channel_id:
        raise errors.FileNotFound
    return row


async def _store(ctx: Ctx, *, name: str, media_type: str, data: bytes, kind: str) -> File:
    row = _row(ctx, name=name, media_type=media_type, size=len(data))
    row.kind = kind if kind and kind != "file" else row.kind
    row.key = await keeping.keep(ctx, data)
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
