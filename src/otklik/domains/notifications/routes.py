"""HTTP of one's own notifications."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from otklik.domains.notifications import schemas, service
from otklik.domains.notifications.rules import Choice
from otklik.domains.notifications.service import pushing
from otklik.domains.workspaces.service import SELF
from otklik.platform.context import Ctx
from otklik.platform.errors import Forbidden
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]


@get(f"{API}/me/notifications", permission=SELF)
async def list_notifications(ctx: Ctx, *, cursor: Cursor = None, limit: Limit = None) -> Page[schemas.NotificationOut]:
    """What the caller was told, the latest first."""
    size = page_size(limit)
    found = await service.listing(ctx, _own_id(ctx), before=decode_position(cursor), limit=size + 1)
    shown = found[:size]
    next_cursor = encode_position(shown[-1].at, shown[-1].id) if len(found) > size else None
    return Page(items=shown, next_cursor=next_cursor)


@get(f"{API}/me/notifications/unread", permission=SELF)
async def count_unread(ctx: Ctx) -> schemas.Unread:
    return schemas.Unread(count=await service.unread(ctx, _own_id(ctx)))


@put(f"{API}/me/notifications/reading", permission=SELF, status_code=204)
async def read_all_notifications(ctx: Ctx) -> None:
    """Say that everything was read."""
    await service.read_all(ctx, _own_id(ctx))


@put(f"{API}/me/notifications/{{notification_id:uuid}}/reading", permission=SELF, status_code=204)
async def read_notification(ctx: Ctx, notification_id: UUID) -> None:
    await service.read(ctx, _own_id(ctx), notification_id=notification_id)


@get(f"{API}/me/push", permission=SELF)
async def get_push(ctx: Ctx) -> schemas.PushState:
    """How the caller is told, on which devices, and the key that a browser subscribes with."""
    return schemas.PushState(
        public_key=pushing.sender(ctx.parts).public_key,
        choice=await pushing.choice(ctx, _own_id(ctx)),
        devices=await pushing.devices(ctx, _own_id(ctx)),
    )


@put(f"{API}/me/push/choice", permission=SELF)
async def choose_push(ctx: Ctx, data: Choice) -> Choice:
    """Say how to be told: sound, pushes, quiet time, which kinds ring."""
    return await pushing.choose(ctx, _own_id(ctx), data)


@post(f"{API}/me/push/devices", permission=SELF)
async def add_device(ctx: Ctx, data: schemas.NewDevice) -> schemas.Device:
    """Let this browser take pushes; the same browser again is the same device."""
    return await pushing.subscribe(ctx, _own_id(ctx), data)


@delete(f"{API}/me/push/devices/{{device_id:uuid}}", permission=SELF)
async def remove_device(ctx: Ctx, device_id: UUID) -> None:
    await pushing.unsubscribe(ctx, _own_id(ctx), device_id=device_id)


@post(f"{API}/me/push/trials", permission=SELF, status_code=204)
async def try_push(ctx: Ctx) -> None:
    """Ring the caller's own devices now, to hear whether they do."""
    await pushing.push(ctx, _own_id(ctx), pushing.News(code="trial", path="/settings/notifications", tag="trial"))


def _own_id(ctx: Ctx) -> UUID:
    """Raises `Forbidden` for a program: nobody tells it anything."""
    if ctx.actor.id is None:
        raise Forbidden(params={"permission": SELF})
    return ctx.actor.id


routes: Sequence[HTTPRouteHandler] = [
    list_notifications,
    count_unread,
    read_all_notifications,
    read_notification,
    get_push,
    choose_push,
    add_device,
    remove_device,
    try_push,
]
