"""Wire shapes of targets, their waits, the report and the wall board."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

SECONDS_MAX = 90 * 86_400

Name = Annotated[str, Meta(min_length=1, max_length=100)]
Seconds = Annotated[int, Meta(ge=10, le=SECONDS_MAX)]
Percent = Annotated[int, Meta(ge=1, le=99)]
EscalationPercent = Annotated[int, Meta(ge=1, le=100)]
Tier = Annotated[str, Meta(max_length=200)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class TargetIn(Shape, frozen=True, kw_only=True):
    """How soon an answer or a solution is wanted. A condition left out holds for every conversation."""

    name: Name
    channel_id: UUID | None = None
    team_id: UUID | None = None
    label_id: UUID | None = None
    tier: Tier | None = None
    first_seconds: Seconds | None = None
    """To the first answer; null: as for any."""
    any_seconds: Seconds | None = None
    """To every answer."""
    solve_seconds: Seconds | None = None
    """Until the conversation is closed."""
    working: bool = True
    """Counted in working hours; false: by the clock."""
    warn_percent: Percent | None = 75
    reassign_percent: Percent | None = None
    escalate_percent: EscalationPercent | None = None
    escalate_team_id: UUID | None = None


class TargetChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays."""

    name: Name | UnsetType = UNSET
    channel_id: UUID | UnsetType | None = UNSET
    team_id: UUID | UnsetType | None = UNSET
    label_id: UUID | UnsetType | None = UNSET
    tier: Tier | UnsetType | None = UNSET
    first_seconds: Seconds | UnsetType | None = UNSET
    any_seconds: Seconds | UnsetType | None = UNSET
    solve_seconds: Seconds | UnsetType | None = UNSET
    working: bool | UnsetType = UNSET
    warn_percent: Percent | UnsetType | None = UNSET
    reassign_percent: Percent | UnsetType | None = UNSET
    escalate_percent: EscalationPercent | UnsetType | None = UNSET
    escalate_team_id: UUID | UnsetType | None = UNSET


class TargetOut(Shape, frozen=True, kw_only=True):
    id: UUID
    name: str
    conditions: tuple[str, ...]
    """tier, label, team, channel: what makes it specific; none: it holds for everything."""
    channel_id: UUID | None
    team_id: UUID | None
    label_id: UUID | None
    tier: str | None
    first_seconds: int | None
    any_seconds: int | None
    solve_seconds: int | None
    working: bool
    warn_percent: int | None
    reassign_percent: int | None
    escalate_percent: int | None
    escalate_team_id: UUID | None
    updated_at: datetime


class TargetSettings(Shape, frozen=True, kw_only=True):
    tier_attribute: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    """The attribute of a contact that holds their tier."""


class WaitOut(msgspec.Struct, frozen=True, kw_only=True):
    """One wait under a target, and why under this one."""

    id: UUID
    conversation_id: UUID
    conversation_number: int
    contact_name: str
    channel_id: UUID
    target_id: UUID | None
    target_name: str
    because: tuple[str, ...]
    """The conditions that made the target the most specific; none: it holds for everything."""
    first: bool
    solving: bool
    """Until the conversation is closed; else for an answer."""
    seconds: int
    working: bool
    started_at: datetime
    due_at: datetime
    broken_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    """kept, broken, dropped; null while the customer waits."""
    held_by_id: UUID | None
    held_team_id: UUID | None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    kept: int
    broken: int
    enough: bool
    """False below five waits: show the share as unsure."""


class ByChannel(msgspec.Struct, frozen=True, kw_only=True):
    channel_id: UUID
    share: Share


class ByTarget(msgspec.Struct, frozen=True, kw_only=True):
    target_id: UUID | None
    """Null: deleted since."""
    share: Share


class ByTeam(msgspec.Struct, frozen=True, kw_only=True):
    team_id: UUID | None
    """Null: of no team."""
    share: Share


class ByOperator(msgspec.Struct, frozen=True, kw_only=True):
    operator_id: UUID | None
    """Null: it was nobody's when it was due."""
    share: Share


class ByHour(msgspec.Struct, frozen=True, kw_only=True):
    weekday: int
    """0 is Monday, in the company's time zone."""
    hour: int
    share: Share


class ByWeek(msgspec.Struct, frozen=True, kw_only=True):
    week: date
    """Its Monday, by the company's calendar."""
    share: Share


class TargetReport(msgspec.Struct, frozen=True, kw_only=True):
    """Of the waits that began in the period and were judged: how many were answered, or solved, in time."""

    start: datetime
    end: datetime
    total: Share
    first: Share
    running: int
    """Begun in the period, neither answered nor due."""
    by_target: Sequence[ByTarget]
    by_channel: Sequence[ByChannel]
    by_team: Sequence[ByTeam]
    by_operator: Sequence[ByOperator]
    by_hour: Sequence[ByHour]
    by_week: Sequence[ByWeek]
    """The earliest first."""


class WallOperator(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    photo_url: str | None
    open: int
    """Open conversations that are theirs."""
    waiting: int
    """Those of them in which the customer waits."""


class WallBreach(msgspec.Struct, frozen=True, kw_only=True):
    conversation_number: int
    channel_kind: str
    channel_name: str
    at: datetime
    held_by: str
    """Empty: nobody's."""
    answered: bool
    """Or solved, where that was wanted."""
    solving: bool


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """What a television shows; no customer is named."""

    at: datetime
    company: str
    waiting: int
    longest_since: datetime | None
    overdue: int
    """Of those who wait, past their target."""
    near: int
    """Of those who wait, those whose target will be broken soon: three quarters of the time are over."""
    broken_today: int
    """Targets whose due moment passed today unanswered, whenever the wait began."""
    today: Share
    solved: Share
    """Conversations closed in time today, and those whose time to be closed ran out today."""
    promises: Share
    """Of the promises given to customers and due today."""
    median_seconds: float | None
    """Of today's answers."""
    answers: int
    online: int
    operators: Sequence[WallOperator]
    breaches: Sequence[WallBreach]
