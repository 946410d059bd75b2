"""The table of responses: one row for each answer that ended somebody's waiting."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Response(Identified, TenantRow, Base):
    """An answer of a person to a person."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("message_id"),
        CheckConstraint("answered_at >= waiting_since", name="answer_after_question"),
        Index("ix_responses_answered", "workspace_id", "answered_at", "id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    first: Mapped[bool]
    """The first answer since the conversation was opened; every answer counts as "any"."""
    waiting_since: Mapped[datetime]
    """When the oldest unanswered message was written, by the provider's clock."""
    answered_at: Mapped[datetime]
    """When the provider accepted the answer."""
    in_hours: Mapped[bool]
    """Whether the channel was open when the waiting began."""
    working_seconds: Mapped[float]
    """The part of the wait that lay in working hours."""
