"""Posts for everybody, in communities: what providers are asked; whose posts they are this room does not know."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from otklik.channels import contract
from otklik.channels.contract import ChannelError, Community, OutboundMessage, Published, Remedy
from otklik.channels.registry import Registry
from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels, sending
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database


class Post(NamedTuple):
    """`id` is the same whenever it is tried; pictures are files of the company."""

    id: UUID
    text: str
    picture_ids: Sequence[UUID] = ()
    button: tuple[str, str] | None = None
    """Its words, and where it leads."""


async def community(parts: Parts, *, workspace_id: WorkspaceId, channel_id: UUID, address: str) -> Community:
    """Ask about a place, outside of any transaction. Raises `ChannelNotFound`, `ChannelError`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await channels.get(ctx, channel_id)
    return await _publisher(parts, channel).community(
        ChannelPort.of(parts, channel), channels.config_of(parts, channel), address
    )


async def publish(
    parts: Parts, *, workspace_id: WorkspaceId, channel_id: UUID, place: Community, post: Post
) -> Published:
    """Hand the post to the provider, outside of any transaction. Raises `ChannelNotFound`, `ChannelError`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await channels.get(ctx, channel_id)
        if not channel.enabled:
            raise ChannelError("channel_disabled", remedy=Remedy.GIVE_UP)
        message = await _message(ctx, post)
    return await _publisher(parts, channel).publish(
        ChannelPort.of(parts, channel), channels.config_of(parts, channel), place, message
    )


def _publisher(parts: Parts, channel: Channel) -> contract.Publishes:
    provider = parts.get(Registry).get(channel.kind)
    if not isinstance(provider, contract.Publishes):
        raise ChannelError("publishes_nothing", remedy=Remedy.GIVE_UP)
    return provider


async def _message(ctx: Ctx, post: Post) -> OutboundMessage:
    kept = await queries.files(ctx, post.picture_ids)
    if len(kept) < len(set(post.picture_ids)):
        raise ChannelError("picture_gone", remedy=Remedy.GIVE_UP)
    return OutboundMessage(
        id=str(post.id),
        thread_id="",
        to="",
        text=post.text,
        attachments=tuple(sending.attachment(ctx, kept[one]) for one in post.picture_ids),
        buttons=(contract.Button(title=post.button[0], url=post.button[1]),) if post.button else (),
    )
