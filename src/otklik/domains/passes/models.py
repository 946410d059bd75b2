"""Tables of cards and of the phones that hold them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Pass(Identified, TenantRow, Base):
    """One person's card; its id is the serial. What lets a phone ask for it is counted from the id, so no table holds
    it. The name, bonuses and level are read from the person whenever the card is made.
    """

    __tablename__ = "passes"
    __table_args__ = (
        CheckConstraint("length(number) BETWEEN 1 AND 40", name="number_length"),
        CheckConstraint("length(message) <= 1000", name="message_length"),
        CheckConstraint("messages >= 0", name="messages_positive"),
        Index("uq_passes_contact_id", "contact_id", "channel_id", unique=True),
        Index("uq_passes_number", "workspace_id", "number", unique=True),
        Index("ix_passes_channel_id", "channel_id"),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    """The card it was made for; whose it is now is that card's root."""
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    number: Mapped[str]
    """Ours; shown where the company has no numbers of its own."""
    message: Mapped[str] = mapped_column(server_default=sql("''"))
    """The last one written onto it."""
    messages: Mapped[int] = mapped_column(server_default=sql("0"))
    """How many were."""
    message_row_id: Mapped[UUID | None]
    """The row of delivery that the last one stood for: written once, however often it is tried."""
    looks: Mapped[str] = mapped_column(server_default=sql("''"))
    """A digest of what else stood on it when phones were last told."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    """When anything that stands on it last changed; never twice within a second (HTTP's dates know no less)."""


class PassRegistration(Identified, TenantRow, Base):
    """A phone that holds a card and wants to be told when it changes."""

    __tablename__ = "pass_registrations"
    __table_args__ = (
        Index("uq_pass_registrations_device", "pass_id", "digest", unique=True),
        Index("ix_pass_registrations_digest", "workspace_id", "digest"),
    )

    pass_id: Mapped[UUID] = mapped_column(ForeignKey("passes.id", ondelete="CASCADE"))
    digest: Mapped[str]
    """Of the name by which the phone calls itself to us."""
    secret: Mapped[bytes]
    """Its push token, sealed."""
    created_at: Mapped[datetime]
