"""Tables of absences and of the conversations that moved because of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Absence(Identified, TenantRow, Base):
    """Somebody is away. Both deputies null: the deputy left the company, and everybody covers."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("kind IN ('holiday', 'illness', 'other')", name="kind_known"),
        CheckConstraint("state IN ('planned', 'begun', 'ended')", name="state_known"),
        CheckConstraint("ends_at > starts_at", name="period_forward"),
        CheckConstraint("num_nonnulls(deputy_operator_id, deputy_team_id) <= 1", name="deputy_one"),
        CheckConstraint("deputy_operator_id <> operator_id", name="deputy_other"),
        CheckConstraint("length(text_ru) <= 1000 AND length(text_en) <= 1000", name="texts_length"),
        Index("ix_absences_period", "workspace_id", "starts_at", "id"),
        Index("ix_absences_begun", "workspace_id", postgresql_where=sql("state = 'begun'")),
        Index("ix_absences_deputy", "deputy_operator_id", postgresql_where=sql("deputy_operator_id IS NOT NULL")),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sql("'planned'"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The moment of being back; moved to when it really ended."""
    time_zone: Mapped[str]
    """IANA name: in which zone its days are meant, and customers are told them."""
    deputy_operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    deputy_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    copies: Mapped[bool] = mapped_column(server_default=sql("true"))
    """The deputy is told of new messages in the absent person's conversations that are with somebody else."""
    text_ru: Mapped[str] = mapped_column(server_default=sql("''"))
    text_en: Mapped[str] = mapped_column(server_default=sql("''"))
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]


Absence.__table__.append_constraint(  # type: ignore[attr-defined] # SQLAlchemy types `__table__` as FromClause
    ExcludeConstraint(
        (Absence.__table__.c.operator_id, "="),
        (func.tstzrange(Absence.__table__.c.starts_at, Absence.__table__.c.ends_at), "&&"),
        name="ex_absences_overlap",
        using="gist",
    )
)


class AbsenceMove(TenantRow, Base):
    """A conversation that is with somebody else only because of an absence; gone when it came back or was chosen."""

    __tablename__ = "absence_moves"
    __table_args__ = (
        PrimaryKeyConstraint("absence_id", "conversation_id"),
        Index("ix_absence_moves_conversation_id", "conversation_id"),
    )

    absence_id: Mapped[UUID] = mapped_column(ForeignKey("absences.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    """Whose it is."""
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    """The team it had before."""
    moved_at: Mapped[datetime]
