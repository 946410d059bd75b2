"""Tables of segments, of lists, and of what is kept of watched ones."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Segment(Identified, TenantRow, Base):
    """Who fits `rule`, or whoever was put on the list."""

    __tablename__ = "segments"
    __table_args__ = (
        CheckConstraint("kind IN ('rule', 'list')", name="kind_known"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint("code ~ '^[a-z0-9_]{1,60}$'", name="code_shape"),
        CheckConstraint("length(description) <= 1000", name="description_length"),
        CheckConstraint("revision >= 1", name="revision_positive"),
        CheckConstraint("followed IN ('no', 'filling', 'yes')", name="followed_known"),
        Index("uq_segments_code", "workspace_id", "code", unique=True),
        Index("ix_segments_followed", "workspace_id", postgresql_where=sql("followed <> 'no'")),
    )

    code: Mapped[str]
    """What templates and the API call it by."""
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=sql("''"))
    kind: Mapped[str]
    rule: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    """A `tree.Rule`; of a list empty."""
    revision: Mapped[int] = mapped_column(server_default=sql("1"))
    """Grows with each change of what stands above: whoever saves says which one they began from."""
    named_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Segments that the rule names itself."""
    topics: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    """What the answer hangs on, segments it names included (rules/topics.py); kept while it is followed."""
    followed: Mapped[str] = mapped_column(server_default=sql("'no'"))
    """Whether somebody watches it: `filling` until everybody was looked at once."""
    filled_to: Mapped[UUID | None]
    """While filling: the last person looked at."""
    size: Mapped[int | None]
    """How many were in it when it was last counted."""
    sized_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None]
    archived_at: Mapped[datetime | None]


class ListedPerson(TenantRow, Base):
    """Somebody on a list. `contact_id` is the card they were put on by; the person is its root."""

    __tablename__ = "segment_people"
    __table_args__ = (
        PrimaryKeyConstraint("segment_id", "contact_id"),
        Index("ix_segment_people_contact_id", "contact_id"),
        CheckConstraint("source IN ('hand', 'addresses', 'import', 'api')", name="source_known"),
    )

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    source: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID | None]


class Watch(TenantRow, Base):
    """Somebody wants to be told who comes into the segment and who leaves it: a journey, an automation."""

    __tablename__ = "segment_watches"
    __table_args__ = (
        PrimaryKeyConstraint("segment_id", "watcher"),
        CheckConstraint("length(watcher) BETWEEN 1 AND 120", name="watcher_length"),
    )

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"))
    watcher: Mapped[str]
    """`journey:<id>`: the watcher's own name for itself."""
    created_at: Mapped[datetime]


class Standing(TenantRow, Base):
    """Of a followed segment: who is in, and when a person's answer could change by time alone.

    Who is out and can come in only by doing something has no row.
    """

    __tablename__ = "segment_standings"
    __table_args__ = (
        PrimaryKeyConstraint("segment_id", "contact_id"),
        CheckConstraint("inside OR flips_at IS NOT NULL", name="worth_a_row"),
        Index("ix_segment_standings_flips_at", "segment_id", "flips_at", postgresql_where=sql("flips_at IS NOT NULL")),
        Index("ix_segment_standings_contact_id", "contact_id"),
        {"postgresql_with": {"fillfactor": 80}},
    )

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    inside: Mapped[bool]
    entered_at: Mapped[datetime | None]
    flips_at: Mapped[datetime | None]


class Touch(Identified, TenantRow, Base):
    """Something was done that a followed segment asks about: the person is to be looked at again.

    Only ever added and taken away, so that whoever writes facts waits for nobody.
    """

    __tablename__ = "segment_touches"
    __table_args__ = (Index("ix_segment_touches_segment", "segment_id", "id"),)

    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID]
