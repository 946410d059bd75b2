"""Tables of promises, of their settings and of badges."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Promise(Identified, TenantRow, Base):
    """What one waiting customer was told, and what came of it."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("conversation_id", "waiting_since", name="uq_promises_wait"),
        CheckConstraint("source IN ('widget', 'autoresponder', 'form', 'badge')", name="source_known"),
        CheckConstraint("state IN ('running', 'kept', 'broken', 'void')", name="state_known"),
        CheckConstraint("(state = 'running') = (settled_at IS NULL)", name="settled_with_state"),
        CheckConstraint("state <> 'kept' OR answered_at <= due_at", name="kept_in_time"),
        CheckConstraint("due_at >= made_at", name="due_after_made"),
        CheckConstraint("hour_of_week BETWEEN 0 AND 167", name="hour_of_week_known"),
        Index("ix_promises_due", "workspace_id", "due_at", "id"),
        Index("ix_promises_unanswered", "conversation_id", postgresql_where=sql("answered_at IS NULL")),
        Index("ix_promises_channel_id", "channel_id"),
        Index("ix_promises_operator_id", "operator_id"),
        Index("ix_promises_team_id", "team_id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    waiting_since: Mapped[datetime]
    """When the wait began that this promise ends; one wait has one promise."""
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    source: Mapped[str]
    """By what it was told."""
    said: Mapped[dict[str, Any]]
    """What exactly: code and parameters, and the words where they were ours."""
    basis: Mapped[dict[str, Any]]
    """schemas.Basis: on what figures."""
    hour_of_week: Mapped[int] = mapped_column(SmallInteger)
    """Of `made_at` on the channel's wall clock; 0 is Monday's first hour."""
    state: Mapped[str] = mapped_column(server_default=sql("'running'"))
    reason: Mapped[str] = mapped_column(server_default=sql("''"))
    """Why it is broken: late or closed."""
    steps_done: Mapped[int] = mapped_column(server_default=sql("0"))
    closed_at: Mapped[datetime | None]
    """When the conversation was closed with nobody having answered."""
    answered_at: Mapped[datetime | None]
    """When a person's answer was accepted, in time or not."""
    settled_at: Mapped[datetime | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    """Who answered; else whose conversation it was when the time came."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))


class PromiseSettingsRow(Identified, TenantRow, Base):
    """How the company (no channel) or one channel promises."""

    __tablename__ = "promise_settings"
    __table_args__ = (
        Index(
            "uq_promise_settings_whose", "workspace_id", "channel_id", unique=True, postgresql_nulls_not_distinct=True
        ),
        Index("ix_promise_settings_channel_id", "channel_id"),
    )

    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    document: Mapped[dict[str, Any]]
    """schemas.PromiseSettings."""
    updated_at: Mapped[datetime]


class Badge(Identified, TenantRow, Base):
    """A public sign of the measured speed. It holds no figure: what it shows is measured each time."""

    __tablename__ = "badges"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("figure IN ('median', 'p80')", name="figure_known"),
        CheckConstraint("weeks BETWEEN 1 AND 26", name="weeks_sane"),
        Index("ix_badges_workspace_id", "workspace_id"),
        Index("ix_badges_channel_id", "channel_id"),
    )

    public_id: Mapped[str]
    """A part of its address that cannot be guessed."""
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    """Whose speed; none: the whole company's."""
    figure: Mapped[str]
    weeks: Mapped[int]
    created_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    """Last served to somebody, to the hour; a badge nobody sees promises nothing."""
