"""Tables of macros and automations: what was set, what happened and is to be considered, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Macro(Identified, TenantRow, Base):
    """Several actions that one press does; `team_id` None: for everybody."""

    __tablename__ = "macros"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        Index("ix_macros_name", "workspace_id", "name", "id"),
    )

    name: Mapped[str]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    document: Mapped[dict[str, Any]]
    """The actions; schemas.MacroDocument."""
    used_count: Mapped[int] = mapped_column(server_default=sql("0"))
    last_used_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class Automation(Identified, TenantRow, Base):
    """When … if … then …; looked at in the order of `position`."""

    __tablename__ = "automations"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        CheckConstraint("trigger <> 'no_answer' OR after_minutes IS NOT NULL", name="minutes_with_no_answer"),
        CheckConstraint("after_minutes BETWEEN 1 AND 10080", name="minutes_within_a_week"),
        Index("ix_automations_order", "workspace_id", "position", "id"),
    )

    name: Mapped[str]
    position: Mapped[int]
    enabled: Mapped[bool]
    trigger: Mapped[str]
    after_minutes: Mapped[int | None]
    document: Mapped[dict[str, Any]]
    """Conditions and actions; schemas.AutomationDocument."""
    fired_count: Mapped[int] = mapped_column(server_default=sql("0"))
    last_fired_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class Occurrence(Identified, TenantRow, Base):
    """Something happened that an automation listens to; considered after the commit, then gone."""

    __tablename__ = "automation_occurrences"
    __table_args__ = (
        Index("ix_automation_occurrences_conversation_id", "conversation_id"),
        Index("ix_automation_occurrences_waiting", "workspace_id", "id", postgresql_where=sql("NOT apart")),
    )

    trigger: Mapped[str]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[UUID | None]
    in_group: Mapped[bool] = mapped_column(server_default=sql("false"))
    chain: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """The automations whose actions led here."""
    at: Mapped[datetime]
    apart: Mapped[bool] = mapped_column(server_default=sql("false"))
    """It makes an automation do something, and has an alarm of its own."""


class Wait(Identified, TenantRow, Base):
    """A customer who waits while an automation counts the minutes; its alarm rings when they are over."""

    __tablename__ = "automation_waits"
    __table_args__ = (
        UniqueConstraint("automation_id", "conversation_id"),
        Index("ix_automation_waits_conversation_id", "conversation_id"),
        Index("ix_automation_waits_since", "waiting_since"),
    )

    automation_id: Mapped[UUID] = mapped_column(ForeignKey("automations.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    waiting_since: Mapped[datetime]
    fired: Mapped[bool] = mapped_column(server_default=sql("false"))


class Run(Identified, TenantRow, Base):
    """The log: why an automation fired in a conversation or did not, and what came of each action."""

    __tablename__ = "automation_runs"
    __table_args__ = (
        CheckConstraint("result IN ('fired', 'not_matched', 'own_chain', 'too_deep')", name="result_known"),
        Index("ix_automation_runs_log", "automation_id", "at", "id"),
        Index("ix_automation_runs_fired", "automation_id", "at", "id", postgresql_where=sql("result = 'fired'")),
        Index("ix_automation_runs_conversation_id", "conversation_id"),
        Index("ix_automation_runs_at", "at"),
    )

    automation_id: Mapped[UUID] = mapped_column(ForeignKey("automations.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    trigger: Mapped[str]
    result: Mapped[str]
    document: Mapped[dict[str, Any]]
    """Checks and outcomes; schemas.RunDocument."""
    at: Mapped[datetime]


class Replied(TenantRow, Base):
    """When an automation last answered in a conversation."""

    __tablename__ = "automation_replies"
    __table_args__ = (
        PrimaryKeyConstraint("conversation_id", "automation_id"),
        Index("ix_automation_replies_automation_id", "automation_id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    automation_id: Mapped[UUID] = mapped_column(ForeignKey("automations.id", ondelete="CASCADE"))
    at: Mapped[datetime]


class WebhookCall(Identified, TenantRow, Base):
    """A call to an address outside, written before it is made: the job takes it from here."""

    __tablename__ = "webhook_calls"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'done', 'failed')", name="state_known"),
        Index("ix_webhook_calls_automation_id", "automation_id", "at"),
        Index("ix_webhook_calls_at", "at"),
    )

    automation_id: Mapped[UUID] = mapped_column(ForeignKey("automations.id", ondelete="CASCADE"))
    url: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sql("'planned'"))
    detail: Mapped[str] = mapped_column(server_default=sql("''"))
    """The status it was answered with, or why there was no answer."""
    at: Mapped[datetime]
