"""The table of responses, one row for each answer that ended somebody's waiting, and their days rolled up."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Identity, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

_SECONDS = "round(extract(epoch FROM answered_at - waiting_since))::bigint"
_WORKING = "round(working_seconds::numeric)::bigint"


class Response(Identified, TenantRow, Base):
    """An answer of a person to a person."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("message_id"),
        CheckConstraint("answered_at >= waiting_since", name="answer_after_question"),
        Index("ix_responses_answered", "workspace_id", "answered_at", "id"),
        Index("ix_responses_operator", "workspace_id", "operator_id", "answered_at"),
        Index(
            "ix_responses_figures",
            "workspace_id",
            "answered_at",
            postgresql_include=[
                "wait_seconds",
                "working_wait_seconds",
                "first",
                "in_hours",
                "channel_id",
                "operator_id",
                "team_id",
                "waiting_since",
            ],
        ),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    team_id: Mapped[UUID | None]
    """Whose answer it was then. No foreign key: a team that is gone keeps its history."""
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    first: Mapped[bool]
    """The first answer since the conversation was opened; every answer counts as "any"."""
    waiting_since: Mapped[datetime]
    """When the oldest unanswered message was written, by the provider's clock."""
    answered_at: Mapped[datetime]
    """When the provider accepted the answer, or the holding one before it."""
    in_hours: Mapped[bool]
    """Whether the channel was open when the waiting began."""
    working_seconds: Mapped[float]
    """The part of the wait that lay in working hours."""
    accepted_at: Mapped[datetime | None]
    """When the provider accepted this very answer, holding ones before it or not; null: as `answered_at`."""
    full_working_seconds: Mapped[float | None]
    """The part of the wait up to `accepted_at` that lay in working hours; null: as `working_seconds`."""
    letters: Mapped[int | None]
    """How much the answer said (conversations.holding.substance); null: it was not counted yet then."""
    wait_seconds: Mapped[int] = mapped_column(Computed(_SECONDS, persisted=True))
    """The wait to the whole second: what every figure is made of, so that each can be counted again by hand."""
    working_wait_seconds: Mapped[int] = mapped_column(Computed(_WORKING, persisted=True))


class GoneTeam(TenantRow, Base):
    """What a deleted team was called: its figures stay."""

    __tablename__ = "gone_teams"
    __table_args__ = (PrimaryKeyConstraint("team_id"),)

    team_id: Mapped[UUID]
    name: Mapped[str]


class RolledDay(TenantRow, Base):
    """A day of the company's calendar whose answers are rolled up in `rolled_waits`."""

    __tablename__ = "rolled_days"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "day"),
        CheckConstraint("ends_at > starts_at", name="day_lasts"),
    )

    day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """Not of it any more."""
    zone: Mapped[str]
    """The company's then: in another zone days begin otherwise, and this one says nothing."""


class RolledWaits(TenantRow, Base):
    """The waits that ended in one answer each on a day, of one channel, operator, team or hour, or of all."""

    __tablename__ = "rolled_waits"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "part", "day", "key", "first", "in_hours"),
        CheckConstraint("part IN ('all', 'channel', 'operator', 'team', 'hour')", name="part_known"),
        CheckConstraint("length(wait_seconds) = length(working_wait_seconds)", name="both_clocks"),
    )

    part: Mapped[str]
    """By what the day's answers are told apart here."""
    day: Mapped[date]
    key: Mapped[str]
    """Which channel, operator, team or hour of the week; empty: all, or of no team."""
    first: Mapped[bool]
    in_hours: Mapped[bool]
    wait_seconds: Mapped[bytes]
    """As ranking.Waits: big-endian, four bytes a wait, in no order."""
    working_wait_seconds: Mapped[bytes]


class ChangedResponse(TenantRow, Base):
    """An answer of that moment was written, changed or removed since its day was rolled up: the day is read from rows.

    A trigger on `responses` alone adds rows, so that nobody waits for another; rolling the day up takes them away.
    """

    __tablename__ = "changed_responses"
    __table_args__ = (Index("ix_changed_responses_answered", "workspace_id", "answered_at"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    answered_at: Mapped[datetime]
