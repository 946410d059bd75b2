"""Asks a stranger's page what it is, within bounds, and shows the answer with the message.

No transaction is open while the network is waited for. Every address on the way, that of the picture too, goes
through the guarded client: none of them may be private.
"""

import asyncio
import hashlib
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.conversations.service import showing
from otklik.domains.previews import queries, rules
from otklik.domains.previews.models import LinkPreview
from otklik.domains.previews.service import choosing
from otklik.platform import keeping
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed, HttpReply
from otklik.platform.web import API

REDIRECTS_MAX: Final = 3
TIMEOUT_SECONDS: Final = 8.0
IN_ALL_SECONDS: Final = 20.0
PAGE_BYTES_MAX: Final = 2 * 1024 * 1024
PICTURE_BYTES_MAX: Final = 3 * 1024 * 1024
FRESH: Final = timedelta(days=7)
"""Within this a page is not asked again, whether it had anything to show or not."""
PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
OK: Final = 200
MOVED: Final = frozenset({301, 302, 303, 307, 308})
HEADERS: Final = {
    "user-agent": "Otklik/1 (link preview)",
    "accept": "text/html,application/xhtml+xml,image/*;q=0.8",
    "accept-language": "ru,en;q=0.8",
}


async def look(parts: Parts, *, workspace_id: WorkspaceId, message_id: UUID) -> None:
    """Show what the message's first link leads to; a page that says nothing leaves the message as it is."""
    database = parts.get(Database)
    async with database.transaction(workspace_id) as ctx:
        address = await _wanted(ctx, message_id)
        if not address or await _known(ctx, address, message_id):
            return
    found, picture = await _asked(parts, address)
    async with database.transaction(workspace_id) as ctx:
        await _show(ctx, message_id, await _kept(ctx, address, found, picture))


async def _wanted(ctx: Ctx, message_id: UUID) -> str:
    if not (await choosing.get(ctx)).enabled:
        return ""
    return rules.first_link(await showing.text_of(ctx, message_id))


async def _known(ctx: Ctx, address: str, message_id: UUID) -> bool:
    row = await queries.of_address(ctx, _digest(address))
    if row is None or row.fetched_at < ctx.now() - FRESH:
        return False
    await _show(ctx, message_id, row)
    return True


async def _asked(parts: Parts, address: str) -> tuple[rules.Page, bytes]:
    """What the page says, and its picture; nothing, where anything is wrong with the page."""
    client = parts.get(HttpClient)
    try:
        async with asyncio.timeout(IN_ALL_SECONDS):
            reply, at = await _followed(client, address, bytes_max=PAGE_BYTES_MAX)
            content_type = reply.headers.get("content-type", "")
            if content_type.partition(";")[0].strip().lower() not in PAGES:
                return rules.Page(), b""
            page = rules.page(reply.body, address=at, content_type=content_type)
            return page, await _picture(client, page)
    except (HttpFailed, AddressRefused, TimeoutError):
        return rules.Page(), b""


async def _picture(client: HttpClient, page: rules.Page) -> bytes:
    """A page may be shown without its picture."""
    if not page.title or not page.picture:
        return b""
    try:
        reply, _ = await _followed(client, page.picture, bytes_max=PICTURE_BYTES_MAX)
    except (HttpFailed, AddressRefused):
        return b""
    return reply.body if rules.picture_type(reply.body) else b""


async def _followed(client: HttpClient, address: str, *, bytes_max: int) -> tuple[HttpReply, str]:
    """The first answer that is no redirect, and where it came from. Raises `HttpFailed`, `AddressRefused`."""
    for _ in range(REDIRECTS_MAX + 1):
        reply = await client.request(
            "GET", address, headers=HEADERS, timeout_seconds=TIMEOUT_SECONDS, reply_bytes_max=bytes_max
        )
        if reply.status == OK:
            return reply, address
        moved = rules.moved_to(address, reply.headers.get("location", "")) if reply.status in MOVED else ""
        if not moved:
            raise HttpFailed(f"status {reply.status}", sent=True)
        address = moved
    raise HttpFailed("moved too often", sent=True)


async def _kept(ctx: Ctx, address: str, page: rules.Page, picture: bytes) -> LinkPreview:
    key = await keeping.keep(ctx, picture) if picture else None
    found = queries.Found(
        address=address,
        address_digest=_digest(address),
        title=page.title,
        description=page.description,
        site_name=page.site_name,
        picture_key=key,
        picture_type=rules.picture_type(picture),
        fetched_at=ctx.now(),
    )
    return await queries.save(ctx, found)


async def _show(ctx: Ctx, message_id: UUID, row: LinkPreview) -> None:
    if not row.title:
        return
    version = (row.picture_key or "").rpartition("/")[2][:12]
    link = showing.Link(
        url=row.address,
        title=row.title,
        description=row.description,
        site_name=row.site_name,
        picture=f"{API}/link-pictures/{row.id}?v={version}" if row.picture_key else "",
    )
    await showing.show_link(ctx, message_id, link)


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
