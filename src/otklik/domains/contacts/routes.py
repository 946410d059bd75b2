"""HTTP of contacts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.contacts import service
from otklik.domains.contacts.schemas import Contact, ContactChanges, ContactRow, Merge, NewMerge, TimelineEntry
from otklik.platform.context import Ctx
from otklik.platform.web import API, CursorInvalid, Page, as_uuid, decode_cursor, encode_cursor, page_size

SEARCH_LENGTH_MAX: Final = 200
PICTURES: Final = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"), (b"GIF8", "image/gif"))

Query = Annotated[str, Parameter(max_length=SEARCH_LENGTH_MAX, description="Words to find")]


@get(f"{API}/contacts", permission="contacts.read")
async def list_contacts(
    ctx: NamedDependency[Ctx], *, q: Query = "", cursor: str | None = None, limit: int | None = None
) -> Page[ContactRow]:
    """People, those seen lately first."""
    size = page_size(limit)
    rows = await service.search(ctx, q=q, after=_seen_before(cursor), limit=size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        items=rows[:size],
        next_cursor=encode_cursor(last.last_seen_at.isoformat(), str(last.id)) if last else None,
    )


@get(f"{API}/contacts/{{contact_id:uuid}}", permission="contacts.read")
async def get_contact(ctx: NamedDependency[Ctx], *, contact_id: UUID) -> Contact:
    """One person's card."""
    return await service.get(ctx, contact_id)


@patch(f"{API}/contacts/{{contact_id:uuid}}", permission="contacts.write")
async def change_contact(ctx: NamedDependency[Ctx], *, contact_id: UUID, data: ContactChanges) -> Contact:
    """Change what the card says."""
    await service.update(ctx, contact_id=contact_id, changes=data)
    return await service.get(ctx, contact_id)


@get(f"{API}/contacts/{{contact_id:uuid}}/avatar", permission="contacts.read")
async def get_avatar(ctx: NamedDependency[Ctx], *, contact_id: UUID) -> Response[bytes]:
    """The person's picture, as their messenger gave it."""
    data = await service.avatar(ctx, contact_id)
    kind = next((kind for start, kind in PICTURES if data.startswith(start)), "image/webp")
    headers = {"cache-control": "private, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    return Response(data, media_type=kind, headers=headers)


@get(f"{API}/contacts/{{contact_id:uuid}}/timeline", permission="contacts.read")
async def get_timeline(
    ctx: NamedDependency[Ctx], *, contact_id: UUID, cursor: str | None = None, limit: int | None = None
) -> Page[TimelineEntry]:
    """What happened to the person, newest first."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    before = as_uuid(values[0], field="cursor") if values else None
    rows = await service.timeline(ctx, contact_id=contact_id, before=before, limit=size + 1)
    return Page(items=rows[:size], next_cursor=encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None)


@get(f"{API}/contacts/{{contact_id:uuid}}/merges", permission="contacts.read")
async def list_merges(ctx: NamedDependency[Ctx], *, contact_id: UUID) -> Page[Merge]:
    """The joinings that can be undone, newest first; never more than 200."""
    return Page(items=await service.merges(ctx, contact_id=contact_id))


@post(f"{API}/contacts/{{contact_id:uuid}}/merges", permission="contacts.write")
async def merge_contacts(ctx: NamedDependency[Ctx], *, contact_id: UUID, data: NewMerge) -> Merge:
    """Join another contact into this one."""
    return await service.get_merge(ctx, await service.merge(ctx, keep_id=contact_id, other_id=data.other_id))


@delete(f"{API}/contacts/{{contact_id:uuid}}/merges/{{merge_id:uuid}}", permission="contacts.write")
async def undo_merge(ctx: NamedDependency[Ctx], *, contact_id: UUID, merge_id: UUID) -> None:
    """Part what was joined."""
    await service.undo_merge(ctx, merge_id=merge_id, contact_id=contact_id)


def _seen_before(cursor: str | None) -> tuple[datetime, UUID] | None:
    values = decode_cursor(cursor, length=2)
    if values is None:
        return None
    try:
        return datetime.fromisoformat(values[0]), UUID(values[1])
    except ValueError as error:
        raise CursorInvalid from error


routes: Sequence[HTTPRouteHandler] = [
    list_contacts,
    get_contact,
    change_contact,
    get_avatar,
    get_timeline,
    list_merges,
    merge_contacts,
    undo_merge,
]
