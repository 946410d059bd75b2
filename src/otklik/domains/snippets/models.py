"""The tables of ready replies and of who uses them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, PrimaryKeyConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Snippet(Identified, TenantRow, Base):
    """A ready reply; `team_id` None: for everybody."""

    __tablename__ = "snippets"
    __table_args__ = (
        CheckConstraint("length(shortcut) BETWEEN 1 AND 40", name="shortcut_length"),
        CheckConstraint("length(title) BETWEEN 1 AND 200", name="title_length"),
        CheckConstraint("length(text) <= 20000", name="text_length"),
        CheckConstraint("used_count >= 0", name="used_count_positive"),
    )

    shortcut: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    used_count: Mapped[int] = mapped_column(server_default=sql("0"))
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


Index("uq_snippets_shortcut", Snippet.workspace_id, func.lower(Snippet.shortcut), unique=True)


class SnippetUse(TenantRow, Base):
    """How often an operator used a reply on one day (UTC): as many rows as people and days, however busy they are."""

    __tablename__ = "snippet_uses"
    __table_args__ = (
        PrimaryKeyConstraint("snippet_id", "operator_id", "day"),
        CheckConstraint("count > 0", name="count_positive"),
        Index("ix_snippet_uses_day", "workspace_id", "day"),
    )

    snippet_id: Mapped[UUID] = mapped_column(ForeignKey("snippets.id", ondelete="CASCADE"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    count: Mapped[int]
