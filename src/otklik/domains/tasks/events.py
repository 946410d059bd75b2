"""What happens to tasks. Each is kept under the person's id and read by their timeline."""

from datetime import datetime
from uuid import UUID

from otklik.platform.events import Event


class TaskAdded(Event, frozen=True, kw_only=True):
    """`source`: hand, composer or automation."""

    task_id: UUID
    contact_id: UUID
    conversation_id: UUID | None
    operator_id: UUID | None
    team_id: UUID | None
    due_at: datetime
    source: str


class TaskChanged(Event, frozen=True, kw_only=True):
    """Its words, deadline or owner; put off or back; open again. `fields` says which."""

    task_id: UUID
    contact_id: UUID
    conversation_id: UUID | None
    fields: tuple[str, ...]


class TaskSettled(Event, frozen=True, kw_only=True):
    """`state`: done or cancelled."""

    task_id: UUID
    contact_id: UUID
    conversation_id: UUID | None
    state: str


class TaskOverdue(Event, frozen=True, kw_only=True):
    """Its time came and it was open."""

    task_id: UUID
    contact_id: UUID
    conversation_id: UUID | None
    due_at: datetime
