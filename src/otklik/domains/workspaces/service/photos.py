"""Operators' photos: a real one or none (CHAT-3), shown to visitors too, so served without signing in."""

import hmac
from uuid import UUID

import msgspec

from otklik.domains.workspaces import events, pictures, queries
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import operators
from otklik.platform import keeping
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.errors import NotFound
from otklik.platform.events import publish
from otklik.platform.files import Files


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    media_type: str
    data: bytes


async def set_photo(ctx: Ctx, data: bytes) -> OperatorData:
    """One's own. Raises `PhotoTooLarge`, `PhotoInvalid`."""
    pictures.check(data)
    row = await operators.own_row(ctx)
    row.photo_key = await keeping.keep(ctx, data)
    await publish(ctx, events.PhotoChanged(operator_id=row.id, removed=False), subject_id=row.id)
    return await operators.announce(ctx, row.id)


async def remove_photo(ctx: Ctx) -> OperatorData:
    """The bytes stay: under their digest they may be somebody else's file too."""
    row = await operators.own_row(ctx)
    row.photo_key = None
    await publish(ctx, events.PhotoChanged(operator_id=row.id, removed=True), subject_id=row.id)
    return await operators.announce(ctx, row.id)


async def photo(parts: Parts, operator_id: UUID, *, digest: str) -> Photo:
    """The operator's present photo, for whoever knows its address. Raises `NotFound`."""
    async with parts.get(Database).system() as session:
        key = await queries.people.photo_key_of(session, operator_id)
    if key is None or not hmac.compare_digest(pictures.digest(key).encode(), digest.encode()):
        raise NotFound
    data = await parts.get(Files).read(key)
    return Photo(media_type=pictures.media_type(data) or "application/octet-stream", data=data)
