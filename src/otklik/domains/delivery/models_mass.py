"""Tables of messages to very many: batches, one lean row a person, counters, links, and what readers did.

Few indexes, for each costs every row twice; nothing here is counted by reading the rows (docs/adr/0035).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, DependentRow, Identified, TenantRow


class MassBatch(Identified, TenantRow, Base):
    """One message to many: a campaign's wave, a step of a journey."""

    __tablename__ = "mass_batches"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        UniqueConstraint("number"),
        CheckConstraint("state IN ('waiting', 'running', 'paused', 'stopped')", name="state_known"),
        Index("ix_mass_batches_owner", "workspace_id", "owner", "owner_id"),
        Index("ix_mass_batches_running", "channel_id", postgresql_where=text("state = 'running'")),
    )

    number: Mapped[int] = mapped_column(Identity(always=False))
    """Names the batch in the tokens of its links, in 32 bits."""
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    owner: Mapped[str]
    """Who writes the message: `campaign`, `journey`; a name in `MassAuthors`."""
    owner_id: Mapped[UUID]
    step: Mapped[str] = mapped_column(server_default=text("''"))
    key: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    """Grows when what is said changes: compiled letters are kept under it."""
    per_second: Mapped[float | None]
    limited: Mapped[bool] = mapped_column(server_default=text("false"))
    """Its owner has a budget: what is handed over is held back from it until it is settled."""
    budget_at: Mapped[datetime | None]
    """Up to when the batch's rate is used up."""
    utm: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


class MassMessage(Identified, DependentRow, Base):
    """One message of a batch to one person, from plan to receipt; who was left out is a row too."""

    __tablename__ = "mass_messages"
    __table_args__ = (
        # the person first: "what did they get" is a look-up, and whoever plans walks people in this order
        UniqueConstraint("contact_id", "batch_id", "round"),
        CheckConstraint(
            "state IN ('planned', 'claimed', 'handed', 'accepted', 'delivered', 'read', 'failed', 'skipped',"
            " 'unknown')",
            name="state_known",
        ),
        # no index names a column that sending changes, and half of each page is free: both updates stay in their page
        {"postgresql_with": {"fillfactor": 45}},
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID]
    """The person, as they were planned for; no foreign key, for its check would cost more than the row."""
    identity_id: Mapped[UUID | None]
    round: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """How often the same person may get the same batch: the next pass of a journey."""
    variant: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    language: Mapped[str] = mapped_column(server_default=text("''"))
    state: Mapped[str]
    code: Mapped[str] = mapped_column(server_default=text("''"))
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime]
    until: Mapped[datetime | None]
    """Worth nothing from then on; null: it keeps."""
    claimed_by: Mapped[int | None]
    ground: Mapped[str] = mapped_column(server_default=text("''"))
    """On what the gate let it go, as in the ledger."""
    consent_record_id: Mapped[UUID | None]
    handed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_by_machine: Mapped[bool | None]
    clicked_at: Mapped[datetime | None]
    """By a person; machines' clicks are hits and nothing more."""
    unsubscribed_at: Mapped[datetime | None]
    complained_at: Mapped[datetime | None]
    cost_micros: Mapped[int | None]
    cost_currency: Mapped[str | None]
    segments: Mapped[int | None] = mapped_column(SmallInteger)
    held_micros: Mapped[int | None]
    """Of a limited batch, but for letters: held back from the budget until it is known what became of it."""


class MassWaiting(DependentRow, Base):
    """Rows of a batch that wait for the same time, `ENTRY_MAX` of them at most: a row of a queue costs as much as a row
    of the batch. Whether one still waits is said by the row itself: it may be left over here.
    """

    __tablename__ = "mass_waiting"
    __table_args__ = (PrimaryKeyConstraint("batch_id", "due_at", "first_id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]
    first_id: Mapped[UUID]
    """Of `ids`: no row waits twice, so it names the entry."""
    code: Mapped[str] = mapped_column(server_default=text("''"))
    """The rows': why they were put off."""
    ids: Mapped[list[UUID]]


class MassQueued(DependentRow, Base):
    """Where rows waited before `MassWaiting`; nodes of an older version still write here, and `adopt` takes it over."""

    __tablename__ = "mass_queue"
    __table_args__ = (PrimaryKeyConstraint("batch_id", "due_at", "message_id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]
    message_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(server_default=text("''"))


class MassFlight(Identified, TenantRow, Base):
    """A block of letters handed over by one node; gone when each is settled. A dead node's are in doubt."""

    __tablename__ = "mass_flights"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    node: Mapped[int]
    at: Mapped[datetime]
    ground: Mapped[str]
    ids: Mapped[list[UUID]]
    records: Mapped[list[UUID]]
    """Of the consents, in the order of `ids`; empty where the ground is none."""


class MassCount(TenantRow, Base):
    """How many of a batch's rows are where, kept by what each block changes."""

    __tablename__ = "mass_counts"
    __table_args__ = (
        PrimaryKeyConstraint("batch_id", "variant", "kind", "name", "code"),
        CheckConstraint("kind IN ('state', 'mark')", name="kind_known"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    variant: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    name: Mapped[str]
    """A state; or a mark: `read_human`, `read_machine`, `clicked`, `unsubscribed`, `complained`; `cost`, whose code is
    the currency; `held`: rows of a limited batch on their way or in doubt, and the money held back for them.
    """
    code: Mapped[str] = mapped_column(server_default=text("''"))
    count: Mapped[int]
    cost_micros: Mapped[int] = mapped_column(server_default=text("0"))


class MassLink(TenantRow, Base):
    """Where a link of a batch's letters leads; its number stands in the tokens."""

    __tablename__ = "mass_links"
    __table_args__ = (PrimaryKeyConstraint("batch_id", "number"), UniqueConstraint("batch_id", "url"))

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    url: Mapped[str]


class MassHit(TenantRow, Base):
    """One request for a link or a picture of a letter, judged a little later together with its neighbours."""

    __tablename__ = "mass_hits"
    __table_args__ = (
        Index("ix_mass_hits_message", "message_id", "at"),
        Index("ix_mass_hits_waiting", "at", postgresql_where=text("who IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("mass_batches.id", ondelete="CASCADE"))
    message_id: Mapped[UUID]
    at: Mapped[datetime]
    act: Mapped[str]
    link: Mapped[int]
    url: Mapped[str] = mapped_column(server_default=text("''"))
    """Of a link that is not the same for all."""
    method: Mapped[str]
    user_agent: Mapped[str]
    prefetch: Mapped[bool]
    who: Mapped[str | None]
    """human, machine or unknown; null: not judged yet."""
    reason: Mapped[str] = mapped_column(server_default=text("''"))


class MassMailSettings(TenantRow, Base):
    """How a mailbox writes to many: its DKIM keys, its pace by recipient's domain, its warm-up."""

    __tablename__ = "mass_mail_settings"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True)
    keys: Mapped[bytes | None]
    """DKIM keys, sealed: a JSON list of selector, algorithm and PEM."""
    keys_at: Mapped[datetime | None]
    checked: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What DNS said when it was asked last."""
    checked_at: Mapped[datetime | None]
    pace: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """Limits by recipient's domain; `*` for all that are not named."""
    warm_up: Mapped[dict[str, Any] | None]


class MassDay(TenantRow, Base):
    """What a mailbox handed over on one day of its company: the warm-up counts by it."""

    __tablename__ = "mass_days"
    __table_args__ = (PrimaryKeyConstraint("channel_id", "day"),)

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    day: Mapped[date]
    count: Mapped[int]
