"""Tables of campaigns, of what they brought, and of the company's choices about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class Campaign(Identified, TenantRow, Base):
    """One campaign and how far it is. Messages themselves are delivery's rows, under `campaign` and this id."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint(
            "state IN ('draft', 'awaiting', 'scheduled', 'running', 'deciding', 'paused', 'finished', 'stopped')",
            name="state_known",
        ),
        CheckConstraint("phase IN ('main', 'test', 'rest')", name="phase_known"),
        CheckConstraint("revision >= 1", name="revision_positive"),
        Index("ix_campaigns_updated", "workspace_id", "updated_at", "id"),
    )

    name: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'draft'"))
    code: Mapped[str] = mapped_column(server_default=text("''"))
    """Why it stands or ended, when not by hand: money_stop, deadline_expired, sold_out."""
    plan: Mapped[dict[str, Any]]
    """`documents.CampaignPlan`; of a launched one the versions of templates are fixed in it."""
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    checked: Mapped[dict[str, Any] | None]
    """`schemas.CampaignCheck`: whom it would reach and what it would cost, as last counted."""
    phase: Mapped[str] = mapped_column(server_default=text("'main'"))
    """Whom the present walk plans: all at once; those of the test; then the rest, who get the winner."""
    source: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    after: Mapped[UUID | None]
    """How far the walk is: in which segment, behind which person. Moves in the transaction that plans the block."""
    planned_at: Mapped[datetime | None]
    """When the present walk came to its end."""
    people: Mapped[int] = mapped_column(server_default=text("0"))
    """Looked at so far, the control group included."""
    winner: Mapped[int | None] = mapped_column(SmallInteger)
    verdict: Mapped[str] = mapped_column(server_default=text("''"))
    decides_at: Mapped[datetime | None]
    """When the test's time is over; set when the last of its messages went."""
    decided_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    launched_at: Mapped[datetime | None]
    launched_by_id: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[UUID | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attribution: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """`schemas.CampaignAttribution`, as it was at the launch."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]


class CampaignConversion(TenantRow, Base):
    """One purchase of somebody the campaign wrote to, or of the control group, inside the window."""

    __tablename__ = "campaign_conversions"
    __table_args__ = (
        PrimaryKeyConstraint("campaign_id", "fact_id"),
        Index("ix_campaign_conversions_fact", "fact_id"),
        Index("ix_campaign_conversions_contact", "contact_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id", ondelete="CASCADE"))
    message_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    step: Mapped[str]
    variant: Mapped[int] = mapped_column(SmallInteger)
    control: Mapped[bool]
    attributed: Mapped[bool]
    """Came after the touch that counts (a click, a reading, a delivery); else it only counts for the lift."""
    at: Mapped[datetime]
    amount_minor: Mapped[int]
    """In the company's currency; of other currencies and of none 0."""


class CampaignChoices(TenantRow, Base):
    """The company's choices about campaigns; no row: the defaults of schemas.CampaignSettings."""

    __tablename__ = "campaign_settings"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    document: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
