"""Every question to the tables of posts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, tuple_, update

from otklik.domains.delivery.models import Channel, File
from otklik.domains.posts.models import Post, PostCommunity, PostCopy
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def communities(ctx: Ctx, *, limit: int) -> list[tuple[PostCommunity, str]]:
    """With the kind of their channel, by title; those of channels that were deleted are none any more."""
    query = scoped(ctx, PostCommunity).join(Channel, Channel.id == PostCommunity.channel_id)
    query = query.where(Channel.deleted_at.is_(None)).order_by(PostCommunity.title, PostCommunity.id).limit(limit)
    rows = await ctx.session.execute(query.with_only_columns(PostCommunity, Channel.kind))
    return [(row[0], row[1]) for row in rows]


async def community(ctx: Ctx, community_id: UUID) -> PostCommunity | None:
    return await ctx.session.scalar(scoped(ctx, PostCommunity).where(PostCommunity.id == community_id))


async def how_many_communities(ctx: Ctx) -> int:
    query = scoped(ctx, PostCommunity).with_only_columns(func.count(), maintain_column_froms=True)
    return await ctx.session.scalar(query) or 0


async def leave(ctx: Ctx, community_id: UUID) -> None:
    """Copies for it that have not gone go nowhere; what was published stays known."""
    mine = delete(PostCopy).where(PostCopy.workspace_id == ctx.workspace_id, PostCopy.community_id == community_id)
    await ctx.session.execute(mine.where(PostCopy.state.in_(("draft", "waiting"))))


async def page(ctx: Ctx, *, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[Post]:
    """The last changed first."""
    query = scoped(ctx, Post).order_by(Post.updated_at.desc(), Post.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(Post.updated_at, Post.id) < before)
    return (await ctx.session.scalars(query)).all()


async def post(ctx: Ctx, post_id: UUID, *, lock: bool = False) -> Post | None:
    query = scoped(ctx, Post).where(Post.id == post_id).execution_options(populate_existing=True)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def copies(ctx: Ctx, post_ids: Collection[UUID]) -> Mapping[UUID, list[PostCopy]]:
    """Of each post in the order they were chosen."""
    found: dict[UUID, list[PostCopy]] = {one: [] for one in post_ids}
    query = scoped(ctx, PostCopy).where(PostCopy.post_id.in_(post_ids)).order_by(PostCopy.place, PostCopy.id)
    for row in await ctx.session.scalars(query.execution_options(populate_existing=True)):
        found[row.post_id].append(row)
    return found


async def copy(ctx: Ctx, copy_id: UUID, *, lock: bool = False) -> PostCopy | None:
    query = scoped(ctx, PostCopy).where(PostCopy.id == copy_id).execution_options(populate_existing=True)
    return await ctx.session.scalar(query.with_for_update() if lock else query)


async def forget_copies(ctx: Ctx, post_id: UUID) -> None:
    await ctx.session.execute(
        delete(PostCopy).where(PostCopy.workspace_id == ctx.workspace_id, PostCopy.post_id == post_id)
    )


async def let_go(ctx: Ctx, post_id: UUID) -> list[UUID]:
    """Copies of the post wait to be published; their ids."""
    query = update(PostCopy).where(PostCopy.workspace_id == ctx.workspace_id, PostCopy.post_id == post_id)
    waiting = query.where(PostCopy.state == "draft").values(state="waiting").returning(PostCopy.id)
    return list(await ctx.session.scalars(waiting))


async def keep_back(ctx: Ctx, post_id: UUID) -> None:
    """Copies of the post wait no more."""
    query = update(PostCopy).where(PostCopy.workspace_id == ctx.workspace_id, PostCopy.post_id == post_id)
    await ctx.session.execute(query.where(PostCopy.state == "waiting").values(state="draft"))


async def files(ctx: Ctx, file_ids: Collection[UUID]) -> Mapping[UUID, File]:
    rows = await ctx.session.scalars(scoped(ctx, File).where(File.id.in_(file_ids)))
    return {row.id: row for row in rows}
