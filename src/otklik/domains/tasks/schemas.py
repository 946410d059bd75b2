"""Wire shapes of tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

State = Literal["open", "done", "cancelled"]
Source = Literal["hand", "composer", "automation"]
Text = Annotated[str, Meta(min_length=1, max_length=2_000)]
Moment = Annotated[datetime, Meta(tz=True)]
BULK_MAX: Final = 200
Action = Literal["finish", "cancel", "reopen", "hand", "snooze", "wake"]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in."""


class TaskIn(Incoming, frozen=True, kw_only=True):
    """What is to be done. `due_on`: any time that day, in the company's zone; or `due_at`: by that moment.

    Without an owner it is the caller's.
    """

    text: Text
    due_on: date | None = None
    due_at: Moment | None = None
    operator_id: UUID | None = None
    team_id: UUID | None = None
    source: Literal["hand", "composer"] = "hand"


class TaskChanges(Incoming, frozen=True, kw_only=True):
    """Its words and deadline, both said again."""

    text: Text
    due_on: date | None = None
    due_at: Moment | None = None


class TaskOwnerIn(Incoming, frozen=True, kw_only=True):
    operator_id: UUID | None = None
    team_id: UUID | None = None


class TaskStateIn(Incoming, frozen=True, kw_only=True):
    state: State


class TaskSnoozeIn(Incoming, frozen=True, kw_only=True):
    """Null: back in sight now."""

    until: Moment | None


class TasksChangeIn(Incoming, frozen=True, kw_only=True):
    """One change for many tasks; `hand` takes an owner, `snooze` a moment."""

    task_ids: Annotated[list[UUID], Meta(min_length=1, max_length=BULK_MAX)]
    action: Action
    operator_id: UUID | None = None
    team_id: UUID | None = None
    until: Moment | None = None


class TaskOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    text: str
    state: State
    source: Source
    contact_id: UUID
    contact_name: str
    conversation_id: UUID | None
    conversation_number: int | None
    operator_id: UUID | None
    team_id: UUID | None
    author_id: UUID | None
    created_at: datetime
    due_at: datetime
    due_on: date | None
    overdue_at: datetime | None
    snoozed_until: datetime | None
    settled_at: datetime | None
    settled_by_id: UUID | None


class TaskOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one task; `code` is empty when it was done, else the error's."""

    code: str
    task: TaskOut | None


class TaskOutcomes(msgspec.Struct, frozen=True, kw_only=True):
    outcomes: Sequence[TaskOutcome]


class TaskCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Open ones in sight, not counted further than 1000: the caller's, their teams', everybody's, and what is late."""

    mine: int
    mine_overdue: int
    team: int
    team_overdue: int
    all: int
    all_overdue: int
