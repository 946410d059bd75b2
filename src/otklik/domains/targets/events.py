"""What happened to targets and to waits that ran under them."""

from datetime import datetime
from uuid import UUID

from otklik.platform.events import Event


class TargetCreated(Event, frozen=True, kw_only=True):
    target_id: UUID


class TargetChanged(Event, frozen=True, kw_only=True):
    """Waits that run keep the terms they began under."""

    target_id: UUID
    fields: tuple[str, ...]


class TargetDeleted(Event, frozen=True, kw_only=True):
    target_id: UUID
    title: str


class TargetAtRisk(Event, frozen=True, kw_only=True):
    """The share of the time after which the target warns is over, and nobody answered, or (`solving`) solved it."""

    wait_id: UUID
    conversation_id: UUID
    channel_id: UUID
    target_id: UUID | None
    due_at: datetime
    solving: bool = False


class TargetBroken(Event, frozen=True, kw_only=True):
    """The due moment passed unanswered, or (`solving`) unsolved.

    `held_by_id` and `held_team_id` had the conversation then.
    """

    wait_id: UUID
    conversation_id: UUID
    channel_id: UUID
    target_id: UUID | None
    due_at: datetime
    held_by_id: UUID | None
    held_team_id: UUID | None
    solving: bool = False
