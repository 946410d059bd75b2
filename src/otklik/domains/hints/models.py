"""Tables of hints: the company's switch, and the kinds a person does not want to see."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, TenantRow


class HintSettings(TenantRow, Base):
    """Whether drafts are looked at; no row: they are."""

    __tablename__ = "hint_settings"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    enabled: Mapped[bool]
    updated_at: Mapped[datetime]


class HiddenHints(TenantRow, Base):
    """The kinds of hints that an operator hid; no row: none."""

    __tablename__ = "hidden_hints"
    __table_args__ = (CheckConstraint("cardinality(kinds) <= 20", name="kinds_bounded"),)

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    kinds: Mapped[list[str]]
    updated_at: Mapped[datetime]
