"""The tables of notifications: what was told, which browsers take pushes, how each operator wants it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
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


class PushSubscription(Identified, TenantRow, Base):
    """A browser of an operator that takes pushes. Whoever knows its address and keys may ring it: they are sealed."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "digest"),
        CheckConstraint("length(label) <= 200", name="label_length"),
        Index("ix_push_subscriptions_operator", "workspace_id", "operator_id"),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    digest: Mapped[str]
    """Of the address: the same browser that subscribes again is one row."""
    sealed: Mapped[bytes]
    label: Mapped[str] = mapped_column(server_default=sql("''"))
    """How the person knows the device: `Chrome, Android`."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When a push service last took a message for it."""


class NotificationChoice(TenantRow, Base):
    """How an operator wants to be told; no row: the defaults of `rules`."""

    __tablename__ = "notification_choices"
    __table_args__ = (PrimaryKeyConstraint("operator_id"),)

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    document: Mapped[dict[str, Any]]
    """`rules.Choice`."""
