"""Phones and browsers of visitors that take pushes: registered by the page or the application, sealed, removed."""

from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.channels import contract
from otklik.channels.visitors import APNS_FIELDS, FCM_ACCOUNT, PUSH
from otklik.domains.livechat import queries, schemas
from otklik.domains.livechat.errors import DeviceUnknown, PushNotOffered, TimeZoneUnknown
from otklik.domains.livechat.models import VisitorDevice
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform import webpush
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings
from otklik.platform.webpush import Sender, Subscription

PURPOSE: Final = "livechat.device"
DEVICES_MAX: Final = 10
"""Of one visitor; the one registered first makes room."""


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """An installation's token; `sandbox` for a build that was not taken from Apple's store."""

    token: str
    sandbox: bool = False


class Senders:
    """The key pairs of the companies this process pushed for, by workspace."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: dict[WorkspaceId, Sender] = {}

    def of(self, workspace_id: WorkspaceId) -> Sender:
        """Each company has its own key (RFC 8292): another's subscriptions are of no use to it."""
        if workspace_id not in self._known:
            settings = self._parts.get(Settings)
            contact = settings.base_url() if settings.secure() else f"mailto:{settings.mail_from}"
            self._known[workspace_id] = Sender(self._parts.get(Cipher), contact=contact, owner=str(workspace_id))
        return self._known[workspace_id]


def sender(parts: Parts, workspace_id: WorkspaceId) -> Sender:
    """The company's own sender."""
    try:
        known = parts.get(Senders)
    except KeyError:
        known = Senders(parts)
        parts.add(Senders, known)
    return known.of(workspace_id)


def push_key(parts: Parts, visitor: Visitor) -> str:
    """What a browser subscribes with; empty where the channel rings no browsers."""
    return sender(parts, visitor.workspace_id).public_key if offered(visitor.config, "web") else ""


async def register(ctx: Ctx, visitor: Visitor, given: schemas.DeviceIn) -> schemas.VisitorDeviceOut:
    """The same device again is the same row, for whoever holds it now.

    Raises `PushNotOffered`, `SubscriptionInvalid`, `TimeZoneUnknown`.
    """
    kind, address, opened = _read(ctx, given)
    if not offered(visitor.config, kind):
        raise PushNotOffered(params={"kind": kind})
    _check_zone(given.time_zone)
    row = VisitorDevice(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        visitor_id=visitor.id,
        kind=kind,
        digest=ctx.use(Cipher).digest(f"{kind}:{address}", purpose=PURPOSE),
        sealed=ctx.use(Cipher).encrypt(msgspec.json.encode(opened), purpose=PURPOSE),
        time_zone=given.time_zone,
        created_at=ctx.now(),
    )
    await queries.visitor(ctx, visitor.id, lock=True)
    kept = await queries.keep_device(ctx, row)
    for old in (await queries.visitor_devices(ctx, visitor.id))[DEVICES_MAX:]:
        await queries.forget_device(ctx, old.id)
    await queries.rings_still(ctx, visitor.id)
    return schemas.VisitorDeviceOut(id=kept.id, kind=kept.kind)


async def remove(ctx: Ctx, visitor: Visitor, device_id: UUID) -> None:
    """Raises `DeviceUnknown`, for another's device too."""
    row = await queries.visitor_device(ctx, device_id)
    if row is None or row.visitor_id != visitor.id:
        raise DeviceUnknown
    await forget(ctx, visitor.id, device_id)


async def forget(ctx: Ctx, visitor_id: UUID, device_id: UUID) -> None:
    """The push service says that it is gone, or its owner wants it so."""
    await queries.visitor(ctx, visitor_id, lock=True)  # two that go at once must see each other gone
    await queries.forget_device(ctx, device_id)
    await queries.rings_still(ctx, visitor_id)


def offered(config: contract.Config, kind: str) -> bool:
    """Whether the channel has what devices of this kind are rung with."""
    if kind == "web":
        return config.get(PUSH) is not False
    if kind == "fcm":
        return bool(config.get(FCM_ACCOUNT))
    return all(config.get(name) for name in APNS_FIELDS)


def opened_web(ctx: Ctx, row: VisitorDevice) -> Subscription:
    return msgspec.json.decode(ctx.use(Cipher).decrypt(row.sealed, purpose=PURPOSE), type=Subscription)


def opened_phone(ctx: Ctx, row: VisitorDevice) -> Phone:
    return msgspec.json.decode(ctx.use(Cipher).decrypt(row.sealed, purpose=PURPOSE), type=Phone)


def _read(ctx: Ctx, given: schemas.DeviceIn) -> tuple[str, str, Subscription | Phone]:
    """Its kind, what tells it from others, and what is kept."""
    if isinstance(given, schemas.WebDeviceIn):
        to = Subscription(endpoint=given.endpoint, p256dh=given.keys.p256dh, auth=given.keys.auth)
        webpush.check(to, allowed_hosts=ctx.use(Settings).allowed_hosts)
        return "web", given.endpoint, to
    if isinstance(given, schemas.AppleDeviceIn):
        token = given.token.lower()
        return "apns", token, Phone(token=token, sandbox=given.sandbox)
    return "fcm", given.token, Phone(token=given.token)


def _check_zone(name: str) -> None:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeZoneUnknown(params={"time_zone": name}) from error
