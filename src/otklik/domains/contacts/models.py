"""Tables of people, their addresses and how cards were joined."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow
from otklik.platform.keeping import NAMES_FILE


class Contact(Identified, TenantRow, Base):
    """A card. Joined cards form a tree: `merged_into_id` is the edge, `root_id` the card the person is shown as.

    Each card keeps its own values for ever; what is shown is folded from the tree's cards (rules.fold), so undoing
    a merge has nothing to put back.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="not_itself"),
        CheckConstraint("(merged_into_id IS NULL) = (root_id = id)", name="root"),
        CheckConstraint("length(name) <= 200", name="name_length"),
        Index("ix_contacts_root_id", "root_id"),
        Index("ix_contacts_avatar_key", "avatar_key", postgresql_where=text("avatar_key IS NOT NULL")),
        Index("ix_contacts_merged_into_id", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index(
            "ix_contacts_people", "workspace_id", "last_seen_at", "id", postgresql_where=text("merged_into_id IS NULL")
        ),
    )

    name: Mapped[str] = mapped_column(server_default=text("''"))
    locale: Mapped[str] = mapped_column(server_default=text("''"))
    notes: Mapped[str] = mapped_column(server_default=text("''"))
    attributes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    avatar_key: Mapped[str | None] = mapped_column(info=NAMES_FILE)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    root_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """When the person last wrote, by any address of the tree under this card."""


class Identity(Identified, TenantRow, Base):
    """An address of a card. It never moves to another card: whose it is now is the card's root."""

    __tablename__ = "identities"
    __table_args__ = (
        CheckConstraint("length(address) BETWEEN 1 AND 320", name="address_length"),
        CheckConstraint("NOT (claimed AND verified)", name="claim_unproven"),
        Index(
            "uq_identities_holder",
            "workspace_id",
            "address_kind",
            "address",
            unique=True,
            postgresql_where=text("NOT claimed"),
        ),
        Index(
            "uq_identities_claim",
            "contact_id",
            "address_kind",
            "address",
            unique=True,
            postgresql_where=text("claimed"),
        ),
        Index("ix_identities_contact_id", "contact_id"),
        Index("ix_identities_channel_id", "channel_id"),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channels.id", ondelete="SET NULL"))
    """The channel it was last used in; None for an address told in words."""
    address_kind: Mapped[str]
    address: Mapped[str]
    """Normalised (rules.normalise)."""
    name: Mapped[str] = mapped_column(server_default=text("''"))
    username: Mapped[str] = mapped_column(server_default=text("''"))
    verified: Mapped[bool]
    """The provider vouches for it, the person proved it."""
    claimed: Mapped[bool]
    """Only said to be theirs: nothing ever came from it. It finds nobody and joins nobody."""
    reachable: Mapped[bool] = mapped_column(server_default=text("true"))
    unreachable_code: Mapped[str] = mapped_column(server_default=text("''"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    untold_at: Mapped[datetime | None]
    """When the provider was last asked who this is, and did not tell."""
    picture_tried_at: Mapped[datetime | None]
    """When the picture shown with this address was last sent for."""
    picture_tried: Mapped[str] = mapped_column(server_default=text("''"))
    """A digest of where that was (rules.picture_digest)."""


class Merge(Identified, TenantRow, Base):
    """One joining of two cards, by hand or by a proven address, and whether it was undone."""

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("reason IN ('by_hand', 'verified_address')", name="reason_known"),
        Index("uq_merges_live", "other_id", unique=True, postgresql_where=text("undone_at IS NULL")),
        Index("ix_merges_pair", "kept_id", "other_id"),
    )

    kept_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    reason: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[UUID | None]


class ContactSearch(Base):
    """What a card is found by: name, usernames, addresses, folded to lower case without accents.

    Deliberately outside row-level security, hence `tenant_id`: under a policy PostgreSQL may not give LIKE to a
    trigram index, for the operator is not leakproof, and every search would read the whole table. It is read only
    by `queries.found`, which filters by tenant and joins the protected `contacts`.
    """

    __tablename__ = "contact_search"
    __table_args__ = (
        Index(
            "ix_contact_search_text",
            "tenant_id",
            "text",
            postgresql_using="gin",
            postgresql_ops={"text": "gin_trgm_ops"},
        ),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    text: Mapped[str]
