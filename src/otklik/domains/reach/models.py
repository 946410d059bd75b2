"""Tables of reach: the kit, and the company's shops."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Double, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow


class ReachKit(TenantRow, Base):
    """What the company shows; no row: nothing is public yet."""

    __tablename__ = "reach_kits"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"), UniqueConstraint("public_id"))

    public_id: Mapped[str]
    """Names the page and the button in public places; never changes, for it is printed."""
    document: Mapped[dict[str, Any]]
    """schemas.Kit."""
    updated_at: Mapped[datetime]


class Place(Identified, TenantRow, Base):
    """A shop or an office. Who came near is told by their own phone; where they are is kept nowhere."""

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        CheckConstraint("length(address) <= 300", name="address_length"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        CheckConstraint("radius_meters BETWEEN 100 AND 5000", name="radius_watchable"),
        Index("ix_places_workspace", "workspace_id", "name"),
    )

    name: Mapped[str]
    address: Mapped[str]
    latitude: Mapped[float] = mapped_column(Double)
    longitude: Mapped[float] = mapped_column(Double)
    """Degrees, WGS 84: as maps and phones tell them."""
    radius_meters: Mapped[int]
    updated_at: Mapped[datetime]
