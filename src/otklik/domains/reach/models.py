"""The table of reach kits."""

from datetime import datetime
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from otklik.platform.db import Base, TenantRow


class ReachKit(TenantRow, Base):
    """What the company shows; no row: nothing is public yet."""

    __tablename__ = "reach_kits"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"), UniqueConstraint("public_id"))

    public_id: Mapped[str]
    """Names the page and the button in public places; never changes, for it is printed."""
    document: Mapped[dict[str, Any]]
    """schemas.Kit."""
    updated_at: Mapped[datetime]
