"""Where posts go: found by asking the provider, kept by its own name for the place."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.channels.contract import ChannelError
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service import publishing as delivery
from otklik.domains.posts import errors, models, queries
from otklik.domains.posts.events import CommunityAdded, CommunityRemoved
from otklik.domains.posts.schemas import COMMUNITIES_MAX, CommunityIn, CommunityOut
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish
from otklik.platform.ids import new_id

CHANGED: Final = "posts.changed"


async def listing(ctx: Ctx) -> Sequence[CommunityOut]:
    return [shown(ctx, row, kind) for row, kind in await queries.communities(ctx, limit=COMMUNITIES_MAX)]


async def add(parts: Parts, given: CommunityIn, *, workspace_id: WorkspaceId) -> models.PostCommunity:
    """Ask the provider, outside of any transaction; the row is not kept yet.

    Raises `ChannelNotFound`, `CommunityRefused`.
    """
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await channels.get(ctx, given.channel_id)
    try:
        found = await delivery.community(
            parts, workspace_id=workspace_id, channel_id=given.channel_id, address=given.address.strip()
        )
    except ChannelError as error:
        raise errors.CommunityRefused(params={"reason": error.code}, detail=error.detail) from None
    return models.PostCommunity(
        id=new_id(),
        workspace_id=workspace_id,
        channel_id=given.channel_id,
        address=found.address,
        title=(found.title or found.address)[: models.TITLE_MAX],
        url=found.url if len(found.url) <= models.URL_MAX else "",
    )


async def keep(ctx: Ctx, row: models.PostCommunity) -> CommunityOut:
    """Raises `CommunityKnown`, `CommunitiesTooMany`."""
    if await queries.how_many_communities(ctx) >= COMMUNITIES_MAX:
        raise errors.CommunitiesTooMany(params={"max": COMMUNITIES_MAX})
    channel = await channels.get(ctx, row.channel_id)
    row.created_at = ctx.now()
    ctx.session.add(row)
    await ctx.session.flush()
    await publish(ctx, CommunityAdded(community_id=row.id, title=row.title), subject_id=row.id)
    push(ctx)
    return shown(ctx, row, channel.kind)


async def remove(ctx: Ctx, community_id: UUID) -> None:
    """What was published there stays. Raises `CommunityNotFound`."""
    row = await queries.community(ctx, community_id)
    if row is None:
        raise errors.CommunityNotFound
    await queries.leave(ctx, community_id)
    await publish(ctx, CommunityRemoved(community_id=row.id, title=row.title), subject_id=row.id)
    await ctx.session.delete(row)
    await ctx.session.flush()
    push(ctx)


def shown(ctx: Ctx, row: models.PostCommunity, kind: str) -> CommunityOut:
    return CommunityOut(
        id=row.id,
        channel_id=row.channel_id,
        kind=kind,
        title=row.title,
        url=row.url,
        text_max=channels.manifest(ctx, kind).capabilities.text_length_max,
    )


def push(ctx: Ctx) -> None:
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {})
