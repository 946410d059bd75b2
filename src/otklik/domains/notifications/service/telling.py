"""Tell operators something, list what one was told, mark it read."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from otklik.domains.notifications import jobs, models, queries
from otklik.domains.notifications.errors import NotificationNotFound
from otklik.domains.notifications.events import NotificationTold
from otklik.domains.notifications.schemas import NotificationOut
from otklik.domains.notifications.service import pushing
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a notification opens: `kind` is `conversation`, `contact`, …"""

    kind: str
    id: UUID


async def tell(
    ctx: Ctx,
    operator_ids: Collection[UUID],
    *,
    code: str,
    params: Mapping[str, str] | None = None,
    subject: Subject | None = None,
) -> None:
    """Tell each operator once. `code` has a sentence in the desk's catalogues (`notifications.<code>`).

    `params` hold names and numbers for that sentence, never what a customer wrote.
    """
    for operator_id in sorted(set(operator_ids)):
        await _tell_one(ctx, operator_id, code=code, params=dict(params or {}), subject=subject)


async def listing(
    ctx: Ctx, operator_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[NotificationOut]:
    """What the operator was told, the latest first."""
    return [_shape(one) for one in await queries.of_operator(ctx, operator_id, before=before, limit=limit)]


async def unread(ctx: Ctx, operator_id: UUID) -> int:
    return await queries.unread(ctx, operator_id)


async def read(ctx: Ctx, operator_id: UUID, *, notification_id: UUID) -> None:
    """Raises `NotificationNotFound`, for another's notification too."""
    if not await queries.exists(ctx, operator_id, notification_id):
        raise NotificationNotFound
    await queries.mark_read(ctx, operator_id, notification_id=notification_id)
    _push(ctx, operator_id, news=False)


async def read_all(ctx: Ctx, operator_id: UUID) -> None:
    if await queries.mark_read(ctx, operator_id, notification_id=None):
        _push(ctx, operator_id, news=False)


async def _tell_one(ctx: Ctx, operator_id: UUID, *, code: str, params: dict[str, str], subject: Subject | None) -> None:
    told = models.Notification(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        operator_id=operator_id,
        code=code,
        params=params,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        at=ctx.now(),
    )
    ctx.session.add(told)
    await ctx.session.flush()
    await publish(
        ctx,
        NotificationTold(
            notification_id=told.id,
            operator_id=operator_id,
            code=code,
            params=params,
            subject_kind=told.subject_kind,
            subject_id=told.subject_id,
        ),
    )
    _push(ctx, operator_id, news=True)
    if operator_id in await pushing.pushable(ctx):
        at = await pushing.after_patience(ctx, operator_id)
        await ctx.use(Jobs).defer(ctx, jobs.ring_if_unread, arguments={"notification_id": told.id}, at=at)


async def ring_if_unread(ctx: Ctx, notification_id: UUID) -> None:
    """Ring the phones of an operator who has not seen the news at the desk meanwhile."""
    told = await queries.notification(ctx, notification_id)
    if told is None or told.read_at is not None:
        return
    path = _path(told.subject_kind, told.subject_id)
    tag = f"{told.subject_kind}:{told.subject_id}" if told.subject_id else str(told.id)
    await pushing.push(ctx, told.operator_id, pushing.News(code=told.code, params=told.params, path=path, tag=tag))


def _path(kind: str, subject_id: UUID | None) -> str:
    """Where the desk shows the subject."""
    return {"conversation": f"/inbox/{subject_id}", "contact": f"/contacts/{subject_id}"}.get(kind, "/")


def _push(ctx: Ctx, operator_id: UUID, *, news: bool) -> None:
    """Only whose news it is: the desk's stream is everybody's, so each asks for their own."""
    ctx.push(f"desk/{ctx.workspace_id}", "notification.changed", {"operator_id": str(operator_id), "news": news})


def _shape(one: models.Notification) -> NotificationOut:
    return NotificationOut(
        id=one.id,
        code=one.code,
        params=one.params,
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        at=one.at,
        read_at=one.read_at,
    )
