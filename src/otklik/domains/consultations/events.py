"""What happens to consultations."""

from datetime import datetime
from uuid import UUID

from otklik.platform.events import Event


class ConsultationAsked(Event, frozen=True, kw_only=True):
    consultation_id: UUID
    conversation_id: UUID
    asker_id: UUID
    operator_id: UUID | None
    team_id: UUID | None
    due_at: datetime


class ConsultationAnswered(Event, frozen=True, kw_only=True):
    consultation_id: UUID
    conversation_id: UUID
    operator_id: UUID


class ConsultationOverdue(Event, frozen=True, kw_only=True):
    """Its time came and nobody had answered."""

    consultation_id: UUID
    conversation_id: UUID


class ConsultationChanged(Event, frozen=True, kw_only=True):
    """It was handed on, put off or withdrawn. `fields`: owner, due_at or state."""

    consultation_id: UUID
    conversation_id: UUID
    fields: tuple[str, ...]
