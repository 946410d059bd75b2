"""Tables of channels, files, the journal and the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.domains.delivery import models_mass  # noqa: F401  # pyright: ignore[reportUnusedImport] - its tables too
from otklik.platform.db import Base, Identified, TenantRow
from otklik.platform.keeping import NAMES_FILE

LEDGER_OPEN = "state IN ('planned', 'claimed', 'handed')"


class Channel(Identified, TenantRow, Base):
    """One connection to a provider: a mailbox, a bot, a site chat."""

    __tablename__ = "channels"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        UniqueConstraint("public_id"),
        Index("ix_channels_workspace_id", "workspace_id", "id"),
    )

    kind: Mapped[str]
    name: Mapped[str]
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    public_id: Mapped[str]
    """Names the channel in public places: the widget's snippet, the webhook's path."""
    config: Mapped[dict[str, Any]]
    secrets: Mapped[bytes | None]
    """The secret fields of the form as one encrypted JSON object."""
    webhook_secret: Mapped[str]
    address: Mapped[str] = mapped_column(server_default=text("''"))
    facts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    checkpoint: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    health_ok: Mapped[bool | None]
    health_code: Mapped[str] = mapped_column(server_default=text("''"))
    health_detail: Mapped[str] = mapped_column(server_default=text("''"))
    health_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class File(Identified, TenantRow, Base):
    """A file sent by either side. Its bytes lie in the file store under `key` once `state` is ready."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'fetching', 'failed')", name="state_known"),
        Index("ix_files_key", "key", postgresql_where=text("key IS NOT NULL")),
    )

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str | None] = mapped_column(info=NAMES_FILE)
    state: Mapped[str]
    error_code: Mapped[str] = mapped_column(server_default=text("''"))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="SET NULL"))
    source: Mapped[dict[str, Any] | None]
    """The provider's reference, for a file still to be fetched."""
    created_at: Mapped[datetime]


