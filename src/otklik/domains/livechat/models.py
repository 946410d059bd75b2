"""Tables of visitors and of the links that lead them on to another channel."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class VisitorSession(Identified, TenantRow, Base):
    """One browser on one channel. Its id is the visitor's address and the thread's name; its token is the key to both.

    Only a digest of the token is kept. What a visitor types before sending is kept nowhere.
    """

    __tablename__ = "visitor_sessions"
    __table_args__ = (
        CheckConstraint("device IN ('phone', 'tablet', 'desktop')", name="device_known"),
        Index("uq_visitor_sessions_token_digest", "token_digest", unique=True),
        Index("ix_visitor_sessions_channel_id", "channel_id"),
        Index("ix_visitor_sessions_mail_due_at", "mail_due_at", postgresql_where=text("mail_due_at IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 80}},
    )

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    token_digest: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """Kept up by the heartbeat of the visitor's sockets."""
    language: Mapped[str]
    page: Mapped[dict[str, Any]]
    """Where the visitor is now: url, title, referrer, and what the site tells of itself."""
    device: Mapped[str]
    email: Mapped[str] = mapped_column(server_default=text("''"))
    """Where answers go when the visitor has left; only said, not proven."""
    mail_due_at: Mapped[datetime | None]
    """When to look whether answers must go by mail."""
    mailed_id: Mapped[UUID | None]
    """The last message that went by mail."""


class Continuation(TenantRow, Base):
    """A link that led a conversation on in another channel. Links are signed, not stored; a row says that one was used.

    Its key makes a link good for one person only, however often it is passed on.
    """

    __tablename__ = "continuations"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    continued_in_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    used_at: Mapped[datetime]
