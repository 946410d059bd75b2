"""Tables of targets and of the waits that run, or ran, under them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

NOBODY = sql("'00000000-0000-0000-0000-000000000000'::uuid")


class Target(Identified, TenantRow, Base):
    """How soon an answer, or a solution, is wanted, and for which conversations: a condition left out holds for all."""

    __tablename__ = "targets"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        CheckConstraint(
            "first_seconds IS NOT NULL OR any_seconds IS NOT NULL OR solve_seconds IS NOT NULL", name="some_time"
        ),
        CheckConstraint("first_seconds BETWEEN 10 AND 7776000", name="first_within_90_days"),
        CheckConstraint("any_seconds BETWEEN 10 AND 7776000", name="any_within_90_days"),
        CheckConstraint("solve_seconds BETWEEN 10 AND 7776000", name="solve_within_90_days"),
        CheckConstraint("warn_percent BETWEEN 1 AND 99", name="warn_before_breach"),
        CheckConstraint("reassign_percent BETWEEN 1 AND 99", name="reassign_before_breach"),
        CheckConstraint("escalate_percent BETWEEN 1 AND 100", name="escalate_by_breach"),
        CheckConstraint("length(tier) BETWEEN 1 AND 200", name="tier_length"),
        Index("ix_targets_channel_id", "channel_id"),
        Index("ix_targets_team_id", "team_id"),
        Index("ix_targets_label_id", "label_id"),
        Index("ix_targets_escalate_team_id", "escalate_team_id"),
    )

    name: Mapped[str]
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    label_id: Mapped[UUID | None] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"))
    tier: Mapped[str | None]
    """The value of the contact's attribute that the company calls its tier."""
    first_seconds: Mapped[int | None]
    any_seconds: Mapped[int | None]
    solve_seconds: Mapped[int | None]
    """From the customer's first words of a matter until the conversation is closed."""
    working: Mapped[bool]
    """Counted in working hours; else by the clock."""
    warn_percent: Mapped[int | None]
    """After which share of the time whoever holds the conversation is told; null: never."""
    reassign_percent: Mapped[int | None]
    escalate_percent: Mapped[int | None]
    escalate_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    """Who gets it then; null: supervisors are told."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


Index(
    "uq_targets_conditions",
    Target.workspace_id,
    func.coalesce(Target.channel_id, NOBODY),
    func.coalesce(Target.team_id, NOBODY),
    func.coalesce(Target.label_id, NOBODY),
    func.coalesce(func.lower(Target.tier), sql("''")),
    unique=True,
)


class TargetSettings(TenantRow, Base):
    """Which attribute of a contact is the tier."""

    __tablename__ = "target_settings"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id"),
        CheckConstraint("length(tier_attribute) BETWEEN 1 AND 100", name="tier_attribute_length"),
    )

    tier_attribute: Mapped[str]


class TargetWait(Identified, TenantRow, Base):
    """One wait of a customer under the terms it began with; kept for ever once it is judged."""

    __tablename__ = "target_waits"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="outcome_with_end"),
        CheckConstraint("outcome IN ('kept', 'broken', 'dropped')", name="outcome_known"),
        CheckConstraint("outcome <> 'broken' OR broken_at IS NOT NULL", name="broken_when"),
        CheckConstraint("outcome <> 'kept' OR broken_at IS NULL", name="kept_unbroken"),
        Index(
            "uq_target_waits_running",
            "conversation_id",
            "solving",
            unique=True,
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("ix_target_waits_solved", "workspace_id", "ended_at", postgresql_where=sql("solving")),
        Index("ix_target_waits_begun", "workspace_id", "started_at", "id"),
        Index(
            "ix_target_waits_broken",
            "workspace_id",
            "broken_at",
            "id",
            postgresql_where=sql("broken_at IS NOT NULL"),
        ),
        Index("ix_target_waits_conversation_id", "conversation_id"),
        Index("ix_target_waits_target_id", "target_id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("targets.id", ondelete="SET NULL"))
    terms: Mapped[dict[str, Any]]
    """The target's name, time and why it was chosen, as they were (rules.Terms)."""
    first: Mapped[bool]
    solving: Mapped[bool] = mapped_column(server_default=sql("false"))
    """A wait until the matter is solved; else for an answer. One of each may run."""
    started_at: Mapped[datetime]
    """When the customer began to wait, by the provider's clock."""
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime | None]
    """Null: not wanted, or done."""
    reassign_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]
    """The due moment, once it passed unanswered."""
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """kept, broken, or dropped: closed with nothing to answer, or merged away unsolved, before it was due."""
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    held_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    """Who answered or closed in time, or whose conversation it was when it was not."""
    held_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
