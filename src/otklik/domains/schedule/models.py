"""The table of working hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class HoursRow(Identified, TenantRow, Base):
    """The hours of the company (no channel) or of one channel that differs from it."""

    __tablename__ = "hours"
    __table_args__ = (
        Index("uq_hours_whose", "workspace_id", "channel_id", unique=True, postgresql_nulls_not_distinct=True),
        Index("ix_hours_channel_id", "channel_id"),
    )

    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    document: Mapped[dict[str, Any]]
    """schemas.Hours."""
    updated_at: Mapped[datetime]
