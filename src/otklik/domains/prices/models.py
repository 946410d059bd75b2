"""The company's own prices; a kind without rows costs what its provider's manifest says."""

from datetime import datetime

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped

from otklik.platform.db import Base, TenantRow


class MessagePrice(TenantRow, Base):
    """What one message of a kind of channel costs to a country; of SMS, one segment."""

    __tablename__ = "message_prices"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "kind", "country"),
        CheckConstraint("country ~ '^([A-Z]{2})?$'", name="country_iso"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_iso"),
        CheckConstraint("micros BETWEEN 0 AND 1000000000000", name="micros_bounded"),
    )

    kind: Mapped[str]
    country: Mapped[str]
    """ISO 3166-1; empty: any country without a row of its own."""
    micros: Mapped[int]
    """Millionths of the currency's unit: in many countries a segment costs less than the smallest coin."""
    currency: Mapped[str]
    updated_at: Mapped[datetime]
