"""Tables of working hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint
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


class TeamHoursRow(TenantRow, Base):
    """The hours of a team that differs from the company."""

    __tablename__ = "team_hours"
    __table_args__ = (PrimaryKeyConstraint("team_id"), Index("ix_team_hours_workspace_id", "workspace_id"))

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    document: Mapped[dict[str, Any]]
    """schemas.Hours."""
    updated_at: Mapped[datetime]


class FollowedHours(TenantRow, Base):
    """A channel that is open when a team is."""

    __tablename__ = "followed_hours"
    __table_args__ = (PrimaryKeyConstraint("channel_id"), Index("ix_followed_hours_team_id", "team_id"))

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
