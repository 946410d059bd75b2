"""Tables of routing: rules, what operators can do, turns, and the queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class RoutingRule(Identified, TenantRow, Base):
    """How conversations of a team or a channel are given out; of the company where both are null."""

    __tablename__ = "routing_rules"
    __table_args__ = (
        CheckConstraint("way IN ('by_hand', 'round_robin', 'load', 'skill', 'language')", name="way_known"),
        CheckConstraint("num_nonnulls(team_id, channel_id) <= 1", name="scope_one"),
        CheckConstraint("last_operator_days BETWEEN 0 AND 365", name="last_operator_bounded"),
        CheckConstraint("priority BETWEEN 0 AND 9", name="priority_bounded"),
        CheckConstraint("weight_percent BETWEEN 0 AND 1000", name="weight_bounded"),
        Index(
            "uq_routing_rules_scope",
            "workspace_id",
            "team_id",
            "channel_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_routing_rules_team_id", "team_id"),
        Index("ix_routing_rules_channel_id", "channel_id"),
    )

    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    way: Mapped[str]
    gives_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    """Whose members get them; null: everybody who answers."""
    last_operator_days: Mapped[int] = mapped_column(server_default=sql("0"))
    """Whoever answered the person last within so many days is asked first; 0: nobody is."""
    skills: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    topics: Mapped[list[Any]] = mapped_column(JSONB, server_default=sql("'[]'"))  # Any: a document of schemas.Topic
    priority: Mapped[int] = mapped_column(server_default=sql("0"))
    weight_percent: Mapped[int] = mapped_column(server_default=sql("100"))
    """How much of one place a conversation takes."""
    updated_at: Mapped[datetime]


class RoutingProfile(TenantRow, Base):
    """What an operator can do and how much at once; none: the default."""

    __tablename__ = "routing_profiles"
    __table_args__ = (CheckConstraint("capacity BETWEEN 0 AND 200", name="capacity_bounded"),)

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    skills: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    languages: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    capacity: Mapped[int]
    updated_at: Mapped[datetime]


class RoutingDesk(TenantRow, Base):
    """The company's last turn. Its lock lets one transaction at a time give conversations out."""

    __tablename__ = "routing_desks"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    last_turn: Mapped[int]


class RoutingTurn(TenantRow, Base):
    """When an operator was given something last by a rule, as a turn's number: the lowest is next."""

    __tablename__ = "routing_turns"
    __table_args__ = (PrimaryKeyConstraint("rule_id", "operator_id"),)

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("routing_rules.id", ondelete="CASCADE"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    turn: Mapped[int]


class QueuedConversation(TenantRow, Base):
    """A conversation that is to be given to somebody; gone as soon as it was."""

    __tablename__ = "routing_queue"
    __table_args__ = (Index("ix_routing_queue_workspace_id", "workspace_id"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    entered_at: Mapped[datetime]
    skipped_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    """Whoever just gave it back is not given it again."""
    code: Mapped[str] = mapped_column(server_default=sql("''"))
    """Why it was not given when it was looked at last; empty: not looked at yet."""
    params: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))  # Any: plain JSON values
