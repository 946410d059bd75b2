"""The table of notifications."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Notification(Identified, TenantRow, Base):
    """One thing told to one operator; its words stand in the desk's catalogues under `code`."""

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("length(code) BETWEEN 1 AND 100", name="code_length"),
        Index("ix_notifications_own", "workspace_id", "operator_id", "at", "id"),
        Index("ix_notifications_unread", "workspace_id", "operator_id", postgresql_where=sql("read_at IS NULL")),
        Index("ix_notifications_at", "at"),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    code: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    subject_kind: Mapped[str] = mapped_column(server_default=sql("''"))
    """What it opens: `conversation`, `contact`, …; empty when nothing."""
    subject_id: Mapped[UUID | None]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
