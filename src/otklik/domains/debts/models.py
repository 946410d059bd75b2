"""Tables of debts and of what was decided about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

OPEN = sql("state = 'open'")
SOURCES = "source_kind IN ('wait', 'promise', 'bounce', 'failure', 'snooze', 'solution', 'task', 'consultation')"


class Debt(Identified, TenantRow, Base):
    """Somebody waits for us, and why. Written by `queries.ledger` alone; whatever stands here can be computed anew."""

    __tablename__ = "debts"
    __table_args__ = (
        UniqueConstraint("source_kind", "source_id", name="uq_debts_source"),
        CheckConstraint(SOURCES, name="source_kind_known"),
        CheckConstraint(
            "kind IN ('unanswered', 'missed', 'promised', 'target_broken', 'bounced', 'failed', 'snoozed',"
            " 'unsolved', 'task', 'consultation')",
            name="kind_known",
        ),
        CheckConstraint("state IN ('open', 'settled')", name="state_known"),
        Index("ix_debts_urgency", "workspace_id", "urgent_at", "id", postgresql_where=OPEN),
        Index("ix_debts_operator", "workspace_id", "operator_id", "urgent_at", "id", postgresql_where=OPEN),
        Index("ix_debts_conversation", "conversation_id"),
        Index("ix_debts_team_id", "team_id"),
    )

    source_kind: Mapped[str]
    source_id: Mapped[UUID]
    """Of the conversation (wait, bounce, failure, snooze), the promise, the wait under a target (solution), the task
    or the consultation."""
    kind: Mapped[str]
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    due_at: Mapped[datetime | None]
    """By when somebody was promised or is to do something; null: no time was named."""
    since: Mapped[datetime]
    """Since when they wait. With the source it names this very debt: a decision is about no other."""
    urgent_at: Mapped[datetime]
    """What the list is ordered by: `due_at`, else `since`."""
    rests_until: Mapped[datetime | None]
    """Out of sight until then."""
    why: Mapped[str]
    params: Mapped[dict[str, Any]]
    """Of the sentence of `why`: moments and numbers, never what a customer wrote."""
    state: Mapped[str]
    """open, or settled: somebody decided that it is done with."""


class DebtDecision(Identified, TenantRow, Base):
    """What somebody decided about one debt, when and why. Never changed, never deleted."""

    __tablename__ = "debt_decisions"
    __table_args__ = (
        CheckConstraint(SOURCES, name="source_kind_known"),
        CheckConstraint("act IN ('settled', 'put_off', 'given', 'taken_back')", name="act_known"),
        CheckConstraint("(act = 'put_off') = (until IS NOT NULL)", name="put_off_until"),
        CheckConstraint("length(reason) <= 500", name="reason_length"),
        Index("ix_debt_decisions_debt", "source_id", "source_kind", "since", "at", "id"),
        Index("ix_debt_decisions_conversation_id", "conversation_id"),
    )

    source_kind: Mapped[str]
    source_id: Mapped[UUID]
    since: Mapped[datetime]
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    act: Mapped[str]
    until: Mapped[datetime | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    """To whom it was given."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    reason: Mapped[str]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    at: Mapped[datetime]
