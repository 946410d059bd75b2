"""Pushes to the operator's own browsers: subscribe, choose, ring a phone, forget a browser that is gone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.domains.notifications import errors, jobs, models, queries, rules, schemas
from otklik.domains.notifications.rules import Choice
from otklik.domains.workspaces.service import presence
from otklik.platform import webpush
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs
from otklik.platform.settings import Settings
from otklik.platform.webpush import Sender, Subscription

PURPOSE: Final = "notifications.push_subscription"
DEVICES_MAX: Final = 10
PATIENCE: Final = timedelta(seconds=20)
"""Whoever sits at the desk has so long to see the news there before the phone rings."""
LIFE_SECONDS: Final = 4 * 3600
"""How long a push service keeps news for a phone that is off; older news is no news."""
TEXT_LENGTH_MAX: Final = 160


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What a push says. `tag`: news with the same tag replaces the earlier one on the phone."""

    code: str
    params: Mapping[str, str] = {}
    path: str = "/"
    tag: str = ""
    text: str = ""


def sender(parts: Parts) -> Sender:
    """The process's sender, made when first needed."""
    try:
        return parts.get(Sender)
    except KeyError:
        settings = parts.get(Settings)
        contact = settings.base_url() if settings.secure() else f"mailto:{settings.mail_from}"
        made = Sender(parts.get(Cipher), contact=contact)
        parts.add(Sender, made)
        return made


async def subscribe(ctx: Ctx, operator_id: UUID, given: schemas.NewDevice) -> schemas.Device:
    """Let a browser take pushes; the same browser again is the same device.

    Raises `SubscriptionInvalid`, `DevicesTooMany`.
    """
    to = Subscription(endpoint=given.endpoint, p256dh=given.keys.p256dh, auth=given.keys.auth)
    webpush.check(to, allowed_hosts=ctx.use(Settings).allowed_hosts)
    digest = ctx.use(Cipher).digest(given.endpoint, purpose=PURPOSE)
    known = await queries.devices(ctx, operator_id)
    if len(known) >= DEVICES_MAX and all(one.digest != digest for one in known):
        raise errors.DevicesTooMany(params={"max": DEVICES_MAX})
    row = models.PushSubscription(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        operator_id=operator_id,
        digest=digest,
        sealed=ctx.use(Cipher).encrypt(msgspec.json.encode(to), purpose=PURPOSE),
        label=given.label,
        created_at=ctx.now(),
    )
    return _device(await queries.keep_device(ctx, row))


async def devices(ctx: Ctx, operator_id: UUID) -> list[schemas.Device]:
    return [_device(one) for one in await queries.devices(ctx, operator_id)]


async def unsubscribe(ctx: Ctx, operator_id: UUID, *, device_id: UUID) -> None:
    """Raises `DeviceNotFound`, for another's device too."""
    if not await queries.drop_device(ctx, operator_id, device_id=device_id):
        raise errors.DeviceNotFound


async def choice(ctx: Ctx, operator_id: UUID) -> Choice:
    document = await queries.choice(ctx, operator_id)
    return msgspec.convert(document, Choice) if document is not None else Choice()


async def choose(ctx: Ctx, operator_id: UUID, chosen: Choice) -> Choice:
    """Raises `TimeZoneUnknown`."""
    try:
        ZoneInfo(chosen.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise errors.TimeZoneUnknown(params={"time_zone": chosen.time_zone}) from error
    await queries.keep_choice(ctx, operator_id, document=msgspec.to_builtins(chosen))
    ctx.push(f"desk/{ctx.workspace_id}", "notification.changed", {"operator_id": str(operator_id), "news": False})
    return chosen


async def pushable(ctx: Ctx) -> frozenset[UUID]:
    """Operators with a browser that takes pushes; asked once in a transaction."""
    known: frozenset[UUID] | None = ctx.session.info.get("pushable")
    if known is None:
        known = ctx.session.info["pushable"] = frozenset(await queries.pushable(ctx))
    return known


async def after_patience(ctx: Ctx, operator_id: UUID) -> datetime:
    """When a phone may ring: at once for whoever is not at the desk."""
    return ctx.now() + (PATIENCE if await presence.is_online(ctx, operator_id) else timedelta())


async def push(ctx: Ctx, operator_id: UUID, news: News) -> None:
    """Ring the operator's phones, where they chose to be rung now."""
    chosen = await choice(ctx, operator_id)
    if not rules.may_push(chosen, code=news.code, at=ctx.now()):
        return
    payload = _payload(news, locale=await queries.locale(ctx, operator_id), with_text=chosen.shows_text)
    for device in await queries.devices(ctx, operator_id):
        arguments = {"device_id": device.id, "payload": payload}
        await ctx.use(Jobs).defer(ctx, jobs.send_push, arguments=arguments)


async def opened(ctx: Ctx, device_id: UUID) -> Subscription | None:
    """The address and keys of a device; None when it is gone."""
    device = await queries.device(ctx, device_id)
    if device is None:
        return None
    return msgspec.json.decode(ctx.use(Cipher).decrypt(device.sealed, purpose=PURPOSE), type=Subscription)


def _payload(news: News, *, locale: str, with_text: bool) -> str:
    text = news.text[:TEXT_LENGTH_MAX] if with_text else ""
    shown = {"code": news.code, "params": news.params, "path": news.path, "tag": news.tag, "text": text}
    return msgspec.json.encode({**shown, "locale": locale}).decode()


def _device(row: models.PushSubscription) -> schemas.Device:
    return schemas.Device(id=row.id, label=row.label, created_at=row.created_at, used_at=row.used_at)
