"""Wire shapes of the speed screen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec


class Figures(msgspec.Struct, kw_only=True):
    """Seconds from question to answer; null where nothing was answered."""

    count: int
    enough: bool
    """False below five answers: show the figure as unsure."""
    median_seconds: float | None
    p90_seconds: float | None


class Split(msgspec.Struct, kw_only=True):
    """All answers, and apart those to questions asked in and out of working hours."""

    all: Figures
    in_hours: Figures
    out_of_hours: Figures


class ByChannel(msgspec.Struct, kw_only=True):
    channel_id: UUID
    kind: str
    name: str
    first: Figures
    any: Figures


class ByOperator(msgspec.Struct, kw_only=True):
    operator_id: UUID
    name: str
    photo_url: str | None
    first: Figures
    any: Figures


class WaitingNow(msgspec.Struct, kw_only=True):
    count: int
    longest_seconds: float | None


class SpeedOut(msgspec.Struct, kw_only=True):
    start: datetime
    end: datetime
    first: Split
    any: Split
    by_channel: Sequence[ByChannel]
    by_operator: Sequence[ByOperator]
    waiting_now: WaitingNow


class ResponseOut(msgspec.Struct, kw_only=True):
    """One answer behind a figure."""

    id: UUID
    conversation_id: UUID
    conversation_number: int
    contact_name: str
    message_id: UUID
    channel_id: UUID
    operator_id: UUID
    first: bool
    waiting_since: datetime
    answered_at: datetime
    seconds: float
    working_seconds: float
    in_hours: bool
