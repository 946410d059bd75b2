"""Wire shapes of notifications."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.notifications.rules import Choice


class NotificationOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing told to the caller; the desk has a sentence for each `code`."""

    id: UUID
    code: str
    params: Mapping[str, str]
    subject_kind: str
    subject_id: UUID | None
    at: datetime
    read_at: datetime | None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    count: int
    """Not counted further than 100."""


class DeviceKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Of the browser's PushSubscription, base64url."""

    p256dh: Annotated[str, Meta(min_length=80, max_length=100)]
    auth: Annotated[str, Meta(min_length=20, max_length=30)]


class NewDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A browser's PushSubscription, as `toJSON()` gives it, and how the person calls the device."""

    endpoint: Annotated[str, Meta(min_length=10, max_length=2000)]
    keys: DeviceKeys
    label: Annotated[str, Meta(max_length=200)] = ""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that takes pushes."""

    id: UUID
    label: str
    created_at: datetime
    used_at: datetime | None
    """When a push service last took a message for it."""


class PushState(msgspec.Struct, frozen=True, kw_only=True):
    public_key: str
    """`applicationServerKey` for the browser's PushManager."""
    choice: Choice
    devices: Sequence[Device]
