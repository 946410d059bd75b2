"""Tables of visitors, of the phones and browsers that ring for them, and of links on to another channel."""

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
        Index(
            "uq_visitor_sessions_customer",
            "channel_id",
            "customer_id",
            unique=True,
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        Index(
            "ix_visitor_sessions_facts_key",
            "workspace_id",
            "facts_key",
            postgresql_where=text("facts_key IS NOT NULL"),
        ),
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
    customer_id: Mapped[str | None]
    """Who the visitor is by the company's own word, signed; every device of that customer is this visitor."""
    customer: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """`identity.Customer`: what the company signed of them."""
    facts_key: Mapped[str | None]
    """By which the page tells what the visitor does, once they have agreed."""
    rings: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether there is a phone or a browser that takes pushes."""


class VisitorKey(Identified, TenantRow, Base):
    """The token of one more device of a customer who is known; only its digest is kept."""

    __tablename__ = "visitor_keys"
    __table_args__ = (
        Index("uq_visitor_keys_token_digest", "token_digest", unique=True),
        Index("ix_visitor_keys_visitor_id", "visitor_id"),
    )

    visitor_id: Mapped[UUID] = mapped_column(ForeignKey("visitor_sessions.id", ondelete="CASCADE"))
    token_digest: Mapped[str]
    created_at: Mapped[datetime]


class VisitorDevice(Identified, TenantRow, Base):
    """A browser or a phone that takes pushes. Whoever knows its address may ring it: it is sealed."""

    __tablename__ = "visitor_devices"
    __table_args__ = (
        CheckConstraint("kind IN ('web', 'fcm', 'apns')", name="kind_known"),
        Index("uq_visitor_devices_digest", "workspace_id", "digest", unique=True),
        Index("ix_visitor_devices_visitor_id", "visitor_id"),
    )

    visitor_id: Mapped[UUID] = mapped_column(ForeignKey("visitor_sessions.id", ondelete="CASCADE"))
    kind: Mapped[str]
    digest: Mapped[str]
    """Of the address: a device registered again is one row."""
    sealed: Mapped[bytes]
    time_zone: Mapped[str] = mapped_column(server_default=text("''"))
    """By whose nights it is quiet; empty: by the company's."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it was last rung."""


class Continuation(TenantRow, Base):
    """A link that led a conversation on in another channel. Links are signed, not stored; a row says that one was used.

    Its key makes a link good for one person only, however often it is passed on.
    """

    __tablename__ = "continuations"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    continued_in_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    used_at: Mapped[datetime]
