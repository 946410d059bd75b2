"""What operators were told."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class NotificationTold(Event, frozen=True, kw_only=True):
    """An operator was told something. Not kept: the notification itself is the record."""

    kept: ClassVar[bool] = False

    notification_id: UUID
    operator_id: UUID
    code: str
    params: Mapping[str, str]
    subject_kind: str
    subject_id: UUID | None
