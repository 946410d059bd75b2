"""Tables of the bonus: the company's rules, months that are closed, and what became of closed conversations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class BonusRulesRow(TenantRow, Base):
    """rules.Terms of the company; no row: as the product comes."""

    __tablename__ = "bonus_rules"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    document: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID | None]


class BonusMonth(TenantRow, Base):
    """A closed month: its board as it was, with the figures and rules it was made of."""

    __tablename__ = "bonus_months"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "month"),
        CheckConstraint("extract(day FROM month) = 1", name="month_begins"),
    )

    month: Mapped[date]
    """Its first day."""
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    document: Mapped[dict[str, Any]]
    """schemas.Board."""


class BonusClosing(Identified, TenantRow, Base):
    """A conversation closed by an operator, whom it left waiting, and whether the customer opened it again."""

    __tablename__ = "bonus_closings"
    __table_args__ = (
        CheckConstraint("(waiting_since IS NULL) = (working_seconds IS NULL)", name="wait_whole"),
        Index("ix_bonus_closings_closed", "workspace_id", "closed_at"),
        Index(
            "ix_bonus_closings_conversation",
            "conversation_id",
            "closed_at",
            postgresql_where=sql("reopened_at IS NULL"),
        ),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    closed_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    """Since when the customer waited for an answer; null: nobody waited."""
    first: Mapped[bool]
    in_hours: Mapped[bool]
    working_seconds: Mapped[float | None]
    """Of the wait that the closing ended."""
    letters: Mapped[int]
    """How much the customer had said in vain (conversations.holding.substance)."""
    reopened_at: Mapped[datetime | None]
    """When the customer first opened it again."""
