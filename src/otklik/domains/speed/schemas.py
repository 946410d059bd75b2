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
    within_count: int
    """Answers that took no longer than the target."""


class Split(msgspec.Struct, kw_only=True):
    """All answers, and apart those to questions asked in and out of working hours."""

    all: Figures
    in_hours: Figures
    out_of_hours: Figures


class WaitingNow(msgspec.Struct, kw_only=True):
    count: int
    longest_seconds: float | None


class BandOut(msgspec.Struct, kw_only=True):
    """Answers that took from `seconds_min` up to and with `seconds_max`; null: without end."""

    seconds_min: int
    seconds_max: int | None
    count: int
    first_count: int


class Before(msgspec.Struct, kw_only=True):
    """As long a period just before, to compare with."""

    start: datetime
    end: datetime
    first: Figures
    any: Figures


class SpeedOut(msgspec.Struct, kw_only=True):
    start: datetime
    """In the company's time zone, as `end`."""
    end: datetime
    time_zone: str
    clock: str
    """`wall`: all the time; `working`: only the channel's working hours."""
    target_seconds: int
    first: Split
    any: Split
    distribution: Sequence[BandOut]
    before: Before
    waiting_now: WaitingNow


class GroupOut(msgspec.Struct, kw_only=True):
    """One line of a breakdown."""

    key: str
    """An id, an hour of the week from 0 to 167, or the first day of a day, week or month. Empty: no team."""
    name: str
    """Of a channel, an operator or a team; empty where the key says it all."""
    kind: str
    """Of a channel."""
    photo_url: str | None
    first: Figures
    any: Figures


class BreakdownOut(msgspec.Struct, kw_only=True):
    by: str
    time_zone: str
    groups: Sequence[GroupOut]


class ChosenChannel(msgspec.Struct, frozen=True, kw_only=True):
    """How often customers turned to a channel in a week."""

    channel_id: UUID
    name: str
    kind: str
    requests: int
    """Conversations begun or begun again, and answered by a person."""
    share: float
    """Of the week's requests."""
    enough: bool
    """False below five: show the median as unsure."""
    median_seconds: float
    """To the first answer."""


class PreferenceWeek(msgspec.Struct, frozen=True, kw_only=True):
    week: str
    """Its Monday, on the company's calendar."""
    requests: int
    channels: Sequence[ChosenChannel]
    """The most chosen first."""


class PreferenceOut(msgspec.Struct, frozen=True, kw_only=True):
    time_zone: str
    weeks: Sequence[PreferenceWeek]
    """Latest first."""


class CountOut(msgspec.Struct, kw_only=True):
    count: int


class ResponseOut(msgspec.Struct, kw_only=True):
    """One answer behind a figure."""

    id: UUID
    conversation_id: UUID
    conversation_number: int
    contact_name: str
    message_id: UUID
    channel_id: UUID
    operator_id: UUID
    team_id: UUID | None
    first: bool
    waiting_since: datetime
    answered_at: datetime
    seconds: int
    working_seconds: int
    in_hours: bool
