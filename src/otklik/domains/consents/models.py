"""Tables of purposes, wordings, the chained records of consent, what holds now, and suppressed addresses."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Purpose(Identified, TenantRow, Base):
    """What the company wants to write for: news, offers, notices of an order."""

    __tablename__ = "consent_purposes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("basis IN ('consent', 'contract', 'legitimate_interest', 'legal_duty')", name="basis_known"),
        CheckConstraint("length(code) BETWEEN 1 AND 40", name="code_length"),
    )

    code: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    basis: Mapped[str]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Wording(Identified, TenantRow, Base):
    """The words a person agrees to, one version; never changed, only followed by the next."""

    __tablename__ = "consent_wordings"
    __table_args__ = (
        UniqueConstraint("purpose_id", "version"),
        CheckConstraint("version > 0", name="version_counts"),
    )

    purpose_id: Mapped[UUID] = mapped_column(ForeignKey("consent_purposes.id", ondelete="CASCADE"))
    version: Mapped[int]
    text_ru: Mapped[str]
    text_en: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None]


class Record(Identified, TenantRow, Base):
    """One act of one person, chained to the act before (rules.chain). Kept after the person is erased, without them.

    `contact_id` has no foreign key: a proof outlives the card. What names the person (`personal`) is covered by the
    hash through a salted digest, so it can be erased and the chain still holds.
    """

    __tablename__ = "consent_records"
    __table_args__ = (
        UniqueConstraint("contact_id", "number"),
        CheckConstraint(
            "act IN ('granted', 'withdrawn', 'requested', 'confirmed', 'write_only', 'calls_allowed')", name="act_known"
        ),
        CheckConstraint("number > 0", name="number_counts"),
        Index("ix_consent_records_subject", "workspace_id", "subject_digest"),
    )

    contact_id: Mapped[UUID]
    number: Mapped[int]
    at: Mapped[datetime]
    act: Mapped[str]
    purpose: Mapped[str]
    channel: Mapped[str]
    """A kind of channel; empty: whichever."""
    wording_version: Mapped[int]
    """0: no wording was shown (a withdrawal)."""
    wording: Mapped[str]
    """The very words shown."""
    language: Mapped[str]
    method: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    personal: Mapped[str]
    """JSON: address, form, page, IP, browser, note; empty once erased."""
    salt: Mapped[str]
    personal_digest: Mapped[str]
    subject_digest: Mapped[str]
    """Keyed digest of the address: whoever comes with it again is found, nobody else is named."""
    previous_hash: Mapped[str]
    hash: Mapped[str]
    erased_at: Mapped[datetime | None]


class ChainHead(TenantRow, Base):
    """Where a person's chain ends, sealed with the server's key: a chain cut short or made anew is found."""

    __tablename__ = "consent_heads"
    __table_args__ = (PrimaryKeyConstraint("contact_id"),)

    contact_id: Mapped[UUID]
    number: Mapped[int]
    hash: Mapped[str]
    seal: Mapped[str]


class State(TenantRow, Base):
    """What holds now for one card, purpose, channel and address: the last record's outcome, for the gate."""

    __tablename__ = "consent_states"
    __table_args__ = (
        PrimaryKeyConstraint("contact_id", "purpose_id", "channel", "address"),
        CheckConstraint("status IN ('granted', 'withdrawn', 'pending')", name="status_known"),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    purpose_id: Mapped[UUID] = mapped_column(ForeignKey("consent_purposes.id", ondelete="CASCADE"))
    channel: Mapped[str]
    address: Mapped[str]
    """Normalised; empty: every address of the person in that channel."""
    status: Mapped[str]
    at: Mapped[datetime]
    record_id: Mapped[UUID]


class Preference(TenantRow, Base):
    """What a person asked of us beside purposes."""

    __tablename__ = "consent_preferences"
    __table_args__ = (PrimaryKeyConstraint("contact_id"),)

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    write_only: Mapped[bool] = mapped_column(server_default=text("false"))
    """Write, do not call."""
    commanded_at: Mapped[datetime | None]
    """When a command of theirs was last answered."""


class Suppression(Identified, TenantRow, Base):
    """An address that must be left in peace, and why; lifted, never deleted."""

    __tablename__ = "suppressions"
    __table_args__ = (
        CheckConstraint(
            "reason IN ('hard_bounce', 'complaint', 'blocked', 'unsubscribed', 'do_not_call', 'by_hand', 'import')",
            name="reason_known",
        ),
        Index(
            "uq_suppressions_live",
            "workspace_id",
            "address_kind",
            "address",
            "channel",
            "reason",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
        Index("ix_suppressions_listed", "workspace_id", "created_at", "id"),
    )

    address_kind: Mapped[str]
    address: Mapped[str]
    channel: Mapped[str]
    """Empty: by whichever channel this address is reached."""
    reason: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None]
    lifted_note: Mapped[str] = mapped_column(server_default=text("''"))


class GivenContact(Identified, TenantRow, Base):
    """An address given for one promise: good for that promise and one question, and no more."""

    __tablename__ = "given_contacts"
    __table_args__ = (Index("ix_given_contacts_contact_id", "contact_id"),)

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    promise: Mapped[str]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    promise_key: Mapped[str | None]
    """The message that kept the promise; null: none went yet."""
    question_key: Mapped[str | None]
