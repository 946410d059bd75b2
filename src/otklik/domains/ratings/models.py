"""Tables of ratings: the company's choices, and one row for each time somebody was asked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class RatingSettings(TenantRow, Base):
    """How the company asks; no row: it does not."""

    __tablename__ = "rating_settings"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id"),
        CheckConstraint("scale IN ('stars', 'thumbs')", name="scale_known"),
        CheckConstraint("delay_minutes BETWEEN 0 AND 1440", name="delay_bounded"),
        CheckConstraint("pause_days BETWEEN 0 AND 365", name="pause_bounded"),
        CheckConstraint("comment_minutes BETWEEN 0 AND 60", name="comment_bounded"),
        CheckConstraint("bad_up_to BETWEEN 1 AND 4", name="bad_bounded"),
    )

    enabled: Mapped[bool]
    scale: Mapped[str]
    delay_minutes: Mapped[int]
    pause_days: Mapped[int]
    comment_minutes: Mapped[int]
    bad_up_to: Mapped[int]
    updated_at: Mapped[datetime]


class Rating(Identified, TenantRow, Base):
    """One question to one customer about one ending of a conversation, and what came of it."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("conversation_id", "closed_at", name="uq_ratings_conversation_id_closed_at"),
        CheckConstraint("scale IN ('stars', 'thumbs')", name="scale_known"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_bounded"),
        CheckConstraint("(score IS NULL) = (rated_at IS NULL) AND (score IS NULL) = (bad IS NULL)", name="rated_whole"),
        CheckConstraint("length(comment) <= 4000", name="comment_length"),
        Index("ix_ratings_asked", "workspace_id", "asked_at", "id"),
        Index("ix_ratings_rated", "workspace_id", "asked_at", "id", postgresql_where=sql("score IS NOT NULL")),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    """Who mainly answered: rules.main_first."""
    helper_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Who else answered, by the number of their messages."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    closed_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    """The message that asked."""
    scale: Mapped[str]
    bad_up_to: Mapped[int]
    locale: Mapped[str]
    score: Mapped[int | None]
    bad: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(server_default=sql("''"))
    rated_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
