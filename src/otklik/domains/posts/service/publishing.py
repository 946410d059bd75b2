"""One copy of a post published: marked before the provider is called, so that nothing is published twice blindly.

A copy that is found marked was interrupted: whether it is there nobody knows but whoever looks, and they say so.
"""

from typing import Final, NamedTuple
from uuid import UUID

from otklik.channels.contract import ChannelError, Community, Published, Remedy
from otklik.channels.mail.mass import links
from otklik.domains.delivery.errors import ChannelNotFound
from otklik.domains.delivery.service import publishing as delivery
from otklik.domains.posts import errors, jobs, models, queries, rules
from otklik.domains.posts.events import CopySeen, CopyTriedAgain
from otklik.domains.posts.schemas import PostOut
from otklik.domains.posts.service import communities
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish as tell
from otklik.platform.jobs import Jobs

INTERRUPTED: Final = "interrupted"
COMMUNITY_GONE: Final = "community_gone"


class _Going(NamedTuple):
    channel_id: UUID
    place: Community
    post: delivery.Post


async def publish(parts: Parts, *, workspace_id: WorkspaceId, copy_id: UUID) -> None:
    """Safe to run twice: the second finds that it is not waiting."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        going = await _mark(ctx, copy_id)
    if going is None:
        return
    try:
        result: Published | ChannelError = await delivery.publish(
            parts, workspace_id=workspace_id, channel_id=going.channel_id, place=going.place, post=going.post
        )
    except ChannelError as error:
        result = error
    except ChannelNotFound:
        result = ChannelError("channel_deleted", remedy=Remedy.GIVE_UP)
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await _settle(ctx, copy_id, result)


async def again(ctx: Ctx, copy_id: UUID) -> PostOut:
    """Publish what failed, or is not known, once more. Raises `CopyNotFound`, `CopyStateRefused`."""
    row = await _stuck(ctx, copy_id)
    await tell(ctx, CopyTriedAgain(post_id=row.post_id, community=row.title, was=row.state), subject_id=row.post_id)
    row.state, row.code, row.attempts = "waiting", "", 0
    await ctx.session.flush()
    await ctx.use(Jobs).defer(ctx, jobs.publish_copy, arguments={"copy_id": row.id})
    return await _told(ctx, row)


async def is_there(ctx: Ctx, copy_id: UUID, *, url: str) -> PostOut:
    """Somebody looked, and it was published. Raises `CopyNotFound`, `CopyStateRefused`, `LinkInvalid`."""
    if url and not links.is_web(url):
        raise errors.LinkInvalid
    row = await _stuck(ctx, copy_id)
    row.state, row.code, row.url, row.published_at = "published", "", url, ctx.now()
    await ctx.session.flush()
    await tell(ctx, CopySeen(post_id=row.post_id, community=row.title), subject_id=row.post_id)
    return await _told(ctx, row)


async def _stuck(ctx: Ctx, copy_id: UUID) -> models.PostCopy:
    row = await queries.copy(ctx, copy_id, lock=True)
    if row is None:
        raise errors.CopyNotFound
    if row.state not in {"failed", "unknown"} or row.community_id is None:
        raise errors.CopyStateRefused(params={"state": row.state})
    return row


async def _told(ctx: Ctx, row: models.PostCopy) -> PostOut:
    from otklik.domains.posts import service  # noqa: PLC0415 - its package holds this module

    communities.push(ctx)
    return await service.get(ctx, row.post_id)


async def _mark(ctx: Ctx, copy_id: UUID) -> _Going | None:
    row = await queries.copy(ctx, copy_id, lock=True)
    if row is None or row.state not in {"waiting", "publishing"}:
        return None
    if row.state == "publishing":
        row.state, row.code = "unknown", INTERRUPTED
        communities.push(ctx)
        return None
    post = await queries.post(ctx, row.post_id)
    community = await queries.community(ctx, row.community_id) if row.community_id else None
    assert post is not None
    if community is None:
        row.state, row.code = "failed", COMMUNITY_GONE
        communities.push(ctx)
        return None
    row.state, row.attempts = "publishing", row.attempts + 1
    communities.push(ctx)
    place = Community(address=community.address, title=community.title, url=community.url)
    return _Going(community.channel_id, place, _said(post, row))


def _said(post: models.Post, copy: models.PostCopy) -> delivery.Post:
    utm = rules.marks(copy.kind, post.utm_campaign)
    text = post.text if copy.text is None else copy.text
    return delivery.Post(
        id=copy.id,
        text=rules.marked(text, utm),
        picture_ids=post.picture_ids,
        button=(post.button_label, rules.marked(post.button_url, utm)) if post.button_url else None,
    )


async def _settle(ctx: Ctx, copy_id: UUID, result: Published | ChannelError) -> None:
    row = await queries.copy(ctx, copy_id, lock=True)
    if row is None or not (row.state == "publishing" or row.code == INTERRUPTED):
        return  # somebody who looked was quicker
    if isinstance(result, Published):
        row.state, row.code, row.published_at = "published", "", ctx.now()
        row.external_id, row.url = result.external_id, result.url if len(result.url) <= models.URL_MAX else ""
    else:
        await _heed(ctx, row, result)
    communities.push(ctx)


async def _heed(ctx: Ctx, row: models.PostCopy, error: ChannelError) -> None:
    row.code = error.code
    if error.remedy is Remedy.UNKNOWN:
        row.state = "unknown"
        return
    if error.migrate_thread_id and row.community_id is not None:
        moved = await queries.community(ctx, row.community_id)
        if moved is not None:
            moved.address = error.migrate_thread_id
    if error.remedy is not Remedy.RETRY or row.attempts >= rules.ATTEMPTS_MAX:
        row.state = "failed"
        return
    row.state = "waiting"
    await ctx.session.flush()
    at = ctx.now() + rules.pause(row.attempts, error.retry_after_seconds)
    await ctx.use(Jobs).defer(ctx, jobs.publish_copy, arguments={"copy_id": row.id}, at=at)