class PreparedRow(Identified, TenantRow, Base):
    """A message the provider approves beforehand, as it was last read or told of."""

    __tablename__ = "prepared_messages"
    __table_args__ = (UniqueConstraint("channel_id", "name", "language"),)

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    name: Mapped[str]
    language: Mapped[str]
    document: Mapped[dict[str, Any]]
    """A `PreparedMessage`."""
    fills: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What usually stands in a blank, by its name; may hold `{variables}` of ready replies."""
    changed_at: Mapped[datetime]


class JournalItem(Identified, TenantRow, Base):
    """One raw inbound item, stored before the provider is answered (guarantee 1)."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("channel_id", "event_id"),
        CheckConstraint("state IN ('received', 'read', 'failed')", name="state_known"),
        Index("ix_journal_waiting", "channel_id", "id", postgresql_where=text("state = 'received'")),
        Index("ix_journal_failed", "workspace_id", "id", postgresql_where=text("state = 'failed'")),
    )

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    event_id: Mapped[str]
    body: Mapped[bytes]
    headers: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default=text("'received'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str] = mapped_column(server_default=text("''"))
    read_at: Mapped[datetime | None]


class LedgerRow(Identified, TenantRow, Base):
    """One outbound message to one person, from plan to receipt (guarantee 5)."""

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        CheckConstraint(
            "state IN ('planned', 'claimed', 'handed', 'accepted', 'delivered', 'read', 'failed', 'skipped',"
            " 'unknown')",
            name="state_known",
        ),
        Index("ix_ledger_lane_open", "lane", "id", postgresql_where=text(LEDGER_OPEN)),
        Index("ix_ledger_due", "due_at", postgresql_where=text("state = 'planned'")),
        Index("ix_ledger_claimed", "claimed_by", postgresql_where=text("state IN ('claimed', 'handed')")),
        Index("ix_ledger_external", "channel_id", "external_id", postgresql_where=text("external_id IS NOT NULL")),
        Index(
            "ix_ledger_in_doubt",
            "channel_id",
            "thread_id",
            postgresql_where=text("state IN ('handed', 'unknown')"),
        ),
        Index("ix_ledger_subject", "subject_id"),
        Index("ix_ledger_identity", "identity_id", "id"),
        {"postgresql_with": {"fillfactor": 80}},
    )

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    lane: Mapped[UUID]
    """Messages of one lane go one after another (guarantee 4): the conversation's id."""
    subject_id: Mapped[UUID]
    """What this carries: the id of the conversation's message."""
    key: Mapped[str]
    """The idempotency key of whoever planned it: the same key is the same message."""
    purpose: Mapped[str]
    to_address: Mapped[str]
    thread_id: Mapped[str]
    content: Mapped[dict[str, Any]]
    identity_id: Mapped[UUID | None] = mapped_column(ForeignKey("identities.id", ondelete="SET NULL"))
    window_closes_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    """When the person last wrote where this answers; null: they never did, so it must rest on something else."""
    ground: Mapped[str] = mapped_column(server_default=text("''"))
    """On what the gate let it go: own_words, personal, step, confirmation, or a purpose's lawful basis."""
    consent_record_id: Mapped[UUID | None]
    """The record of consent it rests on; no foreign key: records are another domain's."""
    state: Mapped[str] = mapped_column(server_default=text("'planned'"))
    code: Mapped[str] = mapped_column(server_default=text("''"))
    """Why it failed, was skipped or is unknown."""
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[datetime]
    until: Mapped[datetime | None]
    """Worth nothing from then on; null: it keeps."""
    claimed_by: Mapped[int | None]
    external_id: Mapped[str | None]
    segments: Mapped[int | None]
    """SMS segments, once accepted; null for what is no SMS."""
    cost_micros: Mapped[int | None]
    """Millionths of a unit of `cost_currency`, as prices were when it was accepted; null when nobody knows."""
    cost_currency: Mapped[str | None]
    read_by_machine: Mapped[bool | None]
    planned_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class LedgerPart(Identified, TenantRow, Base):
    """One of several messages that a ledger row became at its provider: parts of a long SMS, files and their text."""

    __tablename__ = "ledger_parts"
    __table_args__ = (
        UniqueConstraint("ledger_id", "external_id"),
        CheckConstraint("state IN ('accepted', 'delivered', 'read', 'failed')", name="state_known"),
        Index("ix_ledger_parts_external", "channel_id", "external_id"),
    )

    ledger_id: Mapped[UUID] = mapped_column(ForeignKey("ledger.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    external_id: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'accepted'"))
    code: Mapped[str] = mapped_column(server_default=text("''"))
    """Why it failed."""


class LedgerStep(Identified, TenantRow, Base):
    """The provable trail of a ledger row: each state it passed through, and why (guarantee 7)."""

    __tablename__ = "ledger_steps"
    __table_args__ = (Index("ix_ledger_steps_ledger_id", "ledger_id", "id"),)

    ledger_id: Mapped[UUID] = mapped_column(ForeignKey("ledger.id", ondelete="CASCADE"))
    state: Mapped[str]
    code: Mapped[str] = mapped_column(server_default=text("''"))
    detail: Mapped[str] = mapped_column(server_default=text("''"))
    at: Mapped[datetime]


class Refusal(Identified, TenantRow, Base):
    """A message the gate did not let into the ledger: the trace that "why did they not get this" is answered by.

    Written after its unit of work was taken back, so it leans on nothing that may have gone with it: no foreign keys.
    """

    __tablename__ = "delivery_refusals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_delivery_refusals_identity", "identity_id", "id"),
        Index("ix_delivery_refusals_at", "at"),
    )

    channel_id: Mapped[UUID | None]
    """Null: the server's own mail."""
    identity_id: Mapped[UUID | None]
    """Null: nobody is known by the address."""
    key: Mapped[str]
    purpose: Mapped[str]
    code: Mapped[str]
    at: Mapped[datetime]
