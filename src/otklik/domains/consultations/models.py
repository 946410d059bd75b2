"""The table of consultations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

OPEN = sql("state = 'open'")


class Consultation(Identified, TenantRow, Base):
    """One question to a colleague or a team about one conversation."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'withdrawn')", name="state_known"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_with_state"),
        CheckConstraint("state <> 'open' OR operator_id IS NOT NULL OR team_id IS NOT NULL", name="owned"),
        CheckConstraint("length(question) BETWEEN 1 AND 4000", name="question_length"),
        CheckConstraint("length(answer) <= 20000", name="answer_length"),
        Index("ix_consultations_conversation", "conversation_id", "asked_at"),
        Index("ix_consultations_operator", "workspace_id", "operator_id", "due_at", "id", postgresql_where=OPEN),
        Index("ix_consultations_team", "workspace_id", "team_id", "due_at", "id", postgresql_where=OPEN),
        Index("ix_consultations_asker", "workspace_id", "asker_id", "asked_at", "id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    """Who owns the question; null: anybody of the team."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    question: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sql("'open'"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default=sql("''"))
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    settled_at: Mapped[datetime | None]
