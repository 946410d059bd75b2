"""The verbs of posts: written, published now or at a moment, taken back before it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from otklik.channels.mail.mass import links
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service import files as kept_files
from otklik.domains.posts import errors, jobs, models, queries, rules
from otklik.domains.posts.events import PostDeleted, PostHeld, PostStarted
from otklik.domains.posts.schemas import (
    COMMUNITIES_MAX,
    CopyOut,
    PictureOut,
    PostIn,
    PostOut,
    PostSaved,
)
from otklik.domains.posts.service.communities import push
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs


async def listing(ctx: Ctx, *, before: tuple[datetime, UUID] | None, limit: int) -> list[PostOut]:
    return await _shown(ctx, await queries.page(ctx, before=before, limit=limit))


async def get(ctx: Ctx, post_id: UUID) -> PostOut:
    """Raises `PostNotFound`."""
    return (await _shown(ctx, [await found(ctx, post_id)]))[0]


async def create(ctx: Ctx, new: PostIn) -> PostOut:
    """Raises `PictureUnknown`, `CommunityNotFound`, `LinkInvalid`."""
    row = models.Post(
        id=new_id(), workspace_id=ctx.workspace_id, state="draft", publish_at=None, revision=0, created_at=ctx.now()
    )
    await _write(ctx, row, new)
    return await get(ctx, row.id)


async def save(ctx: Ctx, post_id: UUID, given: PostSaved) -> PostOut:
    """Of a scheduled one too, up to its moment; it must be fit to go then.

    Raises as `create`, `PostNotFound`, `NotEditable`, `PostChanged`, `NotReady`.
    """
    row = await _editable(ctx, post_id, revision=given.revision)
    await _write(ctx, row, given)
    if row.state == "scheduled":
        await _check(ctx, row)
        await queries.let_go(ctx, row.id)
    return await get(ctx, post_id)


async def delete(ctx: Ctx, post_id: UUID) -> None:
    """Raises `PostNotFound`, `NotEditable`."""
    row = await _editable(ctx, post_id)
    await cancel_alarm(ctx, jobs.start_due, row.id)
    await publish(ctx, PostDeleted(post_id=row.id, title=row.title), subject_id=row.id)
    await ctx.session.delete(row)
    push(ctx)


async def let_go(ctx: Ctx, post_id: UUID, *, revision: int, at: datetime | None) -> PostOut:
    """Publish it, now or at the moment.

    Raises `PostNotFound`, `NotEditable`, `PostChanged`, `NotReady`, `MomentPast`, `MomentTooFar`.
    """
    row = await _editable(ctx, post_id, revision=revision)
    if at is not None and at <= ctx.now():
        raise errors.MomentPast
    if at is not None and at > ctx.now() + rules.AHEAD_MAX:
        raise errors.MomentTooFar(params={"days": rules.AHEAD_MAX.days})
    places = await _check(ctx, row)
    row.publish_at, row.updated_at, row.revision = at, ctx.now(), row.revision + 1
    if at is None:
        await _start(ctx, row)
    else:
        row.state = "scheduled"
        await queries.let_go(ctx, row.id)
        await set_alarm(ctx, jobs.start_due, row.id, at=at)
    await ctx.session.flush()
    await publish(ctx, PostStarted(post_id=row.id, title=row.title, communities=places), subject_id=row.id)
    push(ctx)
    return await get(ctx, post_id)


async def hold(ctx: Ctx, post_id: UUID, *, revision: int) -> PostOut:
    """A scheduled one is a draft again. Raises `PostNotFound`, `NotEditable`, `PostChanged`."""
    row = await _editable(ctx, post_id, revision=revision)
    row.state, row.publish_at = "draft", None
    await queries.keep_back(ctx, row.id)
    row.updated_at, row.revision = ctx.now(), row.revision + 1
    await cancel_alarm(ctx, jobs.start_due, row.id)
    await ctx.session.flush()
    await publish(ctx, PostHeld(post_id=row.id, title=row.title), subject_id=row.id)
    push(ctx)
    return await get(ctx, post_id)


async def start_due(ctx: Ctx, post_id: UUID) -> None:
    """Its moment has come."""
    row = await queries.post(ctx, post_id, lock=True)
    if row is None or row.state != "scheduled" or row.publish_at is None:
        return
    if row.publish_at > ctx.now():
        await set_alarm(ctx, jobs.start_due, row.id, at=row.publish_at)
        return
    await _start(ctx, row)
    push(ctx)


async def keep_picture(ctx: Ctx, *, name: str, media_type: str, data: bytes) -> PictureOut:
    """Raises `PictureRefused`, `FileTooLarge`."""
    if media_type.partition(";")[0].strip().lower() not in rules.PICTURES or not data:
        raise errors.PictureRefused
    row = await kept_files.keep(ctx, name=name, media_type=media_type, data=data)
    await ctx.session.flush()
    return PictureOut(id=row.id, name=row.name, size=row.size)


async def found(ctx: Ctx, post_id: UUID, *, lock: bool = False) -> models.Post:
    """Raises `PostNotFound`."""
    row = await queries.post(ctx, post_id, lock=lock)
    if row is None:
        raise errors.PostNotFound
    return row


async def _editable(ctx: Ctx, post_id: UUID, *, revision: int | None = None) -> models.Post:
    row = await found(ctx, post_id, lock=True)
    if row.state == "started":
        raise errors.NotEditable
    if revision is not None and revision != row.revision:
        raise errors.PostChanged(params={"revision": row.revision})
    return row


async def _start(ctx: Ctx, row: models.Post) -> None:
    row.state = "started"
    await queries.let_go(ctx, row.id)
    for copy in (await queries.copies(ctx, [row.id]))[row.id]:
        await ctx.use(Jobs).defer(ctx, jobs.publish_copy, arguments={"copy_id": copy.id})
    await ctx.session.flush()


async def _write(ctx: Ctx, row: models.Post, given: PostIn) -> None:
    label, url = given.button_label.strip(), given.button_url.strip()
    if bool(label) != bool(url) or (url and not links.is_web(url)):
        raise errors.LinkInvalid
    known = await queries.files(ctx, given.picture_ids)
    for one in given.picture_ids:
        if one not in known or known[one].media_type not in rules.PICTURES:
            raise errors.PictureUnknown(params={"file_id": str(one)})
    row.title, row.text, row.utm_campaign = given.title.strip() or "—", given.text.strip(), given.utm_campaign.strip()
    row.button_label, row.button_url, row.picture_ids = label, url, list(given.picture_ids)
    row.updated_at, row.revision = ctx.now(), row.revision + 1
    ctx.session.add(row)
    await ctx.session.flush()
    await _choose(ctx, row, given)
    push(ctx)


async def _choose(ctx: Ctx, row: models.Post, given: PostIn) -> None:
    """Its copies, one for each community."""
    known = {one.id: (one, kind) for one, kind in await queries.communities(ctx, limit=COMMUNITIES_MAX)}
    await queries.forget_copies(ctx, row.id)
    for place, chosen in enumerate({one.community_id: one for one in given.communities}.values()):
        if chosen.community_id not in known:
            raise errors.CommunityNotFound
        community, kind = known[chosen.community_id]
        own = chosen.text.strip() if chosen.text is not None else None
        ctx.session.add(
            models.PostCopy(
                id=new_id(),
                workspace_id=ctx.workspace_id,
                post_id=row.id,
                community_id=community.id,
                title=community.title,
                kind=kind,
                text=own,
                state="draft",
                place=place,
            )
        )
    await ctx.session.flush()


async def _check(ctx: Ctx, row: models.Post) -> int:
    """In how many communities it goes. Raises `NotReady`."""
    places: list[rules.Place] = []
    for copy in (await queries.copies(ctx, [row.id]))[row.id]:
        can = channels.manifest(ctx, copy.kind).capabilities
        text = row.text if copy.text is None else copy.text
        marked = rules.marked(text, rules.marks(copy.kind, row.utm_campaign))
        places.append(rules.Place(copy.title, can.text_length_max, can.attachments_max, marked))
    if problem := rules.problem(places, pictures=len(row.picture_ids)):
        raise errors.NotReady(params={"reason": problem.reason, "community": problem.community})
    return len(places)


async def _shown(ctx: Ctx, rows: Sequence[models.Post]) -> list[PostOut]:
    copies = await queries.copies(ctx, [row.id for row in rows])
    pictures = await queries.files(ctx, {one for row in rows for one in row.picture_ids})
    known = {one.id: PictureOut(id=one.id, name=one.name, size=one.size) for one in pictures.values()}
    return [_out(row, copies[row.id], known) for row in rows]


def _out(row: models.Post, copies: Sequence[models.PostCopy], pictures: Mapping[UUID, PictureOut]) -> PostOut:
    return PostOut(
        id=row.id,
        title=row.title,
        text=row.text,
        pictures=[pictures[one] for one in row.picture_ids if one in pictures],
        button_label=row.button_label,
        button_url=row.button_url,
        utm_campaign=row.utm_campaign,
        state=row.state,  # pyright: ignore[reportArgumentType]  # the table holds no other
        publish_at=row.publish_at,
        copies=[copy_out(one) for one in copies],
        revision=row.revision,
        updated_at=row.updated_at,
    )


def copy_out(row: models.PostCopy) -> CopyOut:
    return CopyOut(
        id=row.id,
        community_id=row.community_id,
        title=row.title,
        kind=row.kind,
        text=row.text,
        state=row.state,  # pyright: ignore[reportArgumentType]  # the table holds no other
        code=row.code,
        url=row.url,
        published_at=row.published_at,
    )
