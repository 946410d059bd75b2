"""HTTP of posts: each handler is one verb."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body

from otklik.domains.posts import schemas, service
from otklik.domains.posts.service import communities, publishing
from otklik.platform.context import Ctx
from otklik.platform.web import API, Entry, Page, decode_position, encode_position, page_size

URL: Final = f"{API}/posts"
ONE: Final = f"{URL}/{{post_id:uuid}}"
COPY: Final = f"{API}/post-copies/{{copy_id:uuid}}"
COMMUNITIES: Final = f"{API}/post-communities"


@get(COMMUNITIES, permission="campaigns.read")
async def list_post_communities(ctx: NamedDependency[Ctx]) -> Sequence[schemas.CommunityOut]:
    """Channels, groups and pages that posts may be published in."""
    return await communities.listing(ctx)


@post(COMMUNITIES, permission="campaigns.write")
async def add_post_community(entry: NamedDependency[Entry], *, data: schemas.CommunityIn) -> schemas.CommunityOut:
    """Add a community, once its provider says that the channel may post there."""
    row = await communities.add(entry.parts, data, workspace_id=entry.identity.workspace_id)
    async with entry.transaction() as ctx:
        return await communities.keep(ctx, row)


@delete(f"{COMMUNITIES}/{{community_id:uuid}}", permission="campaigns.write")
async def remove_post_community(ctx: NamedDependency[Ctx], *, community_id: UUID) -> None:
    """Publish there no more; what was published stays."""
    await communities.remove(ctx, community_id)


@get(URL, permission="campaigns.read")
async def list_posts(
    ctx: NamedDependency[Ctx], *, cursor: str | None = None, limit: int | None = None
) -> Page[schemas.PostOut]:
    """Posts, the last changed first."""
    size = page_size(limit)
    rows = await service.listing(ctx, before=decode_position(cursor), limit=size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page(items=rows[:size], next_cursor=encode_position(last.updated_at, last.id) if last else None)


@get(ONE, permission="campaigns.read")
async def get_post(ctx: NamedDependency[Ctx], *, post_id: UUID) -> schemas.PostOut:
    """One post, with what became of it in each community."""
    return await service.get(ctx, post_id)


@post(URL, permission="campaigns.write")
async def create_post(ctx: NamedDependency[Ctx], *, data: schemas.PostIn) -> schemas.PostOut:
    """A new draft."""
    return await service.create(ctx, data)


@put(ONE, permission="campaigns.write")
async def save_post(ctx: NamedDependency[Ctx], *, post_id: UUID, data: schemas.PostSaved) -> schemas.PostOut:
    """Change a post that has not been published."""
    return await service.save(ctx, post_id, data)


@delete(ONE, permission="campaigns.write")
async def delete_post(ctx: NamedDependency[Ctx], *, post_id: UUID) -> None:
    """Delete a post that has not been published."""
    await service.delete(ctx, post_id)


@post(f"{ONE}/publication", permission="campaigns.send", status_code=200)
async def publish_post(ctx: NamedDependency[Ctx], *, post_id: UUID, data: schemas.PublishIn) -> schemas.PostOut:
    """Publish in every chosen community, now or at a moment."""
    return await service.let_go(ctx, post_id, revision=data.revision, at=data.at)


@delete(f"{ONE}/publication", permission="campaigns.send", status_code=200)
async def hold_post(ctx: NamedDependency[Ctx], *, post_id: UUID, revision: int) -> schemas.PostOut:
    """Take a scheduled post back to the drafts."""
    return await service.hold(ctx, post_id, revision=revision)


@post(f"{COPY}/attempts", permission="campaigns.send", status_code=200)
async def publish_post_again(ctx: NamedDependency[Ctx], *, copy_id: UUID) -> schemas.PostOut:
    """Try once more to publish in one community, where it failed or nobody knows."""
    return await publishing.again(ctx, copy_id)


@post(f"{COPY}/sightings", permission="campaigns.send", status_code=200)
async def say_post_is_there(ctx: NamedDependency[Ctx], *, copy_id: UUID, data: schemas.ThereIn) -> schemas.PostOut:
    """Say that somebody looked, and the post is there."""
    return await publishing.is_there(ctx, copy_id, url=data.url.strip())


@post(f"{API}/post-pictures", permission="campaigns.write")
async def upload_post_picture(
    ctx: NamedDependency[Ctx], *, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> schemas.PictureOut:
    """Keep a picture for posts: JPEG, PNG, WebP or GIF, at most OTKLIK_UPLOAD_BYTES_MAX bytes."""
    return await service.keep_picture(ctx, name=data.filename, media_type=data.content_type, data=await data.read())


routes: Sequence[HTTPRouteHandler] = [
    list_post_communities,
    add_post_community,
    remove_post_community,
    list_posts,
    get_post,
    create_post,
    save_post,
    delete_post,
    publish_post,
    hold_post,
    publish_post_again,
    say_post_is_there,
    upload_post_picture,
]
