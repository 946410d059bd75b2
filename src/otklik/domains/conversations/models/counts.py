"""How many conversations lie where: sums that never lock each other."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, TenantRow


class ConversationCount(TenantRow, Base):
    """A part of a sum: how many more, or fewer, conversations are of this kind. What counts is the sum of the parts.

    A trigger on `conversations` alone adds rows (migration `conversations are counted`) and never changes one, so that
    writers do not wait for each other; a job puts many parts of one kind together.
    """

    __tablename__ = "conversation_counts"
    __table_args__ = (
        CheckConstraint("many <> 0", name="many_says_something"),
        Index("ix_conversation_counts_workspace_id", "workspace_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    shelf: Mapped[str]
    waiting: Mapped[bool]
    assignee_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    many: Mapped[int]
