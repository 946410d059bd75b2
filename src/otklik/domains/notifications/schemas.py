"""Wire shapes of notifications."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec


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
