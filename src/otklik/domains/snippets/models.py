"""The table of ready replies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
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
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


Index("uq_snippets_shortcut", Snippet.workspace_id, func.lower(Snippet.shortcut), unique=True)
