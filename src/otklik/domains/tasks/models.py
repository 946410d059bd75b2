"""The table of tasks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

OPEN = sql("state = 'open'")
SETTLED = sql("state <> 'open'")
OF_CONVERSATION = sql("conversation_id IS NOT NULL")


class Task(Identified, TenantRow, Base):
    """One thing to be done for a person, by when and by whom."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'cancelled')", name="state_known"),
        CheckConstraint("source IN ('hand', 'composer', 'automation')", name="source_known"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_with_state"),
        CheckConstraint("state <> 'open' OR operator_id IS NOT NULL OR team_id IS NOT NULL", name="owned"),
        CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text_length"),
        CheckConstraint("snoozed_until IS NULL OR state = 'open'", name="snoozed_is_open"),
        Index(
            "ix_tasks_conversation", "conversation_id", "due_at", postgresql_where=sql("conversation_id IS NOT NULL")
        ),
        Index("ix_tasks_contact", "contact_id", "due_at"),
        Index("ix_tasks_due", "workspace_id", "due_at", "id", postgresql_where=OPEN),
        Index("ix_tasks_operator", "workspace_id", "operator_id", "due_at", "id", postgresql_where=OPEN),
        Index("ix_tasks_team", "workspace_id", "team_id", "due_at", "id", postgresql_where=OPEN),
        Index("ix_tasks_settled", "workspace_id", "settled_at", "id", postgresql_where=SETTLED),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    """Whose card it was written on. Of a conversation's task the person is whoever the conversation is with now."""
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    text: Mapped[str]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    """Whose it is; null: anybody's of the team."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    due_at: Mapped[datetime]
    """From then on it is overdue."""
    due_on: Mapped[date | None] = mapped_column(Date)
    """The day it is due, when no time of day was said: `due_at` is the end of that day."""
    remind_at: Mapped[datetime | None]
    """When its owner is reminded before it is due; null: not wanted, or done."""
    overdue_at: Mapped[datetime | None]
    """When it was found overdue and its owner told."""
    snoozed_until: Mapped[datetime | None]
    """Out of sight until then; its deadline stays."""
    state: Mapped[str] = mapped_column(server_default=sql("'open'"))
    source: Mapped[str] = mapped_column(server_default=sql("'hand'"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    """Null: an automation."""
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
