"""Links by which a provider fetches a file of ours by itself: signed, for one file, good for a week."""

from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import quote
from uuid import UUID

from otklik.domains.delivery import errors
from otklik.domains.delivery.models import File
from otklik.domains.delivery.service import files
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher, TokenInvalid
from otklik.platform.db import Database
from otklik.platform.settings import Settings

PATH: Final = "/files"
PURPOSE: Final = "delivery.file_link"
LIVES: Final = timedelta(days=7)
"""Providers fetch at once, and again when a person opens an old message on a new phone; ours is not their store."""
TOKEN_LENGTH_MAX: Final = 200


class Found(NamedTuple):
    """What lies behind a link."""

    name: str
    media_type: str
    data: bytes


def link(ctx: Ctx, file: File) -> str:
    """Empty where nobody outside could follow it: the server has no public address, or not by HTTPS."""
    base = ctx.use(Settings).base_url()
    if not base.startswith("https://"):
        return ""
    until = int((ctx.now() + LIVES).timestamp())
    token = ctx.use(Cipher).sign(f"{file.workspace_id}.{file.id}.{until}", purpose=PURPOSE)
    return f"{base}{PATH}/{token}/{quote(file.name, safe='')}"


async def follow(parts: Parts, token: str) -> Found:
    """Raises `FileNotFound` for a link that was altered or is over, and what `files.read` raises."""
    workspace_id, file_id = _read(parts, token)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        file = await files.get(ctx, file_id)
        return Found(file.name, file.media_type, await files.read(ctx, file))


def _read(parts: Parts, token: str) -> tuple[WorkspaceId, UUID]:
    try:
        payload = parts.get(Cipher).verify(token[:TOKEN_LENGTH_MAX], purpose=PURPOSE)
    except TokenInvalid as error:
        raise errors.FileNotFound from error
    workspace_id, file_id, until = payload.split(".")
    if int(until) < parts.get(Timekeeper).now().timestamp():
        raise errors.FileNotFound
    return WorkspaceId(UUID(workspace_id)), UUID(file_id)
