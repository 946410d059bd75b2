"""What a domain above found out about a message and the thread is to show with it."""

from uuid import UUID

import msgspec

from otklik.domains.conversations import queries
from otklik.domains.conversations.service import live
from otklik.platform.context import Ctx


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What the first link of a message leads to; `picture` is an address of ours or empty."""

    url: str
    title: str
    description: str
    site_name: str
    picture: str = ""


async def text_of(ctx: Ctx, message_id: UUID) -> str:
    """What was said, unless it was deleted or never was."""
    message = await queries.message(ctx, message_id)
    return message.text if message is not None and message.deleted_at is None else ""


async def show_link(ctx: Ctx, message_id: UUID, link: Link) -> None:
    message = await queries.message(ctx, message_id, lock=True)
    if message is None or message.deleted_at is not None:
        return
    message.extra = {**message.extra, "link": msgspec.to_builtins(link)}
    await live.message_changed(ctx, message)
