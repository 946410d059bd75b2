"""The platform's own tables: events, live streams, rate buckets, kept answers, alarms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class EventRow(Identified, TenantRow, Base):
    """What happened, in the order of ids: the timeline, the audit trail and outgoing webhooks read it."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_subject", "workspace_id", "subject_id", "id"),
        Index("ix_events_name", "workspace_id", "name", "id"),
    )

    name: Mapped[str]
    subject_id: Mapped[UUID | None]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class LiveStream(TenantRow, Base):
    """The last number of each live stream; its row lock orders commits on the stream."""

    __tablename__ = "live_streams"

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]


class LiveEntry(TenantRow, Base):
    """What was pushed lately, for those whose socket was cut."""

    __tablename__ = "live_entries"
    __table_args__ = (PrimaryKeyConstraint("stream", "seq"), Index("ix_live_entries_at", "at"))

    stream: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class RateBucket(Base):
    """A fixed window of a rate limit; the key is a digest, so no address stands here in clear."""

    __tablename__ = "rate_buckets"
    __table_args__ = (PrimaryKeyConstraint("key", "window_start"), {"prefixes": ["UNLOGGED"]})

    key: Mapped[str]
    window_start: Mapped[datetime]
    count: Mapped[int]


class KeptAnswer(TenantRow, Base):
    """The answer to a mutating request, kept under its idempotency key so that a repeat gets the same one."""

    __tablename__ = "kept_answers"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "actor_id", "key"),
        CheckConstraint("length(key) <= 200", name="key_length"),
        Index("ix_kept_answers_at", "at"),
    )

    actor_id: Mapped[UUID]
    key: Mapped[str]
    fingerprint: Mapped[str]
    """A digest of method, path and body: the same key with another request is a mistake of the client."""
    status: Mapped[int] = mapped_column(server_default=text("0"))
    body: Mapped[bytes | None]
    at: Mapped[datetime]


class Alarm(TenantRow, Base):
    """A moment at which a verb is to be called for a subject; see platform/alarms.py."""

    __tablename__ = "alarms"
    __table_args__ = (
        PrimaryKeyConstraint("name", "subject_id"),
        Index("ix_alarms_due", "due_at", postgresql_where=text("NOT failed")),
        {"postgresql_with": {"fillfactor": 80}},
    )

    name: Mapped[str]
    subject_id: Mapped[UUID]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    failed: Mapped[bool] = mapped_column(server_default=text("false"))
    """Tried often enough: kept to be looked at, rung no more."""
