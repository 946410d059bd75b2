"""The company's policy, and how often each person was written to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, PrimaryKeyConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, DependentRow, TenantRow


class Policy(TenantRow, Base):
    """What the company chose; no row: the defaults of rules.py."""

    __tablename__ = "contact_policies"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    document: Mapped[dict[str, Any]]
    """A `schemas.ContactPolicy`."""
    updated_at: Mapped[datetime]


class Pace(DependentRow, Base):
    """The messages that asked something of a person in the last month: one row to be held, so that caps hold too.

    Cards keep their own rows when they are joined; a person's pace is read over all of them.
    """

    __tablename__ = "contact_paces"
    __table_args__ = (
        PrimaryKeyConstraint("contact_id"),
        CheckConstraint("cardinality(days) = cardinality(keys)", name="pairs"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    days: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default=sql("'{}'"))
    """In the company's time zone, one for each message, the oldest first."""
    keys: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Which message it was: a repeated attempt is not counted twice."""
