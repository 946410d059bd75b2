"""Tables of journeys: what was drawn and published, who is where on the road, what they wait for, what was counted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Journey(Identified, TenantRow, Base):
    """A journey with the draft that is being drawn. People walk its published versions."""

    __tablename__ = "journeys"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        CheckConstraint("state IN ('draft', 'running', 'paused', 'stopped')", name="state_known"),
        CheckConstraint("revision >= 1", name="revision_positive"),
        CheckConstraint("state = 'draft' OR version IS NOT NULL", name="version_published"),
        Index("ix_journeys_updated", "workspace_id", "updated_at", "id"),
        Index("ix_journeys_trigger", "workspace_id", "trigger", "subject", postgresql_where=sql("state = 'running'")),
    )

    name: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sql("'draft'"))
    """`paused`: nobody moves, nobody comes in; `stopped`: nobody comes in and nobody is left on the road."""
    draft: Mapped[dict[str, Any]]
    """`documents.Graph` as JSON."""
    revision: Mapped[int] = mapped_column(server_default=sql("1"))
    """Goes up with each saving: who saves over a newer one is told so."""
    recipe: Mapped[str] = mapped_column(server_default=sql("''"))
    version: Mapped[int | None]
    """By which newcomers walk."""
    published_revision: Mapped[int | None]
    trigger: Mapped[str] = mapped_column(server_default=sql("''"))
    """Of the published version: `event`, `segment`, `date`, `api`."""
    subject: Mapped[str] = mapped_column(server_default=sql("''"))
    """Of the trigger: the event's name, the segment's id, the attribute's name."""
    enrol_after: Mapped[UUID | None]
    """The last one taken in of those who were in the segment before; null: nobody is to be."""
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))


class JourneyVersion(TenantRow, Base):
    """What was published, once and for all: who walks it stays on it."""

    __tablename__ = "journey_versions"
    __table_args__ = (PrimaryKeyConstraint("journey_id", "version"),)

    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journeys.id", ondelete="CASCADE"))
    version: Mapped[int]
    graph: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))


class JourneyRun(Identified, TenantRow, Base):
    """One going-through of one person. Due ones are claimed in blocks; the row is locked while it is moved."""

    __tablename__ = "journey_runs"
    __table_args__ = (
        UniqueConstraint("journey_id", "contact_id", "entry"),
        CheckConstraint("entry >= 1", name="entry_positive"),
        CheckConstraint("(ended_at IS NULL) = (ended = '')", name="ended_whole"),
        Index(
            "uq_journey_runs_going", "journey_id", "contact_id", unique=True, postgresql_where=sql("ended_at IS NULL")
        ),
        Index(
            "uq_journey_runs_occasion",
            "journey_id",
            "contact_id",
            "occasion",
            unique=True,
            postgresql_where=sql("occasion <> ''"),
        ),
        Index("ix_journey_runs_due", "journey_id", "due_at", postgresql_where=sql("due_at IS NOT NULL")),
        Index("ix_journey_runs_node", "journey_id", "node", "id", postgresql_where=sql("ended_at IS NULL")),
        Index("ix_journey_runs_contact", "contact_id", "id"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journeys.id", ondelete="CASCADE"))
    version: Mapped[int]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    """The person: the root of the cards."""
    entry: Mapped[int]
    """The how-manieth time."""
    occasion: Mapped[str] = mapped_column(server_default=sql("''"))
    """What they came in by, where one thing must not bring them in twice: a date, a caller's key."""
    node: Mapped[str] = mapped_column(server_default=sql("''"))
    due_at: Mapped[datetime | None]
    began_at: Mapped[datetime]
    """When what brought them in happened; older matters wake nobody."""
    started_at: Mapped[datetime]
    goal_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended: Mapped[str] = mapped_column(server_default=sql("''"))
    given: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    """Properties of the event they came in by."""
    state: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    """`rules.state.State` as JSON."""


class JourneyWait(TenantRow, Base):
    """Somebody on a road would notice this event: a fact finds its rows by name and person, and wakes nobody else."""

    __tablename__ = "journey_waits"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "event", "contact_id", "run_id"),
        Index("ix_journey_waits_run", "run_id"),
    )

    event: Mapped[str]
    contact_id: Mapped[UUID]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("journey_runs.id", ondelete="CASCADE"))


class JourneyNews(Identified, TenantRow, Base):
    """Something happened to somebody on a road; read and dropped with the step it makes."""

    __tablename__ = "journey_news"
    __table_args__ = (Index("ix_journey_news_journey", "journey_id", "at"), Index("ix_journey_news_run", "run_id"))

    journey_id: Mapped[UUID]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("journey_runs.id", ondelete="CASCADE"))
    event: Mapped[str]
    """Empty: there is news of a message, look again."""
    properties: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    at: Mapped[datetime]


class JourneyBatch(TenantRow, Base):
    """The batch of delivery by which one way of one node of one version is sent."""

    __tablename__ = "journey_batches"
    __table_args__ = (
        PrimaryKeyConstraint("journey_id", "version", "node", "way"),
        UniqueConstraint("batch_id"),
    )

    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journeys.id", ondelete="CASCADE"))
    version: Mapped[int]
    node: Mapped[str]
    way: Mapped[int]
    batch_id: Mapped[UUID]
    watched: Mapped[bool]
    """Whether the road looks back at what became of its messages."""


class JourneyCount(TenantRow, Base):
    """How often something happened at a node, kept by the deltas of each block."""

    __tablename__ = "journey_counts"
    __table_args__ = (
        PrimaryKeyConstraint("journey_id", "version", "node", "what", "why"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journeys.id", ondelete="CASCADE"))
    version: Mapped[int]
    node: Mapped[str]
    what: Mapped[str]
    why: Mapped[str]
    count: Mapped[int]
